import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { env } from './env';
import { contentSecurityPolicy } from './lib/content-security-policy';
import { NONCE_HEADER, PATH_HEADER } from './lib/request-facts';
import { loginPath } from './lib/safe-next';
import { sessionCookieName, sessionCookieOptions } from './lib/session/cookie';
import { refresher } from './lib/session/refresher';
import { type Session, seal, unseal } from './lib/session/seal';

/** Pages for everybody, signed in or not. */
const OPEN = new Set([
  '/login',
  '/register',
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/icon.svg',
]);

/** To a provider, and back from it. */
const PROVIDER = /^\/login\/oidc\/[^/]+(\/start)?$/;

const isOpen = (path: string): boolean => OPEN.has(path) || PROVIDER.test(path);

/** What becomes of the session cookie while a request is answered. */
type Decision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly session: Session }
  | { readonly kind: 'drop' };

async function decide(session: Session | undefined, hasCookie: boolean): Promise<Decision> {
  if (!session) return { kind: hasCookie ? 'drop' : 'keep' };
  if (Date.now() < session.refreshAt) return { kind: 'keep' };
  const refreshed = await refresher.refresh(session);
  if (refreshed.kind === 'fresh') return { kind: 'replace', session: refreshed.session };
  return { kind: refreshed.kind === 'ended' ? 'drop' : 'keep' };
}

/**
 * Before every page and every question of the browser: exchanges tokens that are about to end (server
 * components cannot set a cookie), sends those who are not signed in to the login page, and gives the
 * page its Content-Security-Policy. Pages and routes check the session again themselves.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { FRONTEND_URL, SESSION_SECRET, NODE_ENV } = env();
  const name = sessionCookieName(FRONTEND_URL);
  const cookie = request.cookies.get(name)?.value;
  const session = unseal(cookie, SESSION_SECRET);
  const decision = await decide(session, cookie !== undefined);
  const signedIn = decision.kind === 'replace' || (decision.kind === 'keep' && session);

  const { pathname, search } = request.nextUrl;
  const isApi = pathname.startsWith('/api/');
  let response: NextResponse;
  if (!signedIn && !isApi && !isOpen(pathname)) {
    response = NextResponse.redirect(new URL(loginPath(`${pathname}${search}`), request.nextUrl));
  } else {
    if (decision.kind === 'replace')
      request.cookies.set(name, seal(decision.session, SESSION_SECRET));
    if (decision.kind === 'drop') request.cookies.delete(name);
    // After the cookies, which are written into the same headers.
    const headers = new Headers(request.headers);
    headers.set(PATH_HEADER, `${pathname}${search}`);
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce, NODE_ENV === 'development');
    headers.set(NONCE_HEADER, nonce);
    // Next reads the nonce from here and puts it on its scripts.
    headers.set('content-security-policy', policy);
    response = NextResponse.next({ request: { headers } });
    response.headers.set('content-security-policy', policy);
  }
  if (decision.kind === 'replace') {
    const sealed = request.cookies.get(name)?.value ?? seal(decision.session, SESSION_SECRET);
    response.cookies.set(name, sealed, sessionCookieOptions(FRONTEND_URL));
  }
  if (decision.kind === 'drop') {
    response.cookies.set(name, '', { ...sessionCookieOptions(FRONTEND_URL), maxAge: 0 });
  }
  return response;
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'],
};
