'use client';

import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  startAuthentication,
} from '@simplewebauthn/browser';
import { KeyRound } from 'lucide-react';
import { useState, useSyncExternalStore, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { ceremonyFailure } from './ceremony';
import { beginPasskeySignIn, signInWithPasskey } from './sign-in-actions';
import { usePasskeyOffer } from './use-passkey-offer';

const neverChanges = () => () => undefined;

/** Signs in with a passkey, by the button or from what the browser offers for the email field. */
export function PasskeySignIn({ next }: { readonly next: string }) {
  const [failure, setFailure] = useState<string>();
  const [pending, startTransition] = useTransition();
  const supported = useSyncExternalStore(neverChanges, browserSupportsWebAuthn, () => true);

  const enter = async (response: AuthenticationResponseJSON): Promise<void> => {
    const result = await signInWithPasskey(next, response);
    setFailure(result.failure);
  };
  const offer = usePasskeyOffer((response) => startTransition(() => enter(response)));

  const ask = async (): Promise<void> => {
    setFailure(undefined);
    offer.withdraw();
    const begun = await beginPasskeySignIn();
    if (begun.failure !== undefined) return setFailure(begun.failure);
    let response: AuthenticationResponseJSON;
    try {
      response = await startAuthentication({ optionsJSON: begun.options });
    } catch (error) {
      return setFailure(ceremonyFailure(error));
    } finally {
      offer.allow();
    }
    await enter(response);
  };

  if (!supported) return null;
  return (
    <div className="mt-4 grid gap-4 border-border border-t pt-4 noscript:hidden">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <Button
        variant="outline"
        className="h-10"
        onClick={() => startTransition(ask)}
        disabled={pending}
      >
        <KeyRound aria-hidden />
        {pending ? 'Waiting for the passkey…' : 'Sign in with a passkey'}
      </Button>
    </div>
  );
}
