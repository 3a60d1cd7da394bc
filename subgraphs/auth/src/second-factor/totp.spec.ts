import { Secret, TOTP } from 'otpauth';
import { isTotpCode, newTotpSecret, stepOf, totpUri } from './totp';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 10);
const STEP = Math.floor(NOW / 30_000);

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, cut to six digits; the secret is the ASCII text 12345678901234567890.
  const rfc = Secret.fromLatin1('12345678901234567890').base32;
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
  ])('are those of the RFC at %i seconds', (seconds, code) => {
    expect(stepOf(rfc, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it('count for the step before and after, and say which it was', () => {
    const secret = newTotpSecret();
    const app = new TOTP({ secret: Secret.fromBase32(secret) });
    for (const delta of [-1, 0, 1]) {
      const code = app.generate({ timestamp: NOW + delta * 30_000 });
      expect(stepOf(secret, code, NOW)).toBe(STEP + delta);
    }
    for (const delta of [-3, -2, 2, 3]) {
      expect(
        stepOf(secret, app.generate({ timestamp: NOW + delta * 30_000 }), NOW),
      ).toBeUndefined();
    }
  });

  it('are of 160 random bits, in an address that apps read', () => {
    const secrets = Array.from({ length: 100 }, newTotpSecret);
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(totpUri(secrets[0] ?? '', 'ada@example.com'));
    expect(`${uri.protocol}${uri.host}`).toBe('otpauth:totp');
    expect(uri.searchParams.get('issuer')).toBe('AI-FinOps');
    expect(uri.searchParams.get('secret')).toBe(secrets[0]);
  });

  it.each(['', '12345', '1234567', '12345a', ' 123456', '１２３４５６', 'ABCD-EFGH-JKMN-PQRS'])(
    'are not %j',
    (text) => {
      expect(isTotpCode(text)).toBe(false);
    },
  );
});
