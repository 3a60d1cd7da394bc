import { InjectPrisma, Prisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { Rollup } from './rollup-tables';
import type { BatchRollup } from './rollups.store';

/** Where a batch says which of each rollup is its own. */
const COLUMNS = {
  daily_costs: 'daily_costs_id',
  daily_usage: 'daily_usage_id',
  monthly_costs: 'monthly_costs_id',
} as const satisfies Record<Rollup['table'], keyof Prisma.BillBatchSelect>;

/** The rollups of a batch. */
type BatchRollups = Readonly<Record<(typeof COLUMNS)[Rollup['table']], string | null>>;
const ROLLUP_IDS = Prisma.raw(
  Object.values(COLUMNS)
    .map((column) => `${column}::text`)
    .join(', '),
);

/** Batches that are summed up in one statement, at most. */
const MOST_BATCHES = 1_000;

/** Which rollups each batch has: the pointers that readers follow. */
@Injectable()
export class RollupPointersStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /**
   * Live batches without one, as many as together have at most so many charges, or a single one; those of a month
   * together, for their charges lie beside each other.
   */
  async missing({ table }: Rollup, charges: number): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT id::text FROM
      (
        SELECT id, sum(rows) OVER months AS sum, row_number() OVER months AS number
        FROM "BillBatch" WHERE live AND ${Prisma.raw(COLUMNS[table])} IS NULL
        WINDOW months AS (ORDER BY period_start, id)
      ) AS batch
      WHERE sum <= ${charges} OR number = 1
      ORDER BY number LIMIT ${MOST_BATCHES}`;
    return rows.map(({ id }) => id);
  }

  /**
   * Points batches that have none at their rollups; whoever was faster stays. It waits for nobody who is changing some of
   * them, which could wait for it: what they replace needs none, and the others get theirs the next time.
   */
  async point({ table }: Rollup, built: readonly BatchRollup[]): Promise<void> {
    const batches = built.map(({ batchId }) => batchId);
    const rollups = built.map(({ rollupId }) => rollupId);
    const column = Prisma.raw(COLUMNS[table]);
    await this.prisma.$executeRaw`
      WITH free AS
      (
        SELECT id FROM "BillBatch" WHERE id = ANY(${batches}::uuid[]) AND ${column} IS NULL
        FOR UPDATE SKIP LOCKED
      )
      UPDATE "BillBatch" SET ${column} = built.id
      FROM free JOIN unnest(${batches}::uuid[], ${rollups}::uuid[]) AS built (batch_id, id) ON free.id = batch_id
      WHERE "BillBatch".id = free.id`;
  }

  /** Of these rollups, those that a batch points at. */
  async used(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.prisma.$queryRaw<BatchRollups[]>`
      SELECT ${ROLLUP_IDS} FROM "BillBatch" WHERE dropped_at IS NULL
        AND ARRAY[${Prisma.raw(Object.values(COLUMNS).join(', '))}] && ${ids}::uuid[]`;
    return new Set(rows.flatMap(idsOf));
  }

  async rollupsOf(batchIds: readonly string[]): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<BatchRollups[]>`
      SELECT ${ROLLUP_IDS} FROM "BillBatch" WHERE id = ANY(${batchIds}::uuid[])`;
    return rows.flatMap(idsOf);
  }
}

function idsOf(row: BatchRollups): string[] {
  return Object.values(row).flatMap((id) => id ?? []);
}
