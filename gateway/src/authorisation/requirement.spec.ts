import { SCOPES } from '@ai-finops/service-kit/scopes';
import { ROLES, type Viewer } from '@ai-finops/service-kit/viewer';
import fc from 'fast-check';
import { isMet, PERSON, type Requirement, refusalOf, requireKnown } from './requirement';

const person: Viewer = { id: 'u', role: 'USER', sessionId: 's' };
const key = (...scopes: (typeof SCOPES)[number][]): Viewer => ({ ...person, scopes });
const scopes = (...anyOf: string[][]): Requirement => ({ kind: 'scopes', anyOf });
const policies = (...anyOf: string[][]): Requirement => ({ kind: 'policies', anyOf });

describe('a requirement', () => {
  it.each<[string, Requirement, Viewer | null, string | undefined]>([
    ['signed in', { kind: 'authenticated' }, person, undefined],
    ['a key', { kind: 'authenticated' }, key(), undefined],
    ['nobody', { kind: 'authenticated' }, null, 'UNAUTHENTICATED'],
    ['nobody, of scopes', scopes(['admin']), null, 'UNAUTHENTICATED'],
    ['nobody, of policies', policies(['audit:read']), null, 'UNAUTHENTICATED'],
    ['a person, of scopes', scopes(['admin']), person, undefined],
    [
      'a key with one of the lists',
      scopes(['admin'], ['costs:read']),
      key('costs:read'),
      undefined,
    ],
    ['a key with half a list', scopes(['admin', 'costs:read']), key('admin'), 'INSUFFICIENT_SCOPE'],
    ['a key, of persons only', scopes([PERSON]), key(...SCOPES), 'INSUFFICIENT_SCOPE'],
    ['a user, of policies', policies(['audit:read']), person, 'FORBIDDEN'],
    ['an admin', policies(['audit:read']), { ...person, role: 'ADMIN' }, undefined],
    ['the key of an admin', policies(['audit:read']), { ...key(), role: 'ADMIN' }, 'FORBIDDEN'],
  ])('%s', (_, requirement, viewer, code) => {
    expect(refusalOf(requirement, viewer)?.code).toBe(code);
    expect(isMet(requirement, viewer)).toBe(code === undefined);
  });

  it('is refused whenever it is not met', () => {
    const names = [...SCOPES, PERSON, 'audit:read', 'users:list', 'costs:all', 'unknown'];
    const anyOf = fc.array(fc.array(fc.constantFrom(...names), { maxLength: 3 }), { maxLength: 3 });
    const requirement = fc.record({ kind: fc.constantFrom('scopes', 'policies'), anyOf });
    const viewer = fc.record(
      {
        id: fc.constant('u'),
        sessionId: fc.constant('s'),
        role: fc.constantFrom(...ROLES),
        scopes: fc.subarray([...SCOPES]),
      },
      { requiredKeys: ['id', 'sessionId', 'role'] },
    );
    fc.assert(
      fc.property(requirement as fc.Arbitrary<Requirement>, viewer, (demand, who) => {
        expect(refusalOf(demand, who as Viewer) === undefined).toBe(isMet(demand, who as Viewer));
      }),
    );
  });

  it('of what nobody could have is an error', () => {
    expect(() => requireKnown(scopes([PERSON], ['admin', 'costs:write']))).toThrow('costs:write');
    expect(() => requireKnown(policies(['audits:read']))).toThrow('audits:read');
    expect(() => requireKnown(scopes([PERSON], ['admin']))).not.toThrow();
  });
});
