import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { ChargeScope } from './charge-scope';

/** Replaced charges stay for longer than the longest query. */
export const REPLACED_KEEP_MS = 5 * 60_000;

/** Clocks of replicas may differ so much from one that drops charges. */
const CLOCK_MS = 30_000;

/** The pointer that readers follow: batches whose charges are visible. */
@Injectable()
export class LiveBatches {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async find(): Promise<Pick<ChargeScope, 'batches' | 'rollups'>> {
    const rows = await this.prisma.billBatch.findMany({
      where: { live: true },
      select: { id: true, rollup_id: true },
      orderBy: { id: 'asc' },
    });
    const rollups = rows.flatMap(({ rollup_id }) => rollup_id ?? []);
    return {
      batches: rows.map(({ id }) => id),
      rollups: rollups.length === rows.length ? rollups : null,
    };
  }

  /**
   * True while every one of these batches has all of its charges for sure: so had whoever read them before
   * asking. One that was replaced is dropped some time later.
   */
  async areWhole(ids: readonly string[], now = new Date()): Promise<boolean> {
    const since = new Date(now.getTime() - REPLACED_KEEP_MS + CLOCK_MS);
    const whole = await this.prisma.billBatch.count({
      where: { id: { in: [...ids] }, OR: [{ live: true }, { replaced_at: { gt: since } }] },
    });
    return whole === ids.length;
  }
}
