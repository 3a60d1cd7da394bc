import { AppError } from './errors';
import {
  type AccountPermission,
  type Actor,
  DENIALS,
  type Denial,
  may,
  mayGive,
  mayTo,
  mayToAny,
  PERMISSIONS,
  type Permission,
  requireGive,
  requirePermission,
  requireTo,
  SERVICE,
} from './permissions';
import { SCOPES } from './scopes';
import { ROLES, type Role, type Viewer } from './viewer';

const viewer = (role: Role): Viewer => ({ id: 'me', role, sessionId: 's' });
const [user, admin, superAdmin] = ROLES.map(viewer) as [Viewer, Viewer, Viewer];

/** Which accounts of others, by role, and whether one's own. */
const reachOf = (actor: Actor, permission: AccountPermission) => ({
  own: actor !== SERVICE && mayTo(actor, permission, { id: 'me', role: actor.role }),
  others: ROLES.filter((role) => mayTo(actor, permission, { id: 'other', role })),
});

describe('the permission matrix', () => {
  it.each<[AccountPermission, Viewer, boolean, Role[]]>([
    ['account:read', user, true, []],
    ['account:read', admin, true, ['USER', 'ADMIN', 'SUPER_ADMIN']],
    ['account:read', superAdmin, true, ['USER', 'ADMIN', 'SUPER_ADMIN']],
    ['account:edit', user, true, []],
    ['account:edit', admin, true, ['USER']],
    ['account:edit', superAdmin, true, ['USER', 'ADMIN', 'SUPER_ADMIN']],
    ['account:manage', user, false, []],
    ['account:manage', admin, false, ['USER']],
    ['account:manage', superAdmin, false, ['USER', 'ADMIN', 'SUPER_ADMIN']],
    ['session:end', user, true, []],
    ['session:end', admin, true, ['USER', 'ADMIN']],
    ['session:end', superAdmin, true, ['USER', 'ADMIN', 'SUPER_ADMIN']],
    ['key:create', user, true, []],
    ['key:create', admin, true, []],
    ['key:create', superAdmin, true, []],
  ])('%s by %j: own %s, others %j', (permission, actor, own, others) => {
    expect(reachOf(actor, permission)).toEqual({ own, others });
  });

  it.each(Object.keys(PERMISSIONS) as Permission[])('gives %s to administrators', (permission) => {
    expect([admin, superAdmin].map((actor) => may(actor, permission))).toEqual([true, true]);
  });

  it('gives users costs as granted and the assistant, and nothing else', () => {
    const given = (Object.keys(PERMISSIONS) as Permission[]).filter((name) => may(user, name));
    expect(given).toEqual(['costs:granted', 'assistant:ask']);
  });

  it('lets no API key decide who sees costs, delete them, or make keys like itself', () => {
    const key: Viewer = { ...superAdmin, scopes: [...SCOPES] };
    const closed = (Object.keys(PERMISSIONS) as Permission[]).filter((name) => !may(key, name));
    expect(closed).toEqual(['batches:manage', 'rates:delete', 'keys:admin', 'costs:grant']);
    expect(reachOf(key, 'key:create')).toEqual({ own: false, others: [] });
  });

  it('lets a role give roles up to its own, and a user none', () => {
    const given = (actor: Actor) => ROLES.filter((role) => mayGive(actor, role));
    expect(given(user)).toEqual([]);
    expect(given(admin)).toEqual(['USER', 'ADMIN']);
    expect(given(superAdmin)).toEqual([...ROLES]);
  });

  it('lets an API key do no more than its scopes say, and make no administrators', () => {
    const key: Viewer = { ...superAdmin, scopes: ['admin'] };
    const reader: Viewer = { ...superAdmin, scopes: ['costs:read'] };
    expect(reachOf(key, 'account:manage').others).toEqual([...ROLES]);
    expect(reachOf(key, 'account:edit').own).toBe(false);
    expect(reachOf(reader, 'account:read')).toEqual({ own: true, others: [] });
    expect([may(key, 'audit:read'), may(reader, 'audit:read')]).toEqual([true, false]);
    expect([may(key, 'costs:all'), may(reader, 'costs:all')]).toEqual([false, true]);
    expect(ROLES.filter((role) => mayGive(key, role))).toEqual(['USER']);
    expect(ROLES.filter((role) => mayGive(reader, role))).toEqual([]);
  });

  it('lets a service do everything', () => {
    expect(reachOf(SERVICE, 'account:manage').others).toEqual([...ROLES]);
    expect(may(SERVICE, 'audit:read')).toBe(true);
    expect(mayGive(SERVICE, 'SUPER_ADMIN')).toBe(true);
  });

  it('knows whether an account may be seen whose role is not known', () => {
    expect(mayToAny(user, 'account:read', 'me')).toBe(true);
    expect(mayToAny(user, 'account:read', 'other')).toBe(false);
    expect(mayToAny(admin, 'account:read', 'other')).toBe(true);
    expect(mayToAny(admin, 'session:end', 'other')).toBe(false);
  });
});

describe('a refusal', () => {
  it('names the permission, and is told to whoever keeps the audit log', () => {
    const told: Denial[] = [];
    const listen = (denial: unknown) => told.push(denial as Denial);
    DENIALS.subscribe(listen);
    const refused = (attempt: () => void): unknown => {
      try {
        attempt();
        return 'allowed';
      } catch (error) {
        return error instanceof AppError && [error.code, error.details.permission];
      }
    };
    expect(refused(() => requirePermission(user, 'audit:read'))).toEqual([
      'FORBIDDEN',
      'audit:read',
    ]);
    const boss = { id: 'boss', role: 'SUPER_ADMIN' } as const;
    expect(refused(() => requireTo(admin, 'session:end', boss))).toEqual([
      'FORBIDDEN',
      'session:end',
    ]);
    expect(refused(() => requireGive(admin, 'SUPER_ADMIN'))).toEqual([
      'FORBIDDEN',
      'role:give SUPER_ADMIN',
    ]);
    expect(refused(() => requireTo(admin, 'session:end', { id: 'x', role: 'USER' }))).toBe(
      'allowed',
    );
    DENIALS.unsubscribe(listen);
    expect(told).toEqual([
      { actor: user, permission: 'audit:read' },
      { actor: admin, permission: 'session:end', targetId: 'boss' },
      { actor: admin, permission: 'role:give SUPER_ADMIN' },
    ]);
  });
});
