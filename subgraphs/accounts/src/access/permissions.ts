import { AppError } from '@ai-finops/service-kit/errors';
import {
  type Actor,
  denied,
  may,
  mayToAny,
  requireGive,
  requirePermission,
  requireTo,
  SERVICE,
  type Target,
} from '@ai-finops/service-kit/permissions';
import type { Role, Viewer } from '@ai-finops/service-kit/viewer';

// The matrix is service-kit's permissions.ts; here is how the features of this service ask it.
export { type Actor, requirePermission, SERVICE, type Target };

/** Sees every account: administrators and services. */
export const seesAll = (actor: Actor): boolean => may(actor, 'users:list');

/** May see this account, its sessions and refresh tokens: its owner, and who sees all. */
export const maySee = (actor: Actor, id: string): boolean => mayToAny(actor, 'account:read', id);

/** Error FORBIDDEN for everybody but the platform's own services. */
export function requireService(actor: Actor): void {
  if (actor !== SERVICE) throw denied({ actor, permission: 'service' }, 'Services only.');
}

/** The viewer of a request that may be anonymous. Error UNAUTHENTICATED. */
export function requireViewer(viewer: Viewer | null): Viewer {
  if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}

/** Error FORBIDDEN unless the actor may make API keys of the account, whatever its role is. */
export function requireMayMakeKeys(actor: Actor, userId: string): void {
  if (mayToAny(actor, 'key:create', userId)) return;
  throw denied({ actor, permission: 'key:create', targetId: userId }, 'Keys are made for oneself.');
}

/** Error FORBIDDEN unless the actor may see what belongs to the user. */
export function requireMaySee(actor: Actor, userId: string): void {
  if (maySee(actor, userId)) return;
  const denial = { actor, permission: 'account:read', targetId: userId };
  throw denied(denial, 'This belongs to another account.');
}

/**
 * Error FORBIDDEN unless the actor may make this change: role and status need more than the rest, and
 * owners change their address only by way of its confirmation (`changeEmail`), so that a borrowed session
 * takes no account over.
 */
export function requireMayChange(
  actor: Actor,
  target: Target,
  change: {
    readonly role?: Role | undefined;
    readonly status?: unknown;
    readonly email?: string | undefined;
  },
): void {
  if (change.email !== undefined && actor !== SERVICE && actor.id === target.id) {
    throw new AppError(
      'FORBIDDEN',
      'Change your own address with changeEmail: it is confirmed there.',
    );
  }
  const rights = change.role !== undefined || change.status !== undefined;
  requireTo(actor, rights ? 'account:manage' : 'account:edit', target);
  if (change.role !== undefined) requireGive(actor, change.role);
}

/** Error FORBIDDEN unless the actor may end sessions of the account. */
export const requireMayEndSessions = (actor: Actor, target: Target): void =>
  requireTo(actor, 'session:end', target);

/** Error FORBIDDEN unless the actor may give the role. */
export const requireMayGrant = (actor: Actor, role: Role): void => requireGive(actor, role);
