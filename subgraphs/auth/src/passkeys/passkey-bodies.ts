import { z } from 'zod';
import { wellFormed } from '../passwords/password-text';

const base64url = z.string().regex(/^[\w-]{1,8192}$/, 'must be base64url');

const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
};

/** `RegistrationResponseJSON` of WebAuthn Level 3. */
export const registrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
});

/** `AuthenticationResponseJSON` of WebAuthn Level 3. */
export const authenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});

const name = z.string().trim().min(1).max(100).describe('What to call it.');

export const beginInput = z.object({
  password: wellFormed.describe('The password, exactly as set.'),
});
export const registrationInput = z.object({ name, response: registrationResponse });
export const renameInput = z.object({ name });
export const loginInput = z.object({ response: authenticationResponse });

/** Options that a browser's WebAuthn takes as they are. */
export const webauthnOptions = z.record(z.string(), z.unknown());

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  backedUp: z.boolean().describe('True when it is synchronised between devices.'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]),
});

export type RegistrationInput = z.output<typeof registrationInput>;
export type AuthenticationResponse = z.output<typeof authenticationResponse>;
export type Passkey = z.output<typeof passkeySchema>;
