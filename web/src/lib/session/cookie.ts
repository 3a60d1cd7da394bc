/** Over HTTPS the browser itself guards the cookie: only this host, only Secure, only path /. */
export function cookieName(name: string, frontendUrl: string): string {
  return isHttps(frontendUrl) ? `__Host-${name}` : name;
}

export const sessionCookieName = (frontendUrl: string): string =>
  cookieName('session', frontendUrl);

/** The documented life of a login; its true end is the issuer's decision. */
const MAX_AGE_SECONDS = 7 * 86_400;

export function sessionCookieOptions(frontendUrl: string) {
  return {
    httpOnly: true,
    secure: isHttps(frontendUrl),
    // Lax, so that a link in a mail opens the page signed in; state changes check the origin.
    sameSite: 'lax',
    path: '/',
    maxAge: MAX_AGE_SECONDS,
  } as const;
}

const isHttps = (url: string): boolean => url.startsWith('https:');
