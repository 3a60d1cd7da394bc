'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import {
  ConfirmEmailDocument,
  ForgotPasswordDocument,
  ResetPasswordDocument,
} from '@/generated/graphql';
import { askGateway, browserHeaders } from '@/lib/graph/ask-gateway';
import { Refusal } from '@/lib/graph/refusal';
import { endSession } from '@/lib/session/current-session';
import { forgotSchema, resetSchema } from './credentials';
import { type FormState, faultOf, refused, text } from './form-state';

/** Says the same for every address, as the API does. */
export async function forgotPassword(
  _previous: FormState | null,
  form: FormData,
): Promise<FormState> {
  const input = { email: text(form, 'email').trim() };
  const checked = forgotSchema.safeParse(input);
  if (!checked.success) return faultOf(checked.error.issues, input.email);
  try {
    await askGateway(ForgotPasswordDocument, { input }, browserHeaders(await headers()));
  } catch (error) {
    return refused(error, input.email);
  }
  return {
    done: true,
    message: `If ${input.email} has an account, a mail with a link is on its way. The link works for 30 minutes.`,
    email: input.email,
  };
}

export async function resetPassword(
  _previous: FormState | null,
  form: FormData,
): Promise<FormState> {
  const input = { token: text(form, 'token'), newPassword: text(form, 'newPassword') };
  const checked = resetSchema.safeParse(input);
  if (!checked.success) return faultOf(checked.error.issues, '');
  try {
    await askGateway(ResetPasswordDocument, { input }, browserHeaders(await headers()));
  } catch (error) {
    return refused(error, '');
  }
  // Every session has ended, this browser's too.
  await endSession();
  redirect('/login?done=password-reset');
}

export async function confirmEmail(
  _previous: FormState | null,
  form: FormData,
): Promise<FormState> {
  const input = { token: text(form, 'token') };
  try {
    const { confirmEmail: email } = await askGateway(
      ConfirmEmailDocument,
      { input },
      browserHeaders(await headers()),
    );
    return { done: true, message: `Your account has the address ${email} now.`, email };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'EMAIL_TAKEN') {
      return { message: 'Another account has this address already.', email: '' };
    }
    return refused(error, '');
  }
}
