import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes';

describe('recovery codes', () => {
  it('are ten of 80 bits, which do not repeat', () => {
    const codes = Array.from({ length: 100 }, newRecoveryCodes).flat();
    expect(codes).toHaveLength(1_000);
    expect(new Set(codes).size).toBe(1_000);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    }
  });

  it('may be typed in any way that reads the same', () => {
    const hash = recoveryCodeHash('K1Q0-9FMX-ABCD-EFGH');
    for (const typed of ['k1q09fmxabcdefgh', ' KlQO 9FMX ABCD EFGH ', 'KIQo_9FMX-abcd-EFGH']) {
      expect(recoveryCodeHash(typed)).toBe(hash);
    }
    expect(recoveryCodeHash('K1Q0-9FMX-ABCD-EFGJ')).not.toBe(hash);
  });
});
