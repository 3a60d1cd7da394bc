'use server';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { BeginPasskeyLoginDocument, LoginWithPasskeyDocument } from '@/generated/graphql';
import { askGateway, browserHeaders } from '@/lib/graph/ask-gateway';
import type { Changed } from '@/lib/graph/change';
import { Refusal } from '@/lib/graph/refusal';
import { safeNext } from '@/lib/safe-next';
import { startSession } from '@/lib/session/current-session';
import type { Begun } from './ceremony';

// Next itself refuses an action whose Origin is not the host that was asked.

/** In the words of a sign-in; the API's are for programs. */
const MESSAGES: Readonly<Record<string, string>> = {
  INVALID_PASSKEY: 'This passkey is not known here. It may have been removed from the account.',
  INVALID_CREDENTIALS: 'This account is closed.',
  INVALID_CHALLENGE: 'This took too long. Try again.',
};

function failed(error: unknown): { readonly failure: string } {
  if (!(error instanceof Refusal)) throw error;
  return { failure: MESSAGES[error.code] ?? error.message };
}

/** What the browser has to sign, with whichever passkey its user picks. */
export async function beginPasskeySignIn(): Promise<Begun<PublicKeyCredentialRequestOptionsJSON>> {
  try {
    const browser = browserHeaders(await headers());
    const answer = await askGateway(BeginPasskeyLoginDocument, {}, browser);
    return { options: answer.beginPasskeyLogin as PublicKeyCredentialRequestOptionsJSON };
  } catch (error) {
    return failed(error);
  }
}

/** Signs in with what the browser signed, and goes on to the page. */
export async function signInWithPasskey(next: string, response: unknown): Promise<Changed> {
  try {
    const browser = browserHeaders(await headers());
    const answer = await askGateway(LoginWithPasskeyDocument, { input: { response } }, browser);
    await startSession(answer.loginWithPasskey);
  } catch (error) {
    return failed(error);
  }
  redirect(safeNext(next));
}
