import { Confirm } from '@/components/ui/confirm';
import type { UserStatus } from '@/generated/graphql';
import { deleteUser, disableUser, restoreUser } from './actions';

interface UserStatusProps {
  readonly id: string;
  readonly email: string;
  readonly status: UserStatus;
}

/** Lets an account in, keeps it out, or deletes it. */
export function UserStatusButtons({ id, email, status }: UserStatusProps) {
  const fields = { id };
  return (
    <div className="flex flex-wrap gap-2">
      {status === 'ACTIVE' ? (
        <Confirm
          label="Disable"
          title={`Disable ${email}?`}
          confirm="Disable"
          action={disableUser}
          fields={fields}
        >
          <p>Sessions and API keys stop within 5 seconds, and nobody can sign in.</p>
        </Confirm>
      ) : (
        <Confirm
          label="Restore"
          title={`Restore ${email}?`}
          confirm="Restore"
          tone="primary"
          action={restoreUser}
          fields={fields}
        >
          <p>The account may sign in again, with its password and role of before.</p>
        </Confirm>
      )}
      {status === 'DELETED' ? null : (
        <Confirm
          label="Delete"
          title={`Delete ${email}?`}
          confirm="Delete"
          action={deleteUser}
          fields={fields}
        >
          <p>
            Sessions and API keys stop within 5 seconds, and the account is gone from lists. It is
            kept for the record, and administrators can restore it.
          </p>
        </Confirm>
      )}
    </div>
  );
}
