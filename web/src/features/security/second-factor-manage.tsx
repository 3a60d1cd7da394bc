'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { disable, regenerate } from './actions';
import { CurrentPasswordField } from './current-password-field';
import { SecurityResult } from './form-result';

/** New recovery codes, or none of it any more: both need both factors. */
export function SecondFactorManage() {
  const [renewed, renew, renewing] = useActionState(regenerate, null);
  const [ended, end, ending] = useActionState(disable, null);
  const busy = renewing || ending;
  return (
    <form className="grid gap-4">
      <SecurityResult state={renewed} />
      <SecurityResult state={ended} />
      <CurrentPasswordField />
      <Field
        label="Code"
        name="code"
        autoComplete="one-time-code"
        required
        maxLength={64}
        hint="Six digits of the app, or a recovery code."
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" formAction={renew} disabled={busy} variant="outline">
          New recovery codes
        </Button>
        <Button type="submit" formAction={end} disabled={busy} variant="outline">
          Turn it off
        </Button>
      </div>
    </form>
  );
}
