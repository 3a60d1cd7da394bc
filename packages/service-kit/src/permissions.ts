import { channel } from 'node:diagnostics_channel';
import { AppError } from './errors';
import { hasScope, isPerson, type Scope } from './scopes';
import { ROLES, type Role, type Viewer } from './viewer';

/** Another service of the platform, or its operator, with the service credential: it may do everything. */
export const SERVICE = 'SERVICE';

/** Who acts. */
export type Actor = Viewer | typeof SERVICE;

/** Whose account is acted upon. */
export interface Target {
  readonly id: string;
  readonly role: Role;
}

/** How an account stands to who acts: their own, or another one of a lower, the same or a higher role. */
export const RELATIONS = ['own', 'below', 'same', 'above'] as const;
export type Relation = (typeof RELATIONS)[number];

const NOBODY: readonly Relation[] = [];
const OWN: readonly Relation[] = ['own'];
const EVERYBODY: readonly Relation[] = RELATIONS;

/** What is done to an account, and for each role to which accounts. The one truth of it: docs/permissions.md. */
export const ACCOUNT_PERMISSIONS = {
  'account:read': {
    what: 'See an account, its sessions, refresh tokens and API keys',
    USER: OWN,
    ADMIN: EVERYBODY,
    SUPER_ADMIN: EVERYBODY,
  },
  'account:edit': {
    what: 'Change the address and name of an account',
    USER: OWN,
    ADMIN: ['own', 'below'],
    SUPER_ADMIN: EVERYBODY,
  },
  // Nobody their own: no mistake locks an administrator out, and nobody raises themselves.
  'account:manage': {
    what: 'Change the role of an account, disable, restore or delete it',
    USER: NOBODY,
    ADMIN: ['below'],
    SUPER_ADMIN: ['below', 'same'],
  },
  'session:end': {
    what: 'End sessions, revoke refresh tokens and API keys of an account',
    USER: OWN,
    ADMIN: ['own', 'below', 'same'],
    SUPER_ADMIN: EVERYBODY,
  },
  // It acts as its owner: nobody makes one for somebody else.
  'key:create': { what: 'Make API keys', USER: OWN, ADMIN: OWN, SUPER_ADMIN: OWN },
} as const satisfies Record<
  string,
  { readonly what: string } & Readonly<Record<Role, readonly Relation[]>>
>;

export type AccountPermission = keyof typeof ACCOUNT_PERMISSIONS;

const ADMINS: readonly Role[] = ['ADMIN', 'SUPER_ADMIN'];
const ADMIN_KEYS: readonly Scope[] = ['admin'];
const COST_KEYS: readonly Scope[] = ['costs:read', 'bills:write'];

/** What is done to no account in particular, the roles that may, and the scopes with which their API keys may. */
export const PERMISSIONS = {
  'users:list': { what: 'List, search and count accounts', roles: ADMINS, scopes: ADMIN_KEYS },
  'users:create': { what: 'Make accounts for others', roles: ADMINS, scopes: ADMIN_KEYS },
  'audit:read': { what: 'Read the audit log', roles: ADMINS, scopes: ADMIN_KEYS },
  'cleanup:run': {
    what: 'Remove expired sessions and refresh tokens at once',
    roles: ADMINS,
    scopes: ADMIN_KEYS,
  },
  // What is deleted for everybody is deleted by a person: no API key does.
  'batches:manage': {
    what: 'See the batches of charges and their space, delete billing periods',
    roles: ADMINS,
    scopes: [],
  },
  'rates:import': { what: 'Import exchange rates', roles: ADMINS, scopes: ['bills:write'] },
  'rates:delete': { what: 'Delete a source of exchange rates', roles: ADMINS, scopes: [] },
  'sources:manage': {
    what: 'Make, change and delete sources of bills',
    roles: ADMINS,
    scopes: ADMIN_KEYS,
  },
  'sources:sync': {
    what: 'See sources of bills, have them looked at at once',
    roles: ADMINS,
    scopes: ['bills:write', 'admin'],
  },
  'keys:admin': { what: 'Make API keys of the scope `admin`', roles: ADMINS, scopes: [] },
  'costs:granted': {
    what: 'See and import costs, as far as they were granted',
    roles: ROLES,
    scopes: COST_KEYS,
  },
  'costs:all': {
    what: 'See and import all costs, whatever was granted',
    roles: ADMINS,
    scopes: COST_KEYS,
  },
  // Who may see what is decided by a person: no API key does.
  'costs:grant': {
    what: 'Grant costs to accounts, see and take back all grants',
    roles: ADMINS,
    scopes: [],
  },
  'uploads:all': {
    what: 'Import and remove what others have uploaded',
    roles: ADMINS,
    scopes: ['bills:write'],
  },
  'assistant:ask': {
    what: 'Ask the assistant, in conversations of one’s own',
    roles: ROLES,
    scopes: ['assistant:ask'],
  },
} as const satisfies Record<
  string,
  { readonly what: string; readonly roles: readonly Role[]; readonly scopes: readonly Scope[] }
