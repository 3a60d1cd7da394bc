import type { Role, Viewer } from '@ai-finops/service-kit/viewer';
import {
  type Actor,
  mayEndSessions,
  mayGrant,
  mayManage,
  maySee,
  requireMayChange,
  SERVICE,
} from './permissions';

const viewer = (role: Role, id = 'me'): Viewer => ({ id, role, sessionId: 's' });
const target = (role: Role, id = 'other') => ({ id, role });

const user = viewer('USER');
const admin = viewer('ADMIN');
const superAdmin = viewer('SUPER_ADMIN');

describe('permissions', () => {
  it.each<[string, Actor, string, boolean]>([
    ['a user themselves', user, 'me', true],
    ['a user another', user, 'other', false],
    ['an admin anybody', admin, 'other', true],
    ['a service anybody', SERVICE, 'other', true],
  ])('let %s be seen: as listed', (_, actor, id, expected) => {
    expect(maySee(actor, id)).toBe(expected);
  });

  it.each<[Actor, Role, boolean]>([
    [user, 'USER', false],
    [admin, 'USER', true],
    [admin, 'ADMIN', false],
    [admin, 'SUPER_ADMIN', false],
    [superAdmin, 'USER', true],
    [superAdmin, 'ADMIN', true],
    [superAdmin, 'SUPER_ADMIN', true],
    [SERVICE, 'SUPER_ADMIN', true],
  ])('let %j manage %s: %s', (actor, role, expected) => {
    expect(mayManage(actor, target(role))).toBe(expected);
  });

  it.each<[Viewer]>([[user], [admin], [superAdmin]])(
    'let nobody manage themselves: %j',
    (actor) => {
      expect(mayManage(actor, target(actor.role, 'me'))).toBe(false);
    },
  );

  it.each<[Actor, Role, boolean]>([
    [user, 'USER', false],
    [user, 'SUPER_ADMIN', false],
    [admin, 'USER', true],
    [admin, 'ADMIN', true],
    [admin, 'SUPER_ADMIN', false],
    [superAdmin, 'SUPER_ADMIN', true],
    [SERVICE, 'SUPER_ADMIN', true],
  ])('let %j give the role %s: %s', (actor, role, expected) => {
    expect(mayGrant(actor, role)).toBe(expected);
  });

  it.each<[Actor, Role, string, boolean]>([
    [user, 'USER', 'me', true],
    [user, 'USER', 'other', false],
    [admin, 'USER', 'other', true],
    [admin, 'ADMIN', 'other', true],
    [admin, 'SUPER_ADMIN', 'other', false],
    [superAdmin, 'SUPER_ADMIN', 'other', true],
    [SERVICE, 'SUPER_ADMIN', 'other', true],
  ])('let %j end sessions of %s %s: %s', (actor, role, id, expected) => {
    expect(mayEndSessions(actor, target(role, id))).toBe(expected);
  });

  const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
  const attempt = (actor: Actor, role: Role, id: string, change: object): unknown => {
    try {
      requireMayChange(actor, target(role, id), change);
      return 'allowed';
    } catch (error) {
      return error;
    }
  };
  it.each<[string, Actor, Role, string, object, unknown]>([
    ['one’s own name', user, 'USER', 'me', {}, 'allowed'],
    ['one’s own role', user, 'USER', 'me', { role: 'ADMIN' }, forbidden],
    ['one’s own role, even to what it is', user, 'USER', 'me', { role: 'USER' }, forbidden],
    ['one’s own status', admin, 'ADMIN', 'me', { status: 'ACTIVE' }, forbidden],
    ['another user’s name', user, 'USER', 'other', {}, forbidden],
    ['a user’s name as an admin', admin, 'USER', 'other', {}, 'allowed'],
    ['a user’s role up to one’s own', admin, 'USER', 'other', { role: 'ADMIN' }, 'allowed'],
    ['a user’s role above one’s own', admin, 'USER', 'other', { role: 'SUPER_ADMIN' }, forbidden],
    ['a super admin’s name as an admin', admin, 'SUPER_ADMIN', 'other', {}, forbidden],
    ['anything as a service', SERVICE, 'SUPER_ADMIN', 'other', { role: 'USER' }, 'allowed'],
  ])('decide who changes %s', (_, actor, role, id, change, expected) => {
    expect(attempt(actor, role, id, change)).toEqual(expected);
  });
});
