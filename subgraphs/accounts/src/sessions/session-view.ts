import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';

export const SESSION_COLUMNS = {
  id: true,
  user_id: true,
  ip_address: true,
  user_agent: true,
  expires_at: true,
  created_at: true,
  updated_at: true,
  last_used_at: true,
} as const;

/** A row as the documented table has it: all but the id may be null. */
export interface SessionRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly expires_at: Date | null;
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
  readonly last_used_at: Date | null;
}

/** A session as REST and GraphQL show it. */
export const sessionSchema = z.object({
  id: z.string(),
  userId: z.string(),
  ipAddress: nullableText,
  userAgent: nullableText,
  expiresAt: z.iso.datetime().describe('Its absolute end.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  lastUsedAt: z.union([z.iso.datetime(), z.null()]).describe('When it last refreshed its tokens.'),
});

export type SessionView = z.output<typeof sessionSchema>;

const EPOCH = new Date(0);

/** Null for a row that belongs to nobody. */
export function sessionView(row: SessionRow): SessionView | null {
  if (row.user_id === null) return null;
  const createdAt = row.created_at ?? EPOCH;
  return {
    id: row.id,
    userId: row.user_id,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    expiresAt: (row.expires_at ?? createdAt).toISOString(),
    createdAt: createdAt.toISOString(),
    updatedAt: (row.updated_at ?? createdAt).toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
