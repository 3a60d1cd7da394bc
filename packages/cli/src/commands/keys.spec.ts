import { scopesOf } from './keys';

describe('the scopes of a key on the command line', () => {
  it('are named as over REST', () => {
    expect(scopesOf(['costs:read', 'admin'])).toEqual(['COSTS_READ', 'ADMIN']);
  });

  it.each([[[]], [['costs']], [['COSTS_READ']], [['costs:read', 'everything']]])(
    'are refused with the list of them: %j',
    (names) => {
      expect(() => scopesOf(names)).toThrow('costs:read, bills:write, assistant:ask, admin');
    },
  );
});
