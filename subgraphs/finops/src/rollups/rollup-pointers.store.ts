import { InjectPrisma, Prisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { Rollup } from './rollup-tables';
import type { BatchRollup } from './rollups.store';

/** Where a batch says which of each rollup is its own. */
const COLUMNS = {
  daily_costs: 'rollup_id',
  monthly_resource_costs: 'resource_rollup_id',
} as const satisfies Record<Rollup['table'], keyof Prisma.BillBatchSelect>;

const BOTH = { rollup_id: true, resource_rollup_id: true } as const;

/** Which rollups each batch has: the pointers that readers follow. */
@Injectable()
export class RollupPointersStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Live batches without one, at most `limit`. */
  async missing({ table }: Rollup, limit: number): Promise<string[]> {
    const rows = await this.prisma.billBatch.findMany({
      where: { live: true, [COLUMNS[table]]: null },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: limit,
    });
    return rows.map(({ id }) => id);
  }

  /** Points batches that have none at their rollups; whoever was faster stays. */
  async point({ table }: Rollup, built: readonly BatchRollup[]): Promise<void> {
    const batches = built.map(({ batchId }) => batchId);
    const rollups = built.map(({ rollupId }) => rollupId);
    const column = Prisma.raw(COLUMNS[table]);
    await this.prisma.$executeRaw`
      UPDATE "BillBatch" SET ${column} = built.id
      FROM unnest(${batches}::uuid[], ${rollups}::uuid[]) AS built (batch_id, id)
      WHERE "BillBatch".id = built.batch_id AND "BillBatch".${column} IS NULL`;
  }

  /** Of these rollups, those that a batch points at. */
  async used(ids: readonly string[]): Promise<Set<string>> {
    const among = { in: [...ids] };
    const rows = await this.prisma.billBatch.findMany({
      where: { dropped_at: null, OR: [{ rollup_id: among }, { resource_rollup_id: among }] },
      select: BOTH,
    });
    return new Set(rows.flatMap(idsOf));
  }

  async rollupsOf(batchId: string): Promise<string[]> {
    const row = await this.prisma.billBatch.findUnique({ where: { id: batchId }, select: BOTH });
    return row ? idsOf(row) : [];
  }
}

function idsOf(row: Record<keyof typeof BOTH, string | null>): string[] {
  return Object.values(row).flatMap((id) => id ?? []);
}
