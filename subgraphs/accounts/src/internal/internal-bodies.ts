import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { ROLES } from '@ai-finops/service-kit/viewer';
import { z } from 'zod';
import { client } from '../sessions/session-input';
import { sha256Text } from '../sha256-text';
import { passwordHashSchema } from '../users/password-hash';
import { STATUSES } from '../users/user-view';

const tokenHash = sha256Text.describe('SHA-256 of the refresh token, hex.');

/** A year: longer is a mistake. */
const MAX_LIFE_SECONDS = 366 * 86_400;

export const credentialsQuestion = z
  .object({ email: z.string().max(1_024).optional(), userId: z.string().optional() })
  .refine(
    ({ email, userId }) => (email === undefined) !== (userId === undefined),
    'needs either an address or an id',
  );

export const credentials = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  status: z.enum(STATUSES),
  passwordHash: z.string().describe('The only answer that holds one.'),
});

/** A session that is to be opened: from where, its first refresh token, for how long. */
export const sessionStart = {
  ...client,
  tokenHash,
  lifetimeSeconds: z.number().int().min(1).max(MAX_LIFE_SECONDS),
};

export const newFamily = z.object({
  userId: z.string(),
  passwordHash: z.string().describe('The hash that the password was checked against.'),
  upgradedHash: passwordHashSchema.optional().describe('A stronger hash of the same password.'),
  ...sessionStart,
});

export const rotation = z.object({ tokenHash, successorHash: tokenHash });

export const endOfSession = z
  .object({ sessionId: z.string().optional(), tokenHash: tokenHash.optional() })
  .refine(
    ({ sessionId, tokenHash: hash }) => (sessionId === undefined) !== (hash === undefined),
    'needs either a session or a token',
  );

/** What auth needs to sign an access token, as it was at one moment. */
export const grant = z.object({
  sessionId: z.string(),
  user: z.object({
    id: z.string(),
    email: z.string(),
    name: nullableText,
    role: z.enum(ROLES),
  }),
  issuedAt: z.int().describe('The `iat` of the access token, seconds since the epoch.'),
  sessionEndsAt: z.int().describe('The absolute end, seconds since the epoch.'),
});

export const revocations = z.object({
  now: z.number().describe('The database’s time, seconds since the epoch.'),
  sessions: z
    .array(z.string())
    .describe('Ids of sessions that ended and of API keys that were revoked.'),
  users: z.array(
    z.object({
      id: z.string(),
      validFrom: z.int().describe('Tokens issued before (seconds since the epoch) are refused.'),
    }),
  ),
});

export type CredentialsQuestion = z.output<typeof credentialsQuestion>;
export type Credentials = z.output<typeof credentials>;
export type NewFamily = z.output<typeof newFamily>;
export type SessionStart = Pick<
  NewFamily,
  'ipAddress' | 'userAgent' | 'tokenHash' | 'lifetimeSeconds'
>;
export type Rotation = z.output<typeof rotation>;
export type EndOfSession = z.output<typeof endOfSession>;
export type Grant = z.output<typeof grant>;
