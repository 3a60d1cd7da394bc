import { firstRefreshToken, isRefreshToken, successorOf } from './refresh-token';

const secret = 'secret-of-this-test-0123456789abcdef';

describe('refresh tokens', () => {
  it('have 256 bits and do not repeat', () => {
    const tokens = Array.from({ length: 1_000 }, firstRefreshToken);
    expect(new Set(tokens).size).toBe(1_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('have one successor each, which needs the key', () => {
    const token = firstRefreshToken();
    const successor = successorOf(secret, token);
    expect(isRefreshToken(successor)).toBe(true);
    expect(successorOf(secret, token)).toBe(successor);
    expect(successorOf(`${secret}x`, token)).not.toBe(successor);
    expect(successorOf(secret, successor)).not.toBe(token);
  });

  it.each(['', 'x', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(42)}\n`])(
    'are not %j',
    (text) => {
      expect(isRefreshToken(text)).toBe(false);
    },
  );
});
