'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { setUp } from './actions';
import { CurrentPasswordField } from './current-password-field';
import { SecurityResult } from './form-result';

const MARGIN = 4;

/** Sets an authenticator app up: password, QR code, first code. */
export function SecondFactorSetup({ enabled }: { readonly enabled: boolean }) {
  const [state, formAction, pending] = useActionState(setUp, null);
  // The page is fresh, and the codes are still to be read.
  if (enabled) return <SecurityResult state={state} />;
  const failure = state?.failure ? <Notice tone="danger" title={state.failure} /> : null;
  if (!state?.enrolment) {
    return (
      <form action={formAction} className="grid gap-4">
        {failure}
        <CurrentPasswordField />
        <Button type="submit" disabled={pending} className="w-fit">
          {pending ? 'Preparing…' : 'Set up an authenticator app'}
        </Button>
      </form>
    );
  }
  const { secret, qr } = state.enrolment;
  const side = qr.size + 2 * MARGIN;
  return (
    <form action={formAction} className="grid gap-4">
      {failure}
      <p className="text-sm">Scan this with the app, or type the secret into it.</p>
      <svg
        viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`}
        className="size-48 rounded-md bg-white"
        role="img"
        aria-label="QR code of the secret"
        shapeRendering="crispEdges"
      >
        <path d={qr.path} fill="black" />
      </svg>
      <code className="break-all font-mono text-xs" data-testid="secret">
        {secret}
      </code>
      <Field
        label="Code that the app shows"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        required
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={pending}>
          {pending ? 'Checking…' : 'Turn it on'}
        </Button>
        <Button
          type="submit"
          name="again"
          value="1"
          variant="outline"
          formNoValidate
          disabled={pending}
        >
          Start again
        </Button>
      </div>
    </form>
  );
}
