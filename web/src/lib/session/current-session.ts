import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { env } from '@/env';
import { PATH_HEADER } from '@/lib/request-facts';
import { loginPath } from '@/lib/safe-next';
import { sessionCookieName, sessionCookieOptions } from './cookie';
import { type Session, seal, sessionOf, type Tokens, unseal } from './seal';

/** The session of the request that is being answered. */
export async function currentSession(): Promise<Session | undefined> {
  // First: it keeps Next from making pages when it builds, where there is no environment.
  const jar = await cookies();
  const { FRONTEND_URL, SESSION_SECRET } = env();
  const cookie = jar.get(sessionCookieName(FRONTEND_URL))?.value;
  return unseal(cookie, SESSION_SECRET);
}

/** Leads to the login page, and from there back to where the request wanted to go. */
export async function redirectToLogin(): Promise<never> {
  redirect(loginPath((await headers()).get(PATH_HEADER) ?? '/'));
}

/** Pages call it themselves: the proxy's check is a convenience, not the guard. */
export async function requireSession(): Promise<Session> {
  return (await currentSession()) ?? (await redirectToLogin());
}

/** Only in server actions and route handlers. */
export async function startSession(tokens: Tokens): Promise<void> {
  const { FRONTEND_URL, SESSION_SECRET } = env();
  const cookie = seal(sessionOf(tokens), SESSION_SECRET);
  const jar = await cookies();
  jar.set(sessionCookieName(FRONTEND_URL), cookie, sessionCookieOptions(FRONTEND_URL));
}

/** Only in server actions and route handlers. */
export async function endSession(): Promise<void> {
  const { FRONTEND_URL } = env();
  const options = { ...sessionCookieOptions(FRONTEND_URL), maxAge: 0 };
  (await cookies()).set(sessionCookieName(FRONTEND_URL), '', options);
}
