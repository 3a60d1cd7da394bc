import { type Session, seal, sessionOf, unseal } from './seal';

const secret = 's'.repeat(32);
const session: Session = {
  accessToken: 'access.token.signed',
  refreshToken: 'refresh',
  refreshAt: 1_000,
  expiresAt: 2_000,
};

describe('a sealed session', () => {
  it('opens with the secret that sealed it, and with no other', () => {
    const cookie = seal(session, secret);
    expect(unseal(cookie, secret)).toEqual(session);
    expect(unseal(cookie, 't'.repeat(32))).toBeUndefined();
  });

  it('shows nothing of the tokens and looks different each time', () => {
    const cookie = seal(session, secret);
    const bytes = Buffer.from(cookie.split('.')[1] ?? '', 'base64url').toString('latin1');
    expect(bytes).not.toContain('access');
    expect(cookie).toMatch(/^v1\.[\w-]+$/);
    expect(seal(session, secret)).not.toBe(cookie);
  });

  it('does not open when a single byte was changed', () => {
    const cookie = seal(session, secret);
    const [version, body = ''] = cookie.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(unseal(`${version}.${changed.toString('base64url')}`, secret)).toBeUndefined();
    }
  });

  it.each([undefined, '', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAA', 'nonsense', '.'])(
    'is not made of %j',
    (cookie) => expect(unseal(cookie, secret)).toBeUndefined(),
  );

  it('fits into a cookie with room to spare', () => {
    const large = { ...session, accessToken: 'a'.repeat(1_500), refreshToken: 'r'.repeat(200) };
    expect(seal(large, secret).length).toBeLessThan(3_000);
  });

  it('is due for fresh tokens before they end', () => {
    const due = sessionOf({ accessToken: 'a', refreshToken: 'r', expiresIn: 900 }, 0);
    expect(due).toMatchObject({ refreshAt: 720_000, expiresAt: 900_000 });
  });
});
