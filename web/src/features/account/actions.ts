'use server';

import { revalidatePath } from 'next/cache';
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
import { ask } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { endSession } from '@/lib/session/current-session';

// Next itself refuses an action whose Origin is not the host that was asked.

const PROFILE = '/account';
const SESSIONS = '/account/sessions';

/** Runs a change, and says what became of it. */
async function change(work: () => Promise<unknown>, success: string): Promise<FormState> {
  try {
    await work();
  } catch (error) {
    return refused(error, '');
  }
  return { done: true, message: success, email: '' };
}

export async function updateName(_previous: FormState | null, form: FormData): Promise<FormState> {
  const given = { name: text(form, 'name').trim() };
  const checked = nameSchema.safeParse(given);
  if (!checked.success) return faultOf(checked.error.issues, '');
  const input = { name: given.name || null };
  const state = await change(() => ask(UpdateProfileDocument, { input }), 'Your name is saved.');
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
  return change(
    () => ask(ChangePasswordDocument, { input }),
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
  return change(
    () => ask(ChangeEmailDocument, { input }),
    `Open the link that was mailed to ${given.newEmail}: your address changes then.`,
  );
}

export async function revokeSession(form: FormData): Promise<void> {
  try {
    await ask(RevokeSessionDocument, { id: text(form, 'id') });
  } catch (error) {
    // One that has ended meanwhile is what was wanted.
    if (!(error instanceof Refusal && error.code === 'NOT_FOUND')) throw error;
  }
  revalidatePath(SESSIONS);
}

export async function endOtherSessions(): Promise<void> {
  await ask(LogoutEverywhereDocument, { exceptThis: true });
  revalidatePath(SESSIONS);
}

export async function signOutEverywhere(): Promise<void> {
  await ask(LogoutEverywhereDocument, { exceptThis: false });
  await endSession();
  redirect('/login');
}