>;

export type Permission = keyof typeof PERMISSIONS;

/** The roles that each role may give to an account that it manages or makes. */
export const GRANTABLE = {
  USER: [],
  ADMIN: ['USER', 'ADMIN'],
  SUPER_ADMIN: ['USER', 'ADMIN', 'SUPER_ADMIN'],
} as const satisfies Readonly<Record<Role, readonly Role[]>>;

function relationOf(viewer: Viewer, { id, role }: Target): Relation {
  if (viewer.id === id) return 'own';
  const difference = ROLES.indexOf(role) - ROLES.indexOf(viewer.role);
  if (difference === 0) return 'same';
  return difference < 0 ? 'below' : 'above';
}

/** True when the actor may do what concerns no account in particular. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor === SERVICE) return true;
  const roles: readonly Role[] = PERMISSIONS[permission].roles;
  return roles.includes(actor.role) && hasScope(actor, ...PERMISSIONS[permission].scopes);
}

/** True when the actor may do this to the account. */
export function mayTo(actor: Actor, permission: AccountPermission, target: Target): boolean {
  if (actor === SERVICE) return true;
  const relations: readonly Relation[] = ACCOUNT_PERMISSIONS[permission][actor.role];
  const relation = relationOf(actor, target);
  // An API key reads its owner's account; it changes nothing of it, and others' with the scope for it only.
  const byKey = relation === 'own' ? permission === 'account:read' : hasScope(actor, 'admin');
  return relations.includes(relation) && (isPerson(actor) || byKey);
}

/** True when the actor may do this to an account whatever its role is, known only by its id. */
export function mayToAny(actor: Actor, permission: AccountPermission, id: string): boolean {
  return ROLES.every((role) => mayTo(actor, permission, { id, role }));
}

/** True when the actor may give the role to an account. */
export function mayGive(actor: Actor, role: Role): boolean {
  if (actor === SERVICE) return true;
  const roles: readonly Role[] = GRANTABLE[actor.role];
  // A leaked API key makes no administrators.
  return roles.includes(role) && (isPerson(actor) || (role === 'USER' && hasScope(actor, 'admin')));
}

/** A refusal, as it is told to whoever keeps the audit log. */
export interface Denial {
  readonly actor: Actor;
  readonly permission: string;
  readonly targetId?: string | undefined;
}

/** Where refusals are told, for the audit log of the process: decisions themselves stay pure. */
export const DENIALS = channel('ai-finops:denials');

/** The refusal of something that the matrix does not allow; tells it to {@link DENIALS}. */
export function denied(denial: Denial, message: string): AppError {
  DENIALS.publish(denial);
  return new AppError('FORBIDDEN', message, { permission: denial.permission });
}

/** Error FORBIDDEN unless the actor may do what concerns no account in particular. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return;
  const [least = 'SUPER_ADMIN'] = PERMISSIONS[permission].roles;
  throw denied({ actor, permission }, `This needs the role ${least}.`);
}

/** Error FORBIDDEN unless the actor may do this to the account. */
export function requireTo(actor: Actor, permission: AccountPermission, target: Target): void {
  if (mayTo(actor, permission, target)) return;
  throw denied({ actor, permission, targetId: target.id }, 'You may not do this to this account.');
}

/** Error FORBIDDEN unless the actor may give the role. */
export function requireGive(actor: Actor, role: Role): void {
  if (mayGive(actor, role)) return;
  throw denied({ actor, permission: `role:give ${role}` }, `You may not give the role ${role}.`);
}
