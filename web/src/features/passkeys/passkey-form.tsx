'use client';

import { type RegistrationResponseJSON, startRegistration } from '@simplewebauthn/browser';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Live } from '@/components/ui/live';
import { Notice } from '@/components/ui/notice';
import { text } from '@/features/auth/form-state';
import { CurrentPasswordField } from '@/features/security/current-password-field';
import type { Changed } from '@/lib/graph/change';
import { beginPasskey, registerPasskey } from './actions';
import { ceremonyFailure } from './ceremony';

async function add(_previous: Changed | null, form: FormData): Promise<Changed> {
  const begun = await beginPasskey(text(form, 'password'));
  if (begun.failure !== undefined) return begun;
  let response: RegistrationResponseJSON;
  try {
    response = await startRegistration({ optionsJSON: begun.options });
  } catch (error) {
    return { failure: ceremonyFailure(error) };
  }
  return registerPasskey(text(form, 'name'), response);
}

/** Adds a passkey, after the password. */
export function PasskeyForm({ suggestedName }: { readonly suggestedName: string }) {
  const [state, formAction, pending] = useActionState(add, null);
  return (
    <form action={formAction} className="grid gap-4 noscript:hidden">
      {state?.failure ? <Notice tone="danger" title={state.failure} /> : null}
      <Live>{state && !state.failure ? <Notice title="The passkey is added." /> : null}</Live>
      <Field
        label="Name"
        name="name"
        required
        maxLength={100}
        defaultValue={suggestedName}
        hint="What you know the device or password manager by."
      />
      <CurrentPasswordField />
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Adding…' : 'Add a passkey'}
      </Button>
    </form>
  );
}
