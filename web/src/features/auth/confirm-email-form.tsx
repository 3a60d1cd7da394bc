'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { confirmEmail } from './recovery-actions';
import { useLinkToken } from './use-link-token';

/** A click confirms, not opening the page: programs that look into mails open every link. */
export function ConfirmEmailForm({ token }: { readonly token: string }) {
  const kept = useLinkToken(token);
  const [state, formAction, pending] = useActionState(confirmEmail, null);
  if (state?.done) {
    return (
      <div role="status">
        <Notice title={state.message} />
      </div>
    );
  }
  return (
    <form action={formAction} className="grid gap-4">
      {state ? <Notice tone="danger" title={state.message} /> : null}
      <input type="hidden" name="token" value={kept} />
      <p className="text-muted-foreground text-sm">
        Your account gets the address that this link was sent to. You sign in with it from then on.
      </p>
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Confirming…' : 'Confirm the address'}
      </Button>
    </form>
  );
}
