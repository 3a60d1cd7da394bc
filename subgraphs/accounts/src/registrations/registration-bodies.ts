import { z } from 'zod';
import { grant, sessionStart } from '../internal/internal-bodies';
import { sha256Text } from '../sha256-text';
import { newUser } from '../users/user-input';

const seed = z
  .string()
  .regex(/^[\w-]{43}$/, 'must be 256 bits, base64url')
  .describe('What auth derives the first refresh token from; worth nothing without its key.');

export const registration = z.object({
  ...newUser.pick({ email: true, password: true, name: true }).shape,
  ...sessionStart,
  seed,
  once: z
    .union([z.object({ key: sha256Text, fingerprint: sha256Text }), z.null()])
    .describe(
      'The idempotency key of the client and the digest of what it sent, as auth made them.',
    ),
});

export const registered = z.object({
  seed,
  tokenHash: sha256Text.describe('SHA-256 of the first refresh token, which the seed leads to.'),
  grant: z
    .union([grant, z.null()])
    .describe('Null when the session of this registration has gone on since, or is over.'),
});

export type Registration = z.output<typeof registration>;
export type Registered = z.output<typeof registered>;
