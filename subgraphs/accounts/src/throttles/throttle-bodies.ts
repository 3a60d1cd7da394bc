import { z } from 'zod';
import { sha256Text } from '../sha256-text';

const key = sha256Text.describe('SHA-256, hex, of what is counted.');

/** A day: what takes longer is no throttle. */
const MAX_WINDOW_SECONDS = 86_400;
/** Half a year. */
const MAX_KNOWN_SECONDS = 183 * 86_400;
const MAX_BUCKETS = 12;

const bucket = z.object({
  key,
  limit: z.int().min(1).max(100_000).describe('Tries that a full bucket allows at once.'),
  windowSeconds: z
    .int()
    .min(1)
    .max(MAX_WINDOW_SECONDS)
    .describe('Time in which an empty bucket fills again, evenly.'),
});

export const taking = z.object({
  buckets: z
    .array(bucket.extend({ sparedBy: key.optional().describe('A mark that makes it not count.') }))
    .min(1)
    .max(MAX_BUCKETS)
    .describe('One try is taken out of each, or out of none.'),
});

export const taken = z.object({
  allowed: z.boolean().describe('False when a bucket was empty: nothing was taken.'),
  usedSeconds: z
    .array(z.union([z.number(), z.null()]))
    .describe('For each bucket the time until it is full again; null for one that was spared.'),
});

export const settling = z.object({
  giveBack: z.array(bucket).max(MAX_BUCKETS).describe('Buckets that get one try back.'),
  mark: z
    .object({ key, seconds: z.int().min(1).max(MAX_KNOWN_SECONDS) })
    .optional()
    .describe('What is known from now on, and for how long.'),
});

export type Taking = z.output<typeof taking>;
export type Taken = z.output<typeof taken>;
export type Settling = z.output<typeof settling>;
