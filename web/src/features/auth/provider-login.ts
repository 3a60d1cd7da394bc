import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import {
  BeginProviderLoginDocument,
  LinkIdentityDocument,
  LoginWithProviderDocument,
} from '@/generated/graphql';
import { ask } from '@/lib/graph/ask';
import { askGateway, browserHeaders } from '@/lib/graph/ask-gateway';
import { Refusal } from '@/lib/graph/refusal';
import { safeNext } from '@/lib/safe-next';
import { startSession } from '@/lib/session/current-session';
import { keepAttempt, keepChallenge, takeAttempt } from '@/lib/session/provider-cookies';

// For route handlers: Next redirects by throwing, so nothing redirects within a try.

const SECURITY_PAGE = '/account/security';

/** The page that says why, and leads on to `next` all the same. */
const failed = (path: string, code: string, next = '/'): string => {
  const query = new URLSearchParams({ failed: code, ...(next === '/' ? {} : { next }) });
  return `${path}?${query}`;
};

/** Sends the browser to a provider. */
export async function beginProviderLogin(provider: string, next: string | null): Promise<never> {
  const browser = browserHeaders(await headers());
  const safe = safeNext(next);
  let goTo: string;
  try {
    const answer = await askGateway(BeginProviderLoginDocument, { provider }, browser);
    const { attempt, expiresIn, url } = answer.beginProviderLogin;
    await keepAttempt({ attempt, provider, next: safe, links: false }, expiresIn);
    goTo = url;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    goTo = failed('/login', error.code, safe);
  }
  return redirect(goTo);
}

/** Takes what the provider sent the browser back with. */
export async function finishProviderLogin(provider: string, query: string): Promise<never> {
  const begun = await takeAttempt();
  // Whoever has not begun is not signed in as whomever a foreign page sends along.
  if (begun?.provider !== provider) return redirect(failed('/login', 'INVALID_CHALLENGE'));
  const input = { provider, attempt: begun.attempt, query };
  return begun.links ? link(input) : signIn(input, safeNext(begun.next));
}

interface ProviderAnswer {
  readonly provider: string;
  readonly attempt: string;
  readonly query: string;
}

async function signIn(input: ProviderAnswer, next: string): Promise<never> {
  const browser = browserHeaders(await headers());
  let goTo = next;
  try {
    const answer = await askGateway(LoginWithProviderDocument, { input }, browser);
    await startSession(answer.loginWithProvider);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    goTo = failed('/login', error.code, next);
    if (error.code === 'SECOND_FACTOR_REQUIRED' && error.challenge) {
      await keepChallenge(error.challenge);
      goTo = `/login?step=code&next=${encodeURIComponent(next)}`;
    }
  }
  return redirect(goTo);
}

async function link(input: ProviderAnswer): Promise<never> {
  let goTo = SECURITY_PAGE;
  try {
    await ask(LinkIdentityDocument, { input });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    goTo = failed(SECURITY_PAGE, error.code);
  }
  return redirect(goTo);
}
