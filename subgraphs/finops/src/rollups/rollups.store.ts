import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { measureSql } from '../costs/charge-query';
import { AnalyticalStore } from '../store/analytical-store';
import { DAILY_COSTS, prepareDailyCosts, ROLLUP_KEYS, ROLLUP_SUMS } from './daily-costs-table';

/** The rollup of a batch. */
export interface BatchRollup {
  readonly batchId: string;
  readonly rollupId: string;
}

/** More keys than fit go to the disk: a rollup is never worth an import that fails. */
const OPTIONS = {
  purpose: 'summing charges up by day',
  limits: { timeoutMs: 60 * 60 * 1000, maxMemoryBytes: 1536 * 1024 ** 2 },
  settings: { max_bytes_before_external_group_by: 512 * 1024 ** 2 },
} as const;

const KEYS = [
  'BatchId',
  'BillingPeriodStart',
  'toStartOfDay(ChargePeriodStart)',
  ...ROLLUP_KEYS,
] as const;

const SUMS = (Object.keys(ROLLUP_SUMS) as (keyof typeof ROLLUP_SUMS)[]).map((column) =>
  measureSql({ kind: 'sum', column, commitmentPurchases: ROLLUP_SUMS[column] }),
);

/** By position: a sum has the name of the column that it adds up. */
const [, ...AFTER_BATCH] = KEYS;
const BUILD = `
INSERT INTO ${DAILY_COSTS}
SELECT {rollups:Array(UUID)}[indexOf({batches:Array(UUID)}, BatchId)],
  ${[...AFTER_BATCH, 'count()', ...SUMS].join(', ')}
FROM charges WHERE BatchId IN {batches:Array(UUID)}
GROUP BY ${KEYS.join(', ')}`;

/** Rollups in the engine. Nobody reads one before a batch's pointer names it. */
@Injectable()
export class RollupsStore {
  constructor(private readonly store: AnalyticalStore) {}

  prepare(): Promise<void> {
    return prepareDailyCosts(this.store);
  }

  /** Sums the charges of these batches up; each gets a rollup of a new id. */
  async build(batchIds: readonly string[], signal: AbortSignal): Promise<BatchRollup[]> {
    if (batchIds.length === 0) return [];
    const built = batchIds.map((batchId) => ({ batchId, rollupId: randomUUID() }));
    const rollups = built.map(({ rollupId }) => rollupId);
    await this.store.write(BUILD, { batches: batchIds, rollups }, { ...OPTIONS, signal });
    await this.store.settle(DAILY_COSTS);
    return built;
  }

  /** Rollups that are here, whether or not a pointer names them. */
  async ids(): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      `SELECT DISTINCT toString(RollupId) AS id FROM ${DAILY_COSTS}`,
    );
    return rows.map(({ id }) => id);
  }

  async drop(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const deletion = this.store.layout.deleteFrom(DAILY_COSTS);
    await this.store.write(`${deletion} WHERE RollupId IN {ids:Array(UUID)}`, { ids });
  }
}
