import type { Role } from '@/generated/graphql';

/*
 * What the pages offer to whom. The platform decides by docs/permissions.md whatever is offered here;
 * rights.spec.ts keeps this the same.
 */

interface Account {
  readonly id: string;
  readonly role: Role;
}

const ROLES: readonly Role[] = ['USER', 'ADMIN', 'SUPER_ADMIN'];
const rank = ({ role }: Account): number => ROLES.indexOf(role);

export const isAdministrator = ({ role }: Pick<Account, 'role'>): boolean => role !== 'USER';

/** True when the viewer may change role and status of the account. */
export function mayManage(viewer: Account, account: Account): boolean {
  if (viewer.id === account.id) return false;
  if (viewer.role === 'SUPER_ADMIN') return true;
  return isAdministrator(viewer) && rank(account) < rank(viewer);
}

/** True when the viewer may end the account's sessions. */
export function mayEndSessions(viewer: Account, account: Account): boolean {
  return viewer.id === account.id || (isAdministrator(viewer) && rank(account) <= rank(viewer));
}

/** The roles that the viewer may give. */
export const rolesToGive = (viewer: Account): readonly Role[] =>
  isAdministrator(viewer) ? ROLES.slice(0, rank(viewer) + 1) : [];
