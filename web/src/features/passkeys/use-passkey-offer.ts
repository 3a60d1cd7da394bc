'use client';

import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import { beginPasskeySignIn } from './sign-in-actions';

/** An offer is made anew before auth forgets its challenge, after five minutes. */
const OFFER_MS = 240_000;

interface PasskeyOffer {
  /** Takes it back: a browser runs one ceremony at a time. */
  readonly withdraw: () => void;
  /** Lets it be made again. */
  readonly allow: () => void;
}

/** Lets the browser offer passkeys where it fills in the email, and tells what one of them signed. */
export function usePasskeyOffer(
  onSigned: (response: AuthenticationResponseJSON) => void,
): PasskeyOffer {
  /** When it was made; Infinity while it must not be. */
  const offeredAt = useRef(0);
  const signed = useEffectEvent(onSigned);
  useEffect(() => {
    const offer = async (): Promise<void> => {
      const now = Date.now();
      if (now - offeredAt.current < OFFER_MS) return;
      offeredAt.current = now;
      if (!(await browserSupportsWebAuthnAutofill())) return;
      const begun = await beginPasskeySignIn();
      // Meanwhile the button may have been pressed, or the page left.
      if (begun.failure !== undefined || offeredAt.current !== now) return;
      let response: AuthenticationResponseJSON;
      try {
        const optionsJSON = begun.options;
        response = await startAuthentication({ optionsJSON, useBrowserAutofill: true });
      } catch {
        // Nobody asked for it: the button says what is wrong.
        return;
      }
      offeredAt.current = 0;
      signed(response);
    };
    const onFocus = () => void offer();
    onFocus();
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('focusin', onFocus);
      offeredAt.current = 0;
      WebAuthnAbortService.cancelCeremony();
    };
  }, []);
  const withdraw = useCallback(() => {
    offeredAt.current = Number.POSITIVE_INFINITY;
    WebAuthnAbortService.cancelCeremony();
  }, []);
  const allow = useCallback(() => {
    offeredAt.current = 0;
  }, []);
  return { withdraw, allow };
}
