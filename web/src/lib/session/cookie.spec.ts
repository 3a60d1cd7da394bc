import { sessionCookieName, sessionCookieOptions } from './cookie';

describe('the session cookie', () => {
  it('belongs to this host alone over HTTPS', () => {
    expect(sessionCookieName('https://finops.example.com')).toBe('__Host-session');
    expect(sessionCookieOptions('https://finops.example.com')).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
    });
  });

  it('works on a laptop without HTTPS, still out of reach of scripts', () => {
    expect(sessionCookieName('http://localhost:3003')).toBe('session');
    expect(sessionCookieOptions('http://localhost:3003')).toMatchObject({
      secure: false,
      httpOnly: true,
    });
  });
});
