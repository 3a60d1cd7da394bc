import { emailSchema } from '@ai-finops/service-kit/email';
import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { z } from 'zod';
import { tokenHash } from '../challenges/challenge-bodies';
import { sessionStart } from '../internal/internal-bodies';
import { passwordHashSchema } from '../users/password-hash';

const text = (most: number) => z.string().min(1).max(most).refine(isStorable, NOT_STORABLE);

/** Whom a provider vouches for. OpenID Connect Core 1.0, 2: `sub` has at most 255 characters. */
const identity = {
  issuer: text(1_024).describe('`iss` of the ID token.'),
  subject: text(255).describe('`sub` of the ID token.'),
};

export const newIdentity = z.object({
  ...identity,
  email: z.union([text(1_024), z.null()]).describe('As the provider told it; only shown.'),
});

/** Where a code is asked for before the session opens: the challenge that its answer must bring. */
const secondStep = {
  challengeHash: tokenHash,
  challengeSeconds: z.int().min(1).max(1_800),
};

export const identityLogin = z.object({
  ...identity,
  provider: text(64).describe('What the audit log calls the provider.'),
  ...secondStep,
  ...sessionStart,
});

export const identityRegistration = z.object({
  ...identity,
  provider: text(64).describe('What the audit log calls the provider.'),
  email: emailSchema.describe('Verified by the provider.'),
  name: z.union([z.string().max(200).refine(isStorable, NOT_STORABLE), z.null()]),
  password: passwordHashSchema.describe('Of a password that nobody knows.'),
  ...sessionStart,
});

export const identitySchema = z.object({
  id: z.string(),
  issuer: z.string(),
  email: nullableText,
  createdAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]),
});

export type NewIdentity = z.output<typeof newIdentity>;
export type IdentityLogin = z.output<typeof identityLogin>;
export type IdentityRegistration = z.output<typeof identityRegistration>;
export type IdentityView = z.output<typeof identitySchema>;
