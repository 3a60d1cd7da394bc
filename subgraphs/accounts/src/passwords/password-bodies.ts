import { z } from 'zod';
import { linkTokenHash } from '../one-time-links/link-bodies';
import { client } from '../sessions/session-input';
import { passwordHashSchema } from '../users/password-hash';

export const resetRequest = z.object({
  email: z.string().max(1_024).describe('As it was typed; it need not have an account.'),
  ...client,
});

export const resetQuestion = z.object({ tokenHash: linkTokenHash });

export const resetOwner = z.object({
  userId: z.string(),
  email: z.string().describe('Where the link was sent.'),
});

export const passwordReset = z.object({
  tokenHash: linkTokenHash,
  passwordHash: passwordHashSchema,
  ...client,
});

export const passwordChange = z.object({
  userId: z.string(),
  sessionId: z.string().describe('The session that goes on.'),
  currentHash: z.string().describe('The hash that the current password was checked against.'),
  passwordHash: passwordHashSchema,
  ...client,
});

export type ResetRequest = z.output<typeof resetRequest>;
export type ResetOwner = z.output<typeof resetOwner>;
export type PasswordReset = z.output<typeof passwordReset>;
export type PasswordChange = z.output<typeof passwordChange>;
