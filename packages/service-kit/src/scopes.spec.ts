import { hasScope, isPerson, requireScope, type Scope } from './scopes';

const person = {};
const key = (...scopes: readonly Scope[]) => ({ scopes });

const attempt = (viewer: { scopes?: readonly Scope[] }, allowed: readonly Scope[] | undefined) => {
  try {
    requireScope(viewer, allowed);
    return 'allowed';
  } catch (error) {
    return error;
  }
};
const refused = expect.objectContaining({ code: 'INSUFFICIENT_SCOPE' });

describe('scopes', () => {
  it.each<[string, { scopes?: readonly Scope[] }, readonly Scope[] | undefined, unknown]>([
    ['a person where keys may not', person, undefined, 'allowed'],
    ['a person where a scope is named', person, ['admin'], 'allowed'],
    ['a key where keys may not', key('admin', 'costs:read'), undefined, refused],
    ['a key of any scope where none is named', key('costs:read'), [], 'allowed'],
    ['a key with the scope', key('costs:read'), ['costs:read'], 'allowed'],
    ['a key with one of them', key('bills:write'), ['costs:read', 'bills:write'], 'allowed'],
    ['a key with another scope', key('costs:read'), ['bills:write'], refused],
    ['a key without any scope', key(), ['costs:read'], refused],
  ])('decide about %s', (_, viewer, allowed, expected) => {
    expect(attempt(viewer, allowed)).toEqual(expected);
  });

  it('are none for a person, who has them all', () => {
    expect(isPerson(person)).toBe(true);
    expect(isPerson(key())).toBe(false);
    expect(hasScope(person, 'admin')).toBe(true);
    expect(hasScope(key('costs:read'), 'admin')).toBe(false);
  });
});
