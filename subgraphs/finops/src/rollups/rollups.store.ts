import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { measureSql } from '../costs/compile';
import { AnalyticalStore } from '../store/analytical-store';
import { prepareRollups, ROLLUPS, type Rollup } from './rollup-tables';

/** A rollup of a batch. */
export interface BatchRollup {
  readonly batchId: string;
  readonly rollupId: string;
}

/** More keys than fit go to the disk: a rollup is never worth an import that fails. */
const OPTIONS = {
  limits: { timeoutMs: 60 * 60 * 1000, maxMemoryBytes: 1536 * 1024 ** 2 },
  settings: { max_bytes_before_external_group_by: 512 * 1024 ** 2 },
} as const;

const PURPOSES = {
  daily_costs: 'summing charges up by day',
  daily_usage: 'summing charges up by day and SKU',
  monthly_costs: 'summing charges up by month and resource',
} as const;
const BEGINNINGS = { DAY: 'toStartOfDay', MONTH: 'toStartOfMonth' } as const;

/** An odd number of 64 bits, whose powers keep a key apart from the same text of another. */
const FACTOR = 0x9e3779b97f4a7c15n;

/**
 * What a group is known by: one number of 128 bits in place of all of its keys, with which the engine needs a third of
 * the time. It tells groups of several texts by as many bits itself, but hashes each row's; most keys have few different
 * texts, each of which is hashed once here.
 */
function groupSql(keys: readonly string[], times: readonly string[]): string {
  const number = (of: string) => `reinterpretAsUInt128(murmurHash3_128(${of}))`;
  const parts = keys.map(
    (key, index) =>
      `ifNull(${number(key)}, 0) * ${BigInt.asUintN(64, FACTOR ** BigInt(index + 1))}`,
  );
  return [number(['BatchId', ...times].join(', ')), ...parts].join(' + ');
}

/** By position: a sum may have the name of the column that it adds up. */
function buildSql({ table, grain, keys, sums }: Rollup): string {
  const times = [
    'BillingPeriodStart',
    `toDateTime(${BEGINNINGS[grain]}(ChargePeriodStart), 'UTC')`,
  ];
  const columns = ['RollupId', 'BillingPeriodStart', 'ChargePeriodStart', ...keys, 'Charges'];
  const values = [...times, ...keys].map((key) => `any(${key})`);
  const amounts = Object.values(sums).map((sum) => measureSql(sum));
  return `
INSERT INTO ${table} (${[...columns, ...Object.keys(sums)].join(', ')})
SELECT {rollups:Array(UUID)}[indexOf({batches:Array(UUID)}, any(BatchId))],
  ${[...values, 'count()', ...amounts].join(', ')}
FROM charges WHERE BatchId IN {batches:Array(UUID)}
GROUP BY ${groupSql(keys, times)}`;
}

/** Rollups in the engine. Nobody reads one before a batch's pointer names it. */
@Injectable()
export class RollupsStore {
  constructor(private readonly store: AnalyticalStore) {}

  prepare(): Promise<void> {
    return prepareRollups(this.store);
  }

  /** Sums the charges of these batches up; each gets a rollup of a new id. */
  async build(
    rollup: Rollup,
    batchIds: readonly string[],
    signal: AbortSignal,
  ): Promise<BatchRollup[]> {
    if (batchIds.length === 0) return [];
    const built = batchIds.map((batchId) => ({ batchId, rollupId: randomUUID() }));
    const rollups = built.map(({ rollupId }) => rollupId);
    await this.store.write(
      buildSql(rollup),
      { batches: batchIds, rollups },
      { ...OPTIONS, purpose: PURPOSES[rollup.table], signal },
    );
    await this.store.settle(rollup.table);
    return built;
  }

  /** Rollups that are here, whether or not a pointer names them. */
  async ids(): Promise<string[]> {
    const all = ROLLUPS.map(({ table }) => `SELECT DISTINCT RollupId AS id FROM ${table}`);
    const rows = await this.store.query<{ id: string }>(
      `SELECT toString(id) AS id FROM (${all.join(' UNION ALL ')})`,
    );
    return rows.map(({ id }) => id);
  }

  async drop(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const { table } of ROLLUPS) {
      const deletion = this.store.layout.deleteFrom(table);
      await this.store.write(`${deletion} WHERE RollupId IN {ids:Array(UUID)}`, { ids });
    }
  }
}
