'use server';

import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { text } from '@/features/auth/form-state';
import {
  BeginPasskeyDocument,
  RegisterPasskeyDocument,
  RemovePasskeyDocument,
  RenamePasskeyDocument,
} from '@/generated/graphql';
import { ask } from '@/lib/graph/ask';
import { type Changed, change } from '@/lib/graph/change';
import { Refusal } from '@/lib/graph/refusal';
import type { Begun } from './ceremony';

// Next itself refuses an action whose Origin is not the host that was asked.

const PAGE = '/account/security';

/** What the browser has to make a passkey with, after the password. */
export async function beginPasskey(
  password: string,
): Promise<Begun<PublicKeyCredentialCreationOptionsJSON>> {
  try {
    const { beginPasskey: options } = await ask(BeginPasskeyDocument, { input: { password } });
    return { options: options as PublicKeyCredentialCreationOptionsJSON };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { failure: error.message };
  }
}

/** Keeps the passkey that the browser made. */
export async function registerPasskey(name: string, response: unknown): Promise<Changed> {
  return change(PAGE, async () => {
    await ask(RegisterPasskeyDocument, { input: { name, response } });
    return {};
  });
}

export async function renamePasskey(_previous: Changed | null, form: FormData): Promise<Changed> {
  const variables = { id: text(form, 'id'), name: text(form, 'name') };
  return change(PAGE, async () => {
    await ask(RenamePasskeyDocument, variables);
    return {};
  });
}

export async function removePasskey(_previous: Changed | null, form: FormData): Promise<Changed> {
  return change(PAGE, async () => {
    await ask(RemovePasskeyDocument, { id: text(form, 'id') });
    return {};
  });
}
