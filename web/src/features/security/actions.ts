'use server';

import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import {
  type ApiKeyScope,
  BeginIdentityLinkDocument,
  ConfirmSecondFactorDocument,
  CreateApiKeyDocument,
  DisableSecondFactorDocument,
  EnrolSecondFactorDocument,
  RegenerateRecoveryCodesDocument,
  RevokeApiKeyDocument,
  UnlinkIdentityDocument,
} from '@/generated/graphql';
import { askGateway, browserHeaders } from '@/lib/graph/ask-gateway';
import { isSignedOut, Refusal } from '@/lib/graph/refusal';
import { loginPath } from '@/lib/safe-next';
import { requireSession } from '@/lib/session/current-session';
import { keepAttempt } from '@/lib/session/provider-cookies';
import { type QrPath, qrPath } from './qr-path';

// Next itself refuses an action whose Origin is not the host that was asked.

const PAGE = '/account/security';

/** What became of a form; whatever is secret in it is shown this once. */
export interface SecurityState {
  readonly failure?: string;
  readonly done?: string;
  readonly enrolment?: { readonly secret: string; readonly qr: QrPath };
  readonly recoveryCodes?: readonly string[];
  readonly apiKey?: string;
}

type Action = (previous: SecurityState | null, form: FormData) => Promise<SecurityState>;

const text = (form: FormData, name: string): string => String(form.get(name) ?? '');

async function bearer(): Promise<Record<string, string>> {
  const { accessToken } = await requireSession();
  return { ...browserHeaders(await headers()), authorization: `Bearer ${accessToken}` };
}

/** Runs a change; leads to the login page when the session has ended. */
async function change(work: () => Promise<SecurityState>): Promise<SecurityState> {
  let state: SecurityState;
  try {
    state = await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isSignedOut(error.code)) redirect(loginPath(PAGE));
    return { failure: error.message };
  }
  revalidatePath(PAGE);
  return state;
}

export const enrol: Action = async (_previous, form) => {
  const auth = await bearer();
  return change(async () => {
    const input = { password: text(form, 'password') };
    const { enrolSecondFactor } = await askGateway(EnrolSecondFactorDocument, { input }, auth);
    const { secret, uri } = enrolSecondFactor;
    return { enrolment: { secret, qr: qrPath(uri) } };
  });
};

export const confirm: Action = async (_previous, form) => {
  const auth = await bearer();
  return change(async () => {
    const input = { code: text(form, 'code').trim() };
    const answer = await askGateway(ConfirmSecondFactorDocument, { input }, auth);
    return { recoveryCodes: answer.confirmSecondFactor.recoveryCodes };
  });
};

const proof = (form: FormData) => ({
  password: text(form, 'password'),
  code: text(form, 'code').trim(),
});

export const regenerate: Action = async (_previous, form) => {
  const auth = await bearer();
  return change(async () => {
    const input = proof(form);
    const answer = await askGateway(RegenerateRecoveryCodesDocument, { input }, auth);
    return { recoveryCodes: answer.regenerateRecoveryCodes.recoveryCodes };
  });
};

export const disable: Action = async (_previous, form) => {
  const auth = await bearer();
  return change(async () => {
    await askGateway(DisableSecondFactorDocument, { input: proof(form) }, auth);
    return { done: 'The second factor is off.' };
  });
};

export const createKey: Action = async (_previous, form) => {
  const auth = await bearer();
  return change(async () => {
    const input = {
      name: text(form, 'name'),
      scopes: form.getAll('scope').map((scope) => String(scope) as ApiKeyScope),
      expiresInDays: Number(text(form, 'days')) || 0,
    };
    const { createApiKey } = await askGateway(CreateApiKeyDocument, { input }, auth);
    return { apiKey: createApiKey.secret };
  });
};

export async function revokeKey(form: FormData): Promise<void> {
  const auth = await bearer();
  await change(async () => {
    await askGateway(RevokeApiKeyDocument, { id: text(form, 'id') }, auth);
    return {};
  });
}

/** Leads to the provider, from where the browser comes back to link what it signed in as there. */
export const beginLink: Action = async (_previous, form) => {
  const auth = await bearer();
  let url = '';
  const state = await change(async () => {
    const provider = text(form, 'provider');
    const input = { provider, password: text(form, 'password') };
    const { beginIdentityLink } = await askGateway(BeginIdentityLinkDocument, { input }, auth);
    const { attempt, expiresIn } = beginIdentityLink;
    await keepAttempt({ attempt, provider, next: PAGE, links: true }, expiresIn);
    url = beginIdentityLink.url;
    return {};
  });
  if (url) redirect(url);
  return state;
};

export async function unlink(form: FormData): Promise<void> {
  const auth = await bearer();
  await change(async () => {
    await askGateway(UnlinkIdentityDocument, { id: text(form, 'id') }, auth);
    return {};
  });
}
