import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import {
  InjectPrisma,
  type Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { BATCH_COLUMNS, toBillingPeriod } from '../imports/import-rows.store';
import type { PeriodView } from '../imports/import-view';

const COLUMNS = {
  ...BATCH_COLUMNS,
  id: true,
  import_id: true,
  published_at: true,
  replaced_at: true,
  dropped_at: true,
  daily_costs_id: true,
  daily_usage_id: true,
  monthly_costs_id: true,
} as const satisfies Prisma.BillBatchSelect;

type Row = Prisma.BillBatchGetPayload<{ select: typeof COLUMNS }>;

/** A batch as administrators see it. */
export interface BatchView {
  readonly id: string;
  readonly importId: string;
  readonly period: PeriodView;
  readonly publishedAt: string;
  readonly replacedAt: string | null;
  readonly droppedAt: string | null;
  readonly aggregated: boolean;
  readonly resourcesAggregated: boolean;
  readonly usageAggregated: boolean;
}

/** Which live batches are meant. */
export interface BatchChoice {
  readonly start?: Date | undefined;
  readonly source?: string | undefined;
  readonly billingAccountId?: string | undefined;
}

/** The pointers to batches, for those who administer them. */
@Injectable()
export class BatchesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(work);
  }

  /** Newest first, one more than asked for. */
  async findPage(page: Page, live: boolean | null): Promise<BatchView[]> {
    const position = positionOf(page);
    const rows = await this.prisma.billBatch.findMany({
      where: {
        ...chosen(live),
        ...(position && {
          OR: [
            { published_at: { lt: position.time } },
            { published_at: position.time, id: { lt: position.id } },
          ],
        }),
      },
      select: COLUMNS,
      orderBy: [{ published_at: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return rows.map(toView);
  }

  count(live: boolean | null): Promise<number> {
    return this.prisma.billBatch.count({ where: chosen(live) });
  }

  async liveCharges(): Promise<number> {
    const { _sum } = await this.prisma.billBatch.aggregate({
      where: { live: true },
      _sum: { rows: true },
    });
    return Number(_sum.rows ?? 0);
  }

  /** Takes live batches away from questions; answers what they were. */
  async retire(tx: Transaction, choice: BatchChoice): Promise<PeriodView[]> {
    const rows = await tx.billBatch.updateManyAndReturn({
      where: liveOf(choice),
      data: { live: false, replaced_at: new Date() },
      select: BATCH_COLUMNS,
    });
    return rows.map(toBillingPeriod);
  }

  /** Takes the rollups away from live batches, which lets new ones be built; answers whose they were. */
  async forgetRollups(choice: BatchChoice): Promise<PeriodView[]> {
    const rows = await this.prisma.billBatch.updateManyAndReturn({
      where: liveOf(choice),
      data: { daily_costs_id: null, daily_usage_id: null, monthly_costs_id: null },
      select: BATCH_COLUMNS,
    });
    return rows.map(toBillingPeriod);
  }

  /** Takes away what began before a day; answers how many batches that were. */
  async retireBefore(day: Date): Promise<number> {
    const { count } = await this.prisma.billBatch.updateMany({
      where: { live: true, period_start: { lt: day } },
      data: { live: false, replaced_at: new Date() },
    });
    return count;
  }
}

function liveOf({ start, source, billingAccountId }: BatchChoice): Prisma.BillBatchWhereInput {
  return {
    live: true,
    ...(start !== undefined && { period_start: start }),
    ...(source !== undefined && { source }),
    ...(billingAccountId !== undefined && { billing_account_id: billingAccountId }),
  };
}

const chosen = (live: boolean | null) => (live === null ? {} : { live });

function toView(row: Row): BatchView {
  return {
    id: row.id,
    importId: row.import_id,
    period: toBillingPeriod(row),
    publishedAt: (row.published_at ?? new Date(0)).toISOString(),
    replacedAt: row.replaced_at?.toISOString() ?? null,
    droppedAt: row.dropped_at?.toISOString() ?? null,
    aggregated: row.daily_costs_id !== null,
    resourcesAggregated: row.monthly_costs_id !== null,
    usageAggregated: row.daily_usage_id !== null,
  };
}
