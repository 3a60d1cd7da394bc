import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { SourceLocation } from './source-place';
import type { SealedPlace } from './sources.store';

/** A source that this worker looks at. */
export interface ClaimedSource extends SealedPlace {
  readonly id: string;
  readonly name: string;
  /** Which of its syncs this is: a later one has the source in hand otherwise. */
  readonly number: number;
  readonly userId: string;
}

/** What a sync saw and brought so far. */
export interface SyncCounts {
  readonly objects: number;
  readonly bytesFetched: number;
  readonly imports: number;
}

/** How the last version of a part came in. */
export interface BroughtVersion {
  readonly part: string;
  readonly fingerprint: string;
  readonly status: string;
  readonly errorCode: string | null;
}

/** The worker's side of sources: claiming, what was brought, and how it ended. */
@Injectable()
export class SourceQueueStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /**
   * Claims the source that has waited longest to be looked at, or one whose worker gave no sign of life for so
   * long; workers of other replicas pass it over. Times are those of the database's clock.
   */
  async claim(abandonedMs: number): Promise<ClaimedSource | null> {
    const [row] = await this.prisma.$queryRaw<
      (Omit<ClaimedSource, 'location'> & { location: unknown })[]
    >`
      UPDATE "BillSource" SET sync_state = 'RUNNING', sync_number = sync_number + 1, next_sync_at = NULL,
        started_at = now(), heartbeat_at = now(), finished_at = NULL, error_code = NULL,
        error_message = NULL, objects = 0, bytes_fetched = 0, imports = 0
      WHERE id = (
        SELECT id FROM "BillSource"
        WHERE CASE WHEN sync_state = 'RUNNING'
          THEN heartbeat_at < now() - ${abandonedMs} * interval '1 millisecond'
          ELSE next_sync_at <= now() END
        ORDER BY next_sync_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, name, kind, location, credentials, sync_number AS number, user_id AS "userId"`;
    return row ? { ...row, location: row.location as SourceLocation } : null;
  }

  /** Says that the sync goes on and how far it is. False when the source is gone or somebody else's. */
  async progress({ id, number }: ClaimedSource, counts: SyncCounts): Promise<boolean> {
    const { objects, bytesFetched, imports } = counts;
    const rows = await this.prisma.$executeRaw`
      UPDATE "BillSource" SET heartbeat_at = now(),
        objects = ${objects}, bytes_fetched = ${bytesFetched}, imports = ${imports}
      WHERE id = ${id} AND sync_number = ${number} AND sync_state = 'RUNNING'`;
    return rows === 1;
  }

  /** Lets go of a sync, which the next worker begins anew. */
  async release({ id, number }: ClaimedSource): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "BillSource" SET heartbeat_at = 'epoch'
      WHERE id = ${id} AND sync_number = ${number} AND sync_state = 'RUNNING'`;
  }

  /** What was brought of a source, and what became of it. */
  async findBrought(sourceId: string): Promise<BroughtVersion[]> {
    const rows = await this.prisma.billSourceVersion.findMany({
      where: { source_id: sourceId },
      select: {
        part: true,
        fingerprint: true,
        import: { select: { status: true, error_code: true } },
      },
    });
    return rows.map(({ part, fingerprint, import: { status, error_code: errorCode } }) => ({
      part,
      fingerprint,
      status,
      errorCode,
    }));
  }

  /** How many imports of a name wait for their turn. */
  async countWaiting(source: string): Promise<number> {
    return this.prisma.billImport.count({ where: { source, status: 'PENDING' } });
  }

  /** Notes which versions an import brings. Nothing of a source that is gone or somebody else's. */
  async noteBrought(
    { id, number }: ClaimedSource,
    importId: string,
    parts: readonly { readonly id: string; readonly fingerprint: string }[],
  ): Promise<void> {
    const ids = parts.map((part) => part.id);
    const fingerprints = parts.map(({ fingerprint }) => fingerprint);
    await this.prisma.$executeRaw`
      INSERT INTO "BillSourceVersion" (source_id, part, fingerprint, import_id)
      SELECT "BillSource".id, version.part, version.fingerprint, ${importId}
      FROM "BillSource", unnest(${ids}::text[], ${fingerprints}::text[]) AS version (part, fingerprint)
      WHERE "BillSource".id = ${id} AND sync_number = ${number}
      ON CONFLICT (source_id, part)
      DO UPDATE SET fingerprint = EXCLUDED.fingerprint, import_id = EXCLUDED.import_id`;
  }

  /** Ends a sync well; the next one is after the interval, unless it was asked for meanwhile. */
  async succeed({ id, number }: ClaimedSource): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "BillSource" SET sync_state = 'SUCCEEDED', finished_at = now(), failures = 0,
        next_sync_at = coalesce(
          next_sync_at,
          CASE WHEN enabled THEN now() + interval_minutes * interval '1 minute' END
        )
      WHERE id = ${id} AND sync_number = ${number} AND sync_state = 'RUNNING'`;
  }

  /** Ends a sync badly; it is tried again after 1, 2, 4 … minutes, an hour at most. */
  async fail(
    { id, number }: ClaimedSource,
    error: { readonly code: string; readonly message: string },
  ): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "BillSource" SET sync_state = 'FAILED', finished_at = now(), failures = failures + 1,
        error_code = ${error.code}, error_message = ${error.message},
        next_sync_at = coalesce(
          next_sync_at,
          CASE WHEN enabled THEN now() + least(60, 2 ^ least(failures, 6)) * interval '1 minute' END
        )
      WHERE id = ${id} AND sync_number = ${number} AND sync_state = 'RUNNING'`;
  }
}
