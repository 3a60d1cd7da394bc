import type { Role } from '@ai-finops/service-kit/viewer';
import type { Actor } from '../access/permissions';
import type { Happening } from '../audit/audit.service';
import type { UserChange } from './user-input';
import type { Status } from './user-view';

interface Account {
  readonly id: string;
  readonly role: Role;
  readonly status: Status;
}

const STATUS_EVENTS = {
  ACTIVE: 'USER_RESTORE',
  DISABLED: 'USER_DISABLE',
  DELETED: 'USER_DELETE',
} as const;

/** What the audit log says about a change of an account; nothing about what stays as it was. */
export function happeningsOf(actor: Actor, before: Account, change: UserChange): Happening[] {
  const about = { actor, subjectId: before.id };
  const happenings: Happening[] = [];
  if (change.role !== undefined && change.role !== before.role) {
    const details = { from: before.role, to: change.role };
    happenings.push({ ...about, event: 'USER_ROLE_CHANGE', details });
  }
  if (change.status !== undefined && change.status !== before.status) {
    const details = { from: before.status, to: change.status };
    happenings.push({ ...about, event: STATUS_EVENTS[change.status], details });
  }
  const changed = (['email', 'name', 'password'] as const).filter(
    (part) => change[part] !== undefined,
  );
  if (changed.length > 0) {
    const own = typeof actor === 'object' && actor.id === before.id;
    const details = { changed: changed.join(', ') };
    happenings.push({ ...about, event: own ? 'PROFILE_CHANGE' : 'USER_CHANGE', details });
  }
  return happenings;
}
