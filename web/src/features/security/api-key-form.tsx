'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { createKey } from './actions';
import { SecurityResult } from './form-result';
import { SCOPES } from './scopes';

export function ApiKeyForm() {
  const [state, formAction, pending] = useActionState(createKey, null);
  return (
    <form action={formAction} className="grid gap-4">
      <SecurityResult state={state} />
      <Field label="Name" name="name" required maxLength={100} hint="What the key is for." />
      <fieldset className="grid gap-2 text-sm">
        <legend className="mb-1 font-medium">Scopes</legend>
        {SCOPES.map(({ scope, name, hint }) => (
          <label key={scope} className="flex items-baseline gap-2">
            <input type="checkbox" name="scope" value={scope} />
            <span>
              <code className="font-mono">{name}</code>{' '}
              <span className="text-muted-foreground">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Days until it ends"
        name="days"
        type="number"
        min={1}
        max={366}
        defaultValue={90}
      />
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Making…' : 'Make a key'}
      </Button>
    </form>
  );
}
