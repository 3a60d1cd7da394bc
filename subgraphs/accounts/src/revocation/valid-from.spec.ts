import { issuedAtSeconds, validFromSeconds } from './valid-from';

const at = (time: string): Date => new Date(`2026-05-01T12:00:${time}Z`);
const second = at('00').getTime() / 1000;

describe('the moment from which access tokens hold', () => {
  it.each(['00.000', '00.001', '00.999'])(
    'refuses a token of the same second and dates new ones after it: %s',
    (time) => {
      const validFrom = validFromSeconds(at(time));
      expect(validFrom).toBe(second + 1);
      const before = issuedAtSeconds(at('00.000'), null);
      expect(before).toBeLessThan(validFrom);
      const after = issuedAtSeconds(at('00.999'), at(time));
      expect(after).toBeGreaterThanOrEqual(validFrom);
    },
  );

  it('leaves later tokens at their own time', () => {
    expect(issuedAtSeconds(at('30.500'), at('00.100'))).toBe(second + 30);
  });
});
