import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';

export const ownSession = z.object({
  id: z.string(),
  ipAddress: nullableText.describe('Address that signed in; null when unknown.'),
  userAgent: nullableText.describe('Program that signed in; null when unknown.'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z
    .union([z.iso.datetime(), z.null()])
    .describe('When it last refreshed its tokens; null before the first time.'),
  expiresAt: z.iso.datetime().describe('Its absolute end.'),
  current: z.boolean().describe('True for the session that asks.'),
});

export const logoutEverywhereInput = z.object({
  exceptThis: z
    .union([z.boolean(), z.null()])
    .optional()
    .describe('True to keep the session that asks.'),
});

export type OwnSession = z.output<typeof ownSession>;
