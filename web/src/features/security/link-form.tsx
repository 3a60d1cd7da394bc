'use client';

import { useActionState, useEffect } from 'react';
import { Button } from '@/components/ui/button';
import type { SecurityQuery } from '@/generated/graphql';
import { beginLink } from './actions';
import { CurrentPasswordField } from './current-password-field';
import { SecurityResult } from './form-result';

interface LinkFormProps {
  readonly providers: NonNullable<SecurityQuery['identityProviders']>;
}

/** Links an account of a provider, after the password. */
export function LinkForm({ providers }: LinkFormProps) {
  const [state, formAction, pending] = useActionState(beginLink, null);
  const goOnTo = state?.goOnTo;
  useEffect(() => {
    if (goOnTo) location.assign(goOnTo);
  }, [goOnTo]);
  if (goOnTo) {
    return (
      <p className="text-sm">
        <a href={goOnTo} className="text-primary underline">
          Go on to the provider
        </a>
      </p>
    );
  }
  return (
    <form action={formAction} className="grid gap-4">
      <SecurityResult state={state} />
      <CurrentPasswordField />
      <div className="flex flex-wrap gap-2">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            type="submit"
            name="provider"
            value={id}
            disabled={pending}
            variant="outline"
          >
            Link {name}
          </Button>
        ))}
      </div>
    </form>
  );
}
