import { InjectPrisma, inBatches, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export interface BucketRow {
  readonly key: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

interface TakenRow {
  readonly spared: boolean;
  readonly used: number | null;
}

const stepOf = ({ limit, windowSeconds }: BucketRow): number => windowSeconds / limit;

/**
 * Buckets by the generic cell rate algorithm (ITU-T I.371): one moment a bucket says how much of it is
 * used up. Rows are locked in the order of their keys, so that statements never wait for each other in
 * a circle. Losing the last half second of counters in a crash is no loss, hence the commits that do
 * not wait for the disk.
 */
@Injectable()
export class ThrottlesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Takes one try out of every bucket that is not spared, or out of none. */
  async take(
    buckets: readonly (BucketRow & { readonly sparedBy?: string | undefined })[],
  ): Promise<{ allowed: boolean; usedSeconds: (number | null)[] }> {
    const keys = buckets.map(({ key }) => key);
    const steps = buckets.map(stepOf);
    const windows = buckets.map(({ windowSeconds }) => windowSeconds);
    const marks = buckets.map(({ sparedBy }) => sparedBy ?? '');
    // A full bucket's row is not updated, and so is not among those that were taken from.
    const rows = await this.prisma.$queryRaw<TakenRow[]>`
      WITH clock AS MATERIALIZED (
        SELECT clock_timestamp()::timestamp AS now, set_config('synchronous_commit', 'off', true)
      ), asked AS MATERIALIZED (
        SELECT a.*, EXISTS (
          SELECT 1 FROM "Throttle" m WHERE m.key = a.mark AND m.ends_at > clock.now
        ) AS spared
        FROM clock, unnest(
          ${keys}::text[], ${steps}::float8[], ${windows}::float8[], ${marks}::text[]
        ) WITH ORDINALITY AS a(key, step, span, mark, place)
      ), taken AS (
        INSERT INTO "Throttle" AS t (key, ends_at)
        SELECT key, now + make_interval(secs => step) FROM asked, clock WHERE NOT spared ORDER BY key
        ON CONFLICT (key) DO UPDATE SET ends_at =
          GREATEST(t.ends_at, (SELECT now FROM clock)) + (excluded.ends_at - (SELECT now FROM clock))
        WHERE t.ends_at + (excluded.ends_at - (SELECT now FROM clock)) <= (
          SELECT now + make_interval(secs => span) FROM asked, clock WHERE asked.key = t.key
        )
        RETURNING key, ends_at
      )
      SELECT spared, EXTRACT(EPOCH FROM taken.ends_at - now)::float8 AS used
      FROM clock, asked LEFT JOIN taken USING (key) ORDER BY place`;
    const took = buckets.filter((_, i) => rows[i]?.used != null);
    if (rows.every(({ spared, used }) => spared || used !== null)) {
      return { allowed: true, usedSeconds: rows.map(({ used }) => used) };
    }
    if (took.length > 0) await this.giveBack(took);
    const used = await this.usedSeconds(keys);
    return {
      allowed: false,
      usedSeconds: rows.map(({ spared }, i) => (spared ? null : (used[i] ?? 0))),
    };
  }

  async giveBack(buckets: readonly BucketRow[]): Promise<void> {
    const keys = buckets.map(({ key }) => key);
    const steps = buckets.map(stepOf);
    await this.prisma.$executeRaw`
      WITH locked AS (
        SELECT key, set_config('synchronous_commit', 'off', true)
        FROM "Throttle" WHERE key = ANY(${keys}::text[]) ORDER BY key FOR UPDATE
      )
      UPDATE "Throttle" t SET ends_at = t.ends_at - make_interval(secs => given.step)
      FROM locked JOIN unnest(${keys}::text[], ${steps}::float8[]) AS given(key, step) USING (key)
      WHERE t.key = locked.key`;
  }

  /** Makes a mark hold for that long, or longer when it did. */
  async mark(key: string, seconds: number): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO "Throttle" AS t (key, ends_at)
      VALUES (${key}, clock_timestamp()::timestamp + make_interval(secs => ${seconds}::float8))
      ON CONFLICT (key) DO UPDATE SET ends_at = GREATEST(t.ends_at, excluded.ends_at)`;
  }

  /** Waits for nobody: what is in use at the moment has not ended, or ends the next time. */
  async deleteEnded(): Promise<void> {
    await inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "Throttle" WHERE key IN (
          SELECT key FROM "Throttle" WHERE ends_at < clock_timestamp()::timestamp
          LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }

  /** How long until each bucket is full again. */
  private async usedSeconds(keys: readonly string[]): Promise<number[]> {
    const rows = await this.prisma.$queryRaw<{ used: number }[]>`
      SELECT COALESCE(
        GREATEST(0, EXTRACT(EPOCH FROM t.ends_at - clock_timestamp()::timestamp)), 0
      )::float8 AS used
      FROM unnest(${[...keys]}::text[]) WITH ORDINALITY AS a(key, place)
      LEFT JOIN "Throttle" t USING (key) ORDER BY place`;
    return rows.map(({ used }) => used);
  }
}
