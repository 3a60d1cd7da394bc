'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/field';
import { Live } from '@/components/ui/live';
import { Notice } from '@/components/ui/notice';
import type { Role } from '@/generated/graphql';
import { changeRole } from './actions';
import { ROLE_NAMES } from './vocabulary';

interface RoleFormProps {
  readonly id: string;
  readonly role: Role;
  /** Those that may be given. */
  readonly roles: readonly Role[];
}

export function RoleForm({ id, role, roles }: RoleFormProps) {
  const [state, formAction, pending] = useActionState(changeRole, null);
  return (
    <form action={formAction} className="grid gap-3">
      {state?.failure ? <Notice tone="danger" title={state.failure} /> : null}
      <Live>
        {state && !state.failure ? (
          <p className="text-sm">The role is {ROLE_NAMES[role]}. It counts within 5 seconds.</p>
        ) : null}
      </Live>
      <input type="hidden" name="id" value={id} />
      <div className="flex items-end gap-2">
        <Select label="Role" name="role" key={role} defaultValue={role}>
          {roles.map((each) => (
            <option key={each} value={each}>
              {ROLE_NAMES[each]}
            </option>
          ))}
        </Select>
        <Button type="submit" variant="outline" disabled={pending}>
          Change the role
        </Button>
      </div>
    </form>
  );
}
