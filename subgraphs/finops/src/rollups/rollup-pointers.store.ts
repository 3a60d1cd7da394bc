import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { BatchRollup } from './rollups.store';

/** Which rollup each batch has: the pointers that readers follow. */
@Injectable()
export class RollupPointersStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Live batches without one, at most `limit`. */
  async missing(limit: number): Promise<string[]> {
    const rows = await this.prisma.billBatch.findMany({
      where: { live: true, rollup_id: null },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: limit,
    });
    return rows.map(({ id }) => id);
  }

  /** Points batches that have none at their rollups; whoever was faster stays. */
  async point(built: readonly BatchRollup[]): Promise<void> {
    const batches = built.map(({ batchId }) => batchId);
    const rollups = built.map(({ rollupId }) => rollupId);
    await this.prisma.$executeRaw`
      UPDATE "BillBatch" SET rollup_id = built.rollup_id
      FROM unnest(${batches}::uuid[], ${rollups}::uuid[]) AS built (batch_id, rollup_id)
      WHERE id = built.batch_id AND "BillBatch".rollup_id IS NULL`;
  }

  /** Of these rollups, those that a batch points at. */
  async used(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.prisma.billBatch.findMany({
      where: { rollup_id: { in: [...ids] }, dropped_at: null },
      select: { rollup_id: true },
    });
    return new Set(rows.flatMap(({ rollup_id }) => rollup_id ?? []));
  }

  async rollupOf(batchId: string): Promise<string | null> {
    const row = await this.prisma.billBatch.findUnique({
      where: { id: batchId },
      select: { rollup_id: true },
    });
    return row?.rollup_id ?? null;
  }
}
