import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { z } from 'zod';
import { sessionStart } from '../internal/internal-bodies';

const base64url = z.string().regex(/^[\w-]{1,2048}$/, 'must be base64url');

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isStorable, NOT_STORABLE)
  .describe('What its owner calls it.');

/** WebAuthn counts signatures in 32 bits. */
const counter = z
  .int()
  .min(0)
  .max(0xffff_ffff)
  .describe('Signatures that the authenticator counted.');

export const newPasskey = z.object({
  name,
  credentialId: base64url,
  publicKey: base64url.describe('COSE key.'),
  counter,
  transports: z.array(z.string().regex(/^[\w-]{1,32}$/)).max(10),
  backedUp: z.boolean().describe('True when it is synchronised between devices.'),
});

export const passkeyChange = z.object({ name });

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  credentialId: z.string(),
  transports: z.array(z.string()),
  backedUp: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]),
});

export const passkeyQuestion = z.object({ credentialId: base64url });

export const knownPasskey = z.object({
  userId: z.string(),
  publicKey: z.string(),
  counter: z.int(),
  transports: z.array(z.string()),
});

export const passkeyLogin = z.object({
  credentialId: base64url,
  counter,
  backedUp: z.boolean(),
  ...sessionStart,
});

export type NewPasskey = z.output<typeof newPasskey>;
export type PasskeyView = z.output<typeof passkeySchema>;
export type KnownPasskey = z.output<typeof knownPasskey>;
export type PasskeyLogin = z.output<typeof passkeyLogin>;
