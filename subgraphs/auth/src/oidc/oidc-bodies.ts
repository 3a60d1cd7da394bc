import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';
import { wellFormed } from '../passwords/password-text';

const provider = z.string().max(64).describe('Id of the provider.');

export const loginBegin = z.object({ provider });

export const linkBegin = z.object({
  provider,
  password: wellFormed.describe('The password, exactly as set.'),
});

export const oidcAnswer = z.object({
  provider,
  attempt: z
    .string()
    .regex(/^[\w-]{43}$/, 'is no attempt')
    .describe('What the beginning answered.'),
  query: z
    .string()
    .max(8_192)
    .describe('The query string with which the provider sent the browser back, as it is.'),
});

export const identityProvider = z.object({
  id: z.string(),
  name: z.string().describe('What a button should say.'),
});

export const oidcAttempt = z.object({
  url: z.string().describe('Where to send the browser.'),
  attempt: z
    .string()
    .describe('Keep it in this browser, out of reach of scripts, and bring it with the answer.'),
  expiresIn: z.int().describe('How long the attempt is good for, in seconds.'),
});

export const linkedIdentity = z.object({
  id: z.string(),
  provider: z.string().describe('Name of the provider; its issuer when it is configured no more.'),
  email: nullableText.describe('As the provider told it when it was linked.'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]),
});

export type OidcAnswer = z.output<typeof oidcAnswer>;
export type IdentityProvider = z.output<typeof identityProvider>;
export type OidcAttempt = z.output<typeof oidcAttempt>;
export type LinkedIdentity = z.output<typeof linkedIdentity>;
