import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** The columns that leave the store: the hash is not among them. */
const COLUMNS = {
  id: true,
  user_id: true,
  name: true,
  hint: true,
  scopes: true,
  created_at: true,
  expires_at: true,
  last_used_at: true,
  last_used_ip: true,
} as const;

export interface ApiKeyRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly last_used_ip: string | null;
}

export interface ApiKeyValues {
  readonly userId: string;
  readonly name: string;
  readonly hint: string;
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly now: Date;
  readonly expiresAt: Date;
}

/** A key in use and its owner, as they are at `now`. */
export interface KeyInUse {
  readonly id: string;
  readonly user_id: string;
  readonly scopes: readonly string[];
  readonly expires_at: Date;
  readonly role: string | null;
  readonly status: string | null;
  readonly tokens_valid_from: Date | null;
  readonly now: Date;
  /** True for its first use in this hour of the clock. */
  readonly first_of_hour: boolean;
}

@Injectable()
export class ApiKeysStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Keys that were not revoked, newest first. */
  async findOf(userId: string): Promise<ApiKeyRow[]> {
    return this.prisma.apiKey.findMany({
      where: { user_id: userId, revoked_at: null },
      select: COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
    });
  }

  async findById(id: string): Promise<ApiKeyRow | null> {
    return this.prisma.apiKey.findFirst({ where: { id, revoked_at: null }, select: COLUMNS });
  }

  async countOf(tx: Transaction, userId: string): Promise<number> {
    return tx.apiKey.count({ where: { user_id: userId, revoked_at: null } });
  }

  async insert(tx: Transaction, values: ApiKeyValues): Promise<ApiKeyRow> {
    const { userId, name, hint, keyHash, scopes, now, expiresAt } = values;
    return tx.apiKey.create({
      data: {
        user_id: userId,
        name,
        hint,
        key_hash: keyHash,
        scopes: [...scopes],
        created_at: now,
        expires_at: expiresAt,
      },
      select: COLUMNS,
    });
  }

  /** False when it was revoked before. */
  async revoke(tx: Transaction, id: string, now: Date): Promise<boolean> {
    const { count } = await tx.apiKey.updateMany({
      where: { id, revoked_at: null },
      data: { revoked_at: now },
    });
    return count > 0;
  }

  /**
   * Notes the use of a live key and reads its owner, whose row is locked: what is read is not older than
   * `now`. Undefined for a key that is unknown, revoked or past its end.
   */
  async use(
    tx: Transaction,
    keyHash: string,
    ipAddress: string | null,
  ): Promise<KeyInUse | undefined> {
    const [row] = await tx.$queryRaw<KeyInUse[]>`
      WITH owner AS (
        SELECT id, role, status, tokens_valid_from FROM "User"
        WHERE id = (SELECT user_id FROM "ApiKey" WHERE key_hash = ${keyHash})
        FOR SHARE
      ), before AS (
        SELECT known.id, known.last_used_at FROM owner JOIN "ApiKey" AS known ON known.user_id = owner.id
        WHERE known.key_hash = ${keyHash}
        FOR UPDATE OF known
      )
      UPDATE "ApiKey" AS key
      SET last_used_at = clock_timestamp() AT TIME ZONE 'UTC', last_used_ip = ${ipAddress}
      FROM owner, before
      WHERE key.id = before.id AND key.revoked_at IS NULL
        AND key.expires_at > clock_timestamp() AT TIME ZONE 'UTC'
      RETURNING key.id, key.user_id, key.scopes, key.expires_at, owner.role, owner.status,
        owner.tokens_valid_from, key.last_used_at AS now,
        date_trunc('hour', before.last_used_at) IS DISTINCT FROM date_trunc('hour', key.last_used_at)
          AS first_of_hour`;
    return row;
  }

  /** Whose a key is that may not be used any more; null for one that never was. */
  async findOwnerOf(keyHash: string): Promise<{ id: string; user_id: string } | null> {
    return this.prisma.apiKey.findUnique({
      where: { key_hash: keyHash },
      select: { id: true, user_id: true },
    });
  }
}
