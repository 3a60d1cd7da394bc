import { z } from 'zod';
import { sha256Text } from '../sha256-text';

export const tokenHash = sha256Text.describe('SHA-256 of what the answer must bring, hex.');

/** Half an hour: longer is no step of a sign-in. */
const MAX_SECONDS = 1_800;

/** Those that auth makes by themselves; SECOND_FACTOR comes with a checked password only. */
const purpose = z.enum(['PASSKEY_REGISTRATION', 'PASSKEY_LOGIN', 'OIDC']);

export const newChallenge = z.object({
  purpose,
  tokenHash,
  userId: z.string().optional().describe('Whose it is, where that is known.'),
  payload: z.record(z.string(), z.string().max(4_096)).optional(),
  lifetimeSeconds: z.int().min(1).max(MAX_SECONDS),
});

export const challengeQuestion = z.object({ purpose, tokenHash });

export const challengeSchema = z.object({
  userId: z.union([z.string().min(0), z.null()]),
  payload: z.record(z.string(), z.string()),
});

export type NewChallenge = z.output<typeof newChallenge>;
export type ChallengeQuestion = z.output<typeof challengeQuestion>;
export type ChallengeView = z.output<typeof challengeSchema>;
