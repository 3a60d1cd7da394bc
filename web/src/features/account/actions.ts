'use server';

import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { emailChangeSchema, nameSchema, passwordChangeSchema } from '@/features/auth/credentials';
import { type FormState, faultOf, refused, text } from '@/features/auth/form-state';
import {
  ChangeEmailDocument,
  ChangePasswordDocument,
  LogoutEverywhereDocument,
  RevokeSessionDocument,
  UpdateProfileDocument,
} from '@/generated/graphql';
import { askGateway, browserHeaders } from '@/lib/graph/ask-gateway';
import { isSignedOut, Refusal } from '@/lib/graph/refusal';
import { endSession, requireSession } from '@/lib/session/current-session';

// Next itself refuses an action whose Origin is not the host that was asked.

const PROFILE = '/account';
const SESSIONS = '/account/sessions';

async function bearer(): Promise<Record<string, string>> {
  const { accessToken } = await requireSession();
  return { ...browserHeaders(await headers()), authorization: `Bearer ${accessToken}` };
}

/** Runs a change; leads to the login page when the session has ended. */
async function change(work: () => Promise<unknown>, success: string): Promise<FormState> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal && isSignedOut(error.code)) redirect('/login?next=/account');
    return refused(error, '');
  }
  return { done: true, message: success, email: '' };
}

export async function updateName(_previous: FormState | null, form: FormData): Promise<FormState> {
  const given = { name: text(form, 'name').trim() };
  const checked = nameSchema.safeParse(given);
  if (!checked.success) return faultOf(checked.error.issues, '');
  const input = { name: given.name || null };
  const auth = await bearer();
  const state = await change(
    () => askGateway(UpdateProfileDocument, { input }, auth),
    'Your name is saved.',
  );
  revalidatePath(PROFILE);
  return state;
}

export async function changePassword(
  _previous: FormState | null,
  form: FormData,
): Promise<FormState> {
  const input = {
    currentPassword: text(form, 'currentPassword'),
    newPassword: text(form, 'newPassword'),
  };
  const checked = passwordChangeSchema.safeParse(input);
  if (!checked.success) return faultOf(checked.error.issues, '');
  const auth = await bearer();
  return change(
    () => askGateway(ChangePasswordDocument, { input }, auth),
    'Your password is changed. Your other sessions have ended.',
  );
}

export async function changeEmail(_previous: FormState | null, form: FormData): Promise<FormState> {
  const given = {
    newEmail: text(form, 'newEmail').trim(),
    currentPassword: text(form, 'currentPassword'),
  };
  const checked = emailChangeSchema.safeParse(given);
  if (!checked.success) return faultOf(checked.error.issues, '');
  const input = { newEmail: given.newEmail, password: given.currentPassword };
  const auth = await bearer();
  return change(
    () => askGateway(ChangeEmailDocument, { input }, auth),
    `Open the link that was mailed to ${given.newEmail}: your address changes then.`,
  );
}

export async function revokeSession(form: FormData): Promise<void> {
  const auth = await bearer();
  try {
    await askGateway(RevokeSessionDocument, { id: text(form, 'id') }, auth);
  } catch (error) {
    // One that has ended meanwhile is what was wanted.
    if (!(error instanceof Refusal && error.code === 'NOT_FOUND')) throw error;
  }
  revalidatePath(SESSIONS);
}

export async function endOtherSessions(): Promise<void> {
  await askGateway(LogoutEverywhereDocument, { exceptThis: true }, await bearer());
  revalidatePath(SESSIONS);
}

export async function signOutEverywhere(): Promise<void> {
  await askGateway(LogoutEverywhereDocument, { exceptThis: false }, await bearer());
  await endSession();
  redirect('/login');
}
