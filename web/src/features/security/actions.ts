'use server';

import { text } from '@/features/auth/form-state';
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
import { ask } from '@/lib/graph/ask';
import { type Changed, change } from '@/lib/graph/change';
import { keepAttempt } from '@/lib/session/provider-cookies';
import { type QrPath, qrPath } from './qr-path';

// Next itself refuses an action whose Origin is not the host that was asked.

const PAGE = '/account/security';

/** What became of a form; whatever is secret in it is shown this once. */
export interface SecurityState extends Changed {
  readonly done?: string;
  readonly enrolment?: { readonly secret: string; readonly qr: QrPath };
  readonly recoveryCodes?: readonly string[];
  readonly apiKey?: string;
  /** The provider's address, where linking goes on. */
  readonly goOnTo?: string;
}

type Action = (previous: SecurityState | null, form: FormData) => Promise<SecurityState>;

async function enrol(form: FormData): Promise<SecurityState> {
  const input = { password: text(form, 'password') };
  const { enrolSecondFactor } = await ask(EnrolSecondFactorDocument, { input });
  const { secret, uri } = enrolSecondFactor;
  return { enrolment: { secret, qr: qrPath(uri) } };
}

async function confirm(form: FormData): Promise<SecurityState> {
  const input = { code: text(form, 'code').trim() };
  const answer = await ask(ConfirmSecondFactorDocument, { input });
  return { recoveryCodes: answer.confirmSecondFactor.recoveryCodes };
}

/** Both steps of setting a second factor up are one form's: what is shown is always the last step's. */
export const setUp: Action = async (previous, form) => {
  if (form.has('again')) return {};
  if (!form.has('code')) return change<SecurityState>(PAGE, () => enrol(form));
  const state = await change<SecurityState>(PAGE, () => confirm(form));
  // A code that was not right may be tried again.
  return state.failure && previous?.enrolment ? { ...previous, ...state } : state;
};

const proof = (form: FormData) => ({
  password: text(form, 'password'),
  code: text(form, 'code').trim(),
});

export const regenerate: Action = async (_previous, form) => {
  return change<SecurityState>(PAGE, async () => {
    const input = proof(form);
    const answer = await ask(RegenerateRecoveryCodesDocument, { input });
    return { recoveryCodes: answer.regenerateRecoveryCodes.recoveryCodes };
  });
};

export const disable: Action = async (_previous, form) => {
  return change<SecurityState>(PAGE, async () => {
    await ask(DisableSecondFactorDocument, { input: proof(form) });
    return { done: 'The second factor is off.' };
  });
};

export const createKey: Action = async (_previous, form) => {
  return change<SecurityState>(PAGE, async () => {
    const input = {
      name: text(form, 'name'),
      scopes: form.getAll('scope').map((scope) => String(scope) as ApiKeyScope),
      expiresInDays: Number(text(form, 'days')) || 0,
    };
    const { createApiKey } = await ask(CreateApiKeyDocument, { input });
    return { apiKey: createApiKey.secret };
  });
};

export async function revokeKey(form: FormData): Promise<void> {
  await change<SecurityState>(PAGE, async () => {
    await ask(RevokeApiKeyDocument, { id: text(form, 'id') });
    return {};
  });
}

/**
 * Begins to link an account of a provider. The page leads there itself: its policy lets no form end up at
 * another site, and so no redirect of this answer either.
 */
export const beginLink: Action = async (_previous, form) =>
  change<SecurityState>(PAGE, async () => {
    const provider = text(form, 'provider');
    const input = { provider, password: text(form, 'password') };
    const { beginIdentityLink } = await ask(BeginIdentityLinkDocument, { input });
    const { attempt, expiresIn, url } = beginIdentityLink;
    await keepAttempt({ attempt, provider, next: PAGE, links: true }, expiresIn);
    return { goOnTo: url };
  });

export async function unlink(form: FormData): Promise<void> {
  await change<SecurityState>(PAGE, async () => {
    await ask(UnlinkIdentityDocument, { id: text(form, 'id') });
    return {};
  });
}
