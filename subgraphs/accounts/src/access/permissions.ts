import { AppError } from '@ai-finops/service-kit/errors';
import { hasScope, isPerson } from '@ai-finops/service-kit/scopes';
import { atLeast, type Role, type Viewer } from '@ai-finops/service-kit/viewer';

/** Another service of the platform, or its operator, with the service credential (REST). */
export const SERVICE = 'SERVICE';

/** Who acts. */
export type Actor = Viewer | typeof SERVICE;

/** Whose account is acted upon. */
export interface Target {
  readonly id: string;
  readonly role: Role;
}

const isSelf = (actor: Actor, id: string): boolean => actor !== SERVICE && actor.id === id;

/** Sees every account: administrators, their API keys of that scope, and services. */
export const seesAll = (actor: Actor): boolean =>
  actor === SERVICE || (atLeast(actor.role, 'ADMIN') && hasScope(actor, 'admin'));

/** May see this account, its sessions and refresh tokens: its owner, and who sees all. */
export const maySee = (actor: Actor, id: string): boolean => isSelf(actor, id) || seesAll(actor);

/**
 * May change an account's rights or delete it: ADMIN those of a USER, SUPER_ADMIN everyone's. Nobody
 * their own, so that no mistake locks an administrator out.
 */
export function mayManage(actor: Actor, target: Target): boolean {
  if (actor === SERVICE) return true;
  if (isSelf(actor, target.id) || !hasScope(actor, 'admin')) return false;
  return actor.role === 'SUPER_ADMIN' || (actor.role === 'ADMIN' && target.role === 'USER');
}

/** May give a role: administrators, up to their own. An API key gives none but USER: a leaked one makes no administrators. */
export const mayGrant = (actor: Actor, role: Role): boolean =>
  actor === SERVICE ||
  (seesAll(actor) && atLeast(actor.role, role) && (isPerson(actor) || role === 'USER'));

/** May end an account's sessions: its owner, and administrators unless its role is above theirs. */
export const mayEndSessions = (actor: Actor, target: Target): boolean =>
  actor === SERVICE ||
  isSelf(actor, target.id) ||
  (seesAll(actor) && atLeast(actor.role, target.role));

/** The viewer of a request that may be anonymous. Error UNAUTHENTICATED. */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}

/** Error FORBIDDEN unless the actor sees every account. */
export function requireSeesAll(actor: Actor): void {
  if (!seesAll(actor)) throw new AppError('FORBIDDEN', 'This needs the role ADMIN.');
}

/** Error FORBIDDEN unless the actor may see what belongs to the user. */
export function requireMaySee(actor: Actor, userId: string): void {
  if (!maySee(actor, userId)) throw new AppError('FORBIDDEN', 'This belongs to another account.');
}

/** Error FORBIDDEN unless the actor may make this change: owners change address and name only. */
export function requireMayChange(
  actor: Actor,
  target: Target,
  change: { readonly role?: Role | undefined; readonly status?: unknown },
): void {
  const rights = change.role !== undefined || change.status !== undefined;
  if (!rights && isSelf(actor, target.id) && actor !== SERVICE && isPerson(actor)) return;
  if (!mayManage(actor, target)) {
    throw new AppError('FORBIDDEN', 'You may not change this about this account.');
  }
  if (change.role !== undefined) requireMayGrant(actor, change.role);
}

/** Error FORBIDDEN unless the actor may give the role. */
export function requireMayGrant(actor: Actor, role: Role): void {
  if (!mayGrant(actor, role)) throw new AppError('FORBIDDEN', `You may not give the role ${role}.`);
}
