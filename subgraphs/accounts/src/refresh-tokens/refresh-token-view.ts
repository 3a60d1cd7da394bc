import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';

/** The columns that leave the store: the hash is not among them. */
export const REFRESH_TOKEN_COLUMNS = {
  id: true,
  user_id: true,
  session_id: true,
  expires_at: true,
  created_at: true,
  used_at: true,
  revoked_at: true,
} as const;

/** A row as the documented table has it, and what the family keeps of it. */
export interface RefreshTokenRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly expires_at: Date;
  readonly created_at: Date | null;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
}

const moment = z.union([z.iso.datetime(), z.null()]);

/** A refresh token's record as REST and GraphQL show it; never the token or its hash. */
export const refreshTokenSchema = z.object({
  id: z.string().describe('Id of the record; not the token.'),
  userId: z.string(),
  sessionId: nullableText.describe('The session whose family it belongs to.'),
  expiresAt: z.iso.datetime().describe('The absolute end of its family.'),
  createdAt: z.iso.datetime(),
  usedAt: moment.describe('When it was exchanged for its successor.'),
  revokedAt: moment.describe('When it was revoked.'),
});

export type RefreshTokenView = z.output<typeof refreshTokenSchema>;

const EPOCH = new Date(0);

/** Null for a row that belongs to nobody. */
export function refreshTokenView(row: RefreshTokenRow): RefreshTokenView | null {
  if (row.user_id === null) return null;
  return {
    id: row.id,
    userId: row.user_id,
    sessionId: row.session_id,
    expiresAt: row.expires_at.toISOString(),
    createdAt: (row.created_at ?? EPOCH).toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
