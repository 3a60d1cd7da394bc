import { emailSchema } from '@ai-finops/service-kit/email';
import { z } from 'zod';
import { linkTokenHash } from '../one-time-links/link-bodies';
import { client } from '../sessions/session-input';

export const emailChange = z.object({
  userId: z.string(),
  sessionId: z.string().describe('The session that asks.'),
  currentHash: z.string().describe('The hash that the password was checked against.'),
  newEmail: emailSchema,
  ...client,
});

export const emailConfirmation = z.object({ tokenHash: linkTokenHash, ...client });

export const confirmedEmail = z.object({
  userId: z.string(),
  email: z.string().describe('The new address.'),
});

export type EmailChange = z.output<typeof emailChange>;
export type EmailConfirmation = z.output<typeof emailConfirmation>;
export type ConfirmedEmail = z.output<typeof confirmedEmail>;
