'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { verifyCode } from './actions';

interface SecondFactorFormProps {
  readonly challenge: string;
  readonly next: string;
}

/** The second step of signing in: a code of the authenticator app, or a recovery code. */
export function SecondFactorForm({ challenge, next }: SecondFactorFormProps) {
  const [state, formAction, pending] = useActionState(verifyCode, null);
  return (
    <form action={formAction} className="grid gap-4">
      {state ? <Notice tone="danger" title={state.message} /> : null}
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="challenge" value={challenge} />
      <Field
        label="Code"
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        required
        maxLength={64}
        hint="Six digits of your authenticator app, or a recovery code."
      />
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Checking…' : 'Sign in'}
      </Button>
    </form>
  );
}
