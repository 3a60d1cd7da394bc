import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { SCOPES } from '@ai-finops/service-kit/scopes';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { ROLES } from '@ai-finops/service-kit/viewer';
import { z } from 'zod';
import { sha256Text } from '../sha256-text';

const MAX_DAYS = 366;

export const newApiKeySchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine(isStorable, NOT_STORABLE)
    .describe('What it is for.'),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .max(SCOPES.length)
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
    .describe('What it may be used for.'),
  expiresInDays: z.int().min(1).max(MAX_DAYS).default(90).describe('Days until it ends.'),
});

/** A key as REST shows it; GraphQL spells the scopes as an enum. */
export const apiKeySchema = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters of the key.'),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]).describe('To the minute.'),
  lastUsedIp: nullableText,
});

export const createdApiKeySchema = z.object({
  secret: z.string().describe('The key itself, shown this once.'),
  apiKey: apiKeySchema,
});

export const apiKeyQuestion = z.object({
  keyHash: sha256Text,
  ipAddress: z
    .union([z.string().max(64), z.null()])
    .optional()
    .describe('Who uses it.'),
});

export const verifiedApiKey = z.object({
  keyId: z.string(),
  userId: z.string(),
  role: z.enum(ROLES),
  scopes: z.array(z.enum(SCOPES)),
  issuedAt: z.int().describe('When the role was read, seconds since the epoch.'),
  validForSeconds: z.int().describe('For how long this answer may be used.'),
});

export type NewApiKey = z.output<typeof newApiKeySchema>;
export type ApiKeyView = z.output<typeof apiKeySchema>;
export type CreatedApiKey = z.output<typeof createdApiKeySchema>;
export type ApiKeyQuestion = z.output<typeof apiKeyQuestion>;
export type VerifiedApiKey = z.output<typeof verifiedApiKey>;
