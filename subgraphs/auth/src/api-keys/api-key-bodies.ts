import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { SCOPES } from '@ai-finops/service-kit/scopes';
import { z } from 'zod';

export const newApiKey = z.object({
  name: z.string().max(100).describe('What it is for.'),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).describe('What it may be used for.'),
  expiresInDays: z.int().min(1).max(366).default(90).describe('Days until it ends.'),
});

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('The first characters of the key.'),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]).describe('To the minute.'),
  lastUsedIp: nullableText,
});

export const createdApiKey = z.object({
  secret: z.string().describe('The key itself, shown this once: send it as a bearer token.'),
  apiKey,
});

export type NewApiKey = z.output<typeof newApiKey>;
export type ApiKey = z.output<typeof apiKey>;
export type CreatedApiKey = z.output<typeof createdApiKey>;
