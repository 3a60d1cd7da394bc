import { Card, CardTitle } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { SessionItem } from '@/features/account/session-item';
import { Pager } from '@/features/administration/pager';
import { PartFailure } from '@/features/shell/part-failure';
import { SessionItem_SessionFragmentDoc, type UserAccountQuery } from '@/generated/graphql';
import { readFragment } from '@/lib/graph/fragment';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { address } from '@/lib/search-params';
import { endSession, endSessions } from './actions';
import { USERS_PAGE } from './user-filter';

interface UserSessionsProps {
  readonly id: string;
  readonly email: string;
  readonly sessions: Parts<UserAccountQuery>['sessions'];
  readonly after: string | null;
  readonly mayEnd: boolean;
}

/** Where an account is signed in. */
export function UserSessions({ id, email, sessions, after, mayEnd }: UserSessionsProps) {
  if (sessions instanceof Refusal) {
    return <PartFailure title="The sessions could not be loaded" refusal={sessions} />;
  }
  const { nodes, pageInfo, totalCount } = sessions;
  const page = `${USERS_PAGE}/${id}`;
  return (
    <Card aria-labelledby="sessions-title" className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <CardTitle id="sessions-title">
          {totalCount === 1 ? '1 session' : `${totalCount} sessions`}
        </CardTitle>
        {mayEnd && totalCount > 0 ? (
          <Confirm
            label="End all"
            title={`End all sessions of ${email}?`}
            confirm="End all"
            action={endSessions}
            fields={{ id }}
          >
            <p>They stop within 5 seconds, on every device. Signing in again starts a new one.</p>
          </Confirm>
        ) : null}
      </div>
      {nodes.length > 0 ? (
        <ul className="divide-y divide-border">
          {nodes.map((node) => {
            const session = readFragment(SessionItem_SessionFragmentDoc, node);
            const end = (name: string) => (
              <Confirm
                label={
                  <>
                    End<span className="sr-only"> the session of {name}</span>
                  </>
                }
                title={`End the session of ${name}?`}
                confirm="End"
                action={endSession}
                fields={{ id, session: session.id }}
              >
                <p>It stops within 5 seconds.</p>
              </Confirm>
            );
            return <SessionItem key={session.id} session={session} end={mayEnd ? end : none} />;
          })}
        </ul>
      ) : (
        <p className="text-muted-foreground text-sm">Nobody is signed in to this account.</p>
      )}
      <Pager
        next={pageInfo.hasNextPage ? address(page, { after: pageInfo.endCursor }) : undefined}
        first={after ? page : undefined}
      />
    </Card>
  );
}

const none = () => null;
