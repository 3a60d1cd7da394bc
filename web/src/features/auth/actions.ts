'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import {
  LoginDocument,
  LogoutDocument,
  RegisterDocument,
  VerifySecondFactorDocument,
} from '@/generated/graphql';
import { askGateway, browserHeaders, viewerHeaders } from '@/lib/graph/ask-gateway';
import { safeNext } from '@/lib/safe-next';
import { currentSession, endSession, startSession } from '@/lib/session/current-session';
import { forgetChallenge } from '@/lib/session/provider-cookies';
import type { Tokens } from '@/lib/session/seal';
import { signInSchema, signUpSchema } from './credentials';
import { type FormState, faultOf, refused, text } from './form-state';

// Next itself refuses an action whose Origin is not the host that was asked.

async function enter(form: FormData, obtain: () => Promise<Tokens>): Promise<FormState> {
  try {
    await startSession(await obtain());
  } catch (error) {
    return refused(error, text(form, 'email'));
  }
  redirect(safeNext(text(form, 'next')));
}

export async function signIn(_previous: FormState | null, form: FormData): Promise<FormState> {
  const input = { email: text(form, 'email').trim(), password: text(form, 'password') };
  const checked = signInSchema.safeParse(input);
  if (!checked.success) return faultOf(checked.error.issues, input.email);
  const browser = browserHeaders(await headers());
  return enter(form, async () => (await askGateway(LoginDocument, { input }, browser)).login);
}

/** The second step of signing in. A code that is not right may be tried again with the same challenge. */
export async function verifyCode(_previous: FormState | null, form: FormData): Promise<FormState> {
  const challenge = text(form, 'challenge');
  const input = { challenge, code: text(form, 'code').trim() };
  const browser = browserHeaders(await headers());
  const state = await enter(form, async () => {
    const answer = await askGateway(VerifySecondFactorDocument, { input }, browser);
    await forgetChallenge();
    return answer.verifySecondFactor;
  });
  return { ...state, challenge };
}

export async function signUp(_previous: FormState | null, form: FormData): Promise<FormState> {
  const given = {
    email: text(form, 'email').trim(),
    password: text(form, 'password'),
    name: text(form, 'name').trim(),
  };
  const checked = signUpSchema.safeParse(given);
  if (!checked.success) return faultOf(checked.error.issues, given.email);
  const input = { ...given, name: given.name || null };
  const browser = browserHeaders(await headers());
  return enter(form, async () => (await askGateway(RegisterDocument, { input }, browser)).register);
}

/** Ends the session everywhere; the browser forgets it even when the platform cannot be reached. */
export async function signOut(): Promise<void> {
  const session = await currentSession();
  if (session) {
    const input = { refreshToken: session.refreshToken };
    const asking = viewerHeaders(await headers(), session);
    await askGateway(LogoutDocument, { input }, asking).catch(() => undefined);
  }
  await endSession();
  redirect('/login');
}
