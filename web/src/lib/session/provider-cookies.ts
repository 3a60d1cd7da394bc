import 'server-only';
import { cookies } from 'next/headers';
import { env } from '@/env';
import { cookieName, sessionCookieOptions } from './cookie';

/*
 * What this browser has to bring back from a sign-in by a provider. It never leaves the cookie: not in an
 * address, which stays in histories and logs, nor within reach of scripts. Only in server actions and route
 * handlers, but for reading.
 */

/** A way to a provider that this browser has begun. */
export interface ProviderAttempt {
  readonly attempt: string;
  /** The provider that it goes to. */
  readonly provider: string;
  /** The page to go to afterwards. */
  readonly next: string;
  /** True when it links an identity to whoever is signed in. */
  readonly links: boolean;
}

const ATTEMPT = 'provider-attempt';
const CHALLENGE = 'second-step';
/** As long as auth keeps the challenge of a second factor. */
const CHALLENGE_SECONDS = 300;

async function keep(name: string, value: string, maxAge: number): Promise<void> {
  const { FRONTEND_URL } = env();
  const options = { ...sessionCookieOptions(FRONTEND_URL), maxAge };
  (await cookies()).set(cookieName(name, FRONTEND_URL), value, options);
}

async function read(name: string): Promise<string | undefined> {
  // First: it keeps Next from making pages when it builds, where there is no environment.
  const jar = await cookies();
  return jar.get(cookieName(name, env().FRONTEND_URL))?.value;
}

export const keepAttempt = (attempt: ProviderAttempt, maxAge: number): Promise<void> =>
  keep(ATTEMPT, JSON.stringify(attempt), maxAge);

/** The attempt, which is forgotten; undefined when this browser has begun none. */
export async function takeAttempt(): Promise<ProviderAttempt | undefined> {
  const value = await read(ATTEMPT);
  if (value === undefined) return undefined;
  await keep(ATTEMPT, '', 0);
  try {
    const { attempt, provider, next, links } = JSON.parse(value);
    return {
      attempt: String(attempt),
      provider: String(provider),
      next: String(next),
      links: links === true,
    };
  } catch {
    return undefined;
  }
}

export const keepChallenge = (challenge: string): Promise<void> =>
  keep(CHALLENGE, challenge, CHALLENGE_SECONDS);

export const readChallenge = (): Promise<string | undefined> => read(CHALLENGE);

export const forgetChallenge = (): Promise<void> => keep(CHALLENGE, '', 0);
