import { may, mayGive, mayTo } from '@ai-finops/service-kit/permissions';
import { ROLES } from '@ai-finops/service-kit/viewer';
import { isAdministrator, mayEndSessions, mayManage, rolesToGive } from './rights';

const pairs = ROLES.flatMap((mine) => ROLES.map((theirs) => [mine, theirs] as const));

describe('what the pages of administrators offer', () => {
  it.each(pairs)('is what %s may do to %s and to itself', (mine, theirs) => {
    const viewer = { id: 'me', role: mine, sessionId: 'session' };
    for (const account of [
      { id: 'other', role: theirs },
      { id: 'me', role: mine },
    ]) {
      expect(mayManage(viewer, account)).toBe(mayTo(viewer, 'account:manage', account));
      expect(mayEndSessions(viewer, account)).toBe(mayTo(viewer, 'session:end', account));
    }
  });

  it.each(ROLES)('is what %s may do at all', (role) => {
    const viewer = { id: 'me', role, sessionId: 'session' };
    for (const permission of [
      'users:list',
      'users:create',
      'audit:read',
      'sources:manage',
      'sources:sync',
    ] as const) {
      expect(isAdministrator(viewer)).toBe(may(viewer, permission));
    }
    expect(rolesToGive(viewer)).toEqual(ROLES.filter((given) => mayGive(viewer, given)));
  });
});
