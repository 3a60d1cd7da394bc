import { WebAuthnError, type WebAuthnErrorCode } from '@simplewebauthn/browser';

/** What the browser's part begins with, or why there is none. */
export type Begun<Options> =
  | { readonly options: Options; readonly failure?: undefined }
  | { readonly failure: string };

const FOREIGN_ADDRESS =
  'Passkeys do not work under this address. Open the app by the name that it is known by.';

const MESSAGES: Partial<Record<WebAuthnErrorCode, string>> = {
  ERROR_INVALID_DOMAIN: FOREIGN_ADDRESS,
  ERROR_INVALID_RP_ID: FOREIGN_ADDRESS,
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'This device has a passkey of your account already.',
  ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT:
    'This device cannot keep passkeys. Try another one.',
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    'This device cannot tell that it is you. Set a PIN or a fingerprint up on it first.',
};

/** Why the browser made or used no passkey. Browsers do not tell a refusal from a time that ran out. */
export function ceremonyFailure(error: unknown): string {
  const known = error instanceof WebAuthnError ? MESSAGES[error.code] : undefined;
  return known ?? 'No passkey was used: it was cancelled, or took too long.';
}
