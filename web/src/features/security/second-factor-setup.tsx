'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { confirm, enrol } from './actions';
import { SecurityResult } from './form-result';

const MARGIN = 4;

/** Sets an authenticator app up: password, QR code, first code. */
export function SecondFactorSetup({ enabled }: { readonly enabled: boolean }) {
  const [begun, beginAction, beginning] = useActionState(enrol, null);
  const [confirmed, confirmAction, confirming] = useActionState(confirm, null);
  // The page is fresh, and the codes are still to be read.
  if (enabled) return <SecurityResult state={confirmed} />;
  if (!begun?.enrolment) {
    return (
      <form action={beginAction} className="grid gap-4">
        <SecurityResult state={begun} />
        <Field
          label="Current password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button type="submit" disabled={beginning} className="w-fit">
          {beginning ? 'Preparing…' : 'Set up an authenticator app'}
        </Button>
      </form>
    );
  }
  const { secret, qr } = begun.enrolment;
  const side = qr.size + 2 * MARGIN;
  return (
    <form action={confirmAction} className="grid gap-4">
      <SecurityResult state={confirmed} />
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
      <Button type="submit" disabled={confirming} className="w-fit">
        {confirming ? 'Checking…' : 'Turn it on'}
      </Button>
    </form>
  );
}
