import { isIP } from 'node:net';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { z } from 'zod';

const isAddress = (text: string): boolean => isIP(text) !== 0;

/** Where a sign-in came from, as far as it is known. */
export const client = {
  ipAddress: z
    .union([z.string().max(64).refine(isAddress, 'must be an IPv4 or IPv6 address'), z.null()])
    .optional()
    .describe('IPv4 or IPv6 address.'),
  userAgent: z.union([z.string().max(1_024).refine(isStorable, NOT_STORABLE), z.null()]).optional(),
};

/** The same for a record: null for what is not known. */
export const originOf = (given: {
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
}) => ({ ipAddress: given.ipAddress ?? null, userAgent: given.userAgent ?? null });

/** A new session. */
export const newSession = z.object({
  userId: z.string(),
  ...client,
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Its absolute end; 7 days from now when left out.'),
});

export type NewSession = z.output<typeof newSession>;
