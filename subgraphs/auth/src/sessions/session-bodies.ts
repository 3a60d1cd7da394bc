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
  // The description within makes zod write `anyOf`, as in nullable-text.ts.
  exceptThis: z
    .union([z.boolean().describe('True to keep the session that asks.'), z.null()])
    .optional(),
});

export type OwnSession = z.output<typeof ownSession>;
