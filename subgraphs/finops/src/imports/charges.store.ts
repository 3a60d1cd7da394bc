import { Injectable } from '@nestjs/common';
import type { ChargeDays } from '../access/charge-scope';
import { measureSql } from '../costs/compile';
import { BASES } from '../costs/metrics';
import { AnalyticalStore, type ReadProgress, type SourceFile } from '../store/analytical-store';
import {
  CHARGE_TYPES,
  LOAD_SQL,
  loadOf,
  ORIGIN_COLUMNS,
  prepareCharges,
} from '../store/charges-table';
import { CHECKED_COSTS, type ChargeOrigin, type ChargePlan } from './charge-sql';
import { IMPORT_OPTIONS, IMPORT_SETTINGS } from './import-settings';
import { RefusedRowsStore } from './refused-rows.store';

/** One billing account and billing period that a file brought, loaded but not visible. */
export interface StagedBatch {
  readonly id: string;
  readonly billingAccountId: string | null;
  /** Day on which the billing period begins. */
  readonly periodStart: string;
  /** Latest end that its rows state, as `2026-06-01 00:00:00`. */
  readonly periodEnd: string | null;
  readonly rows: number;
}

/** What the charges of a batch in one currency cost, from the first to the last day that has one. */
export interface BilledCost extends ChargeDays {
  readonly batchId: string;
  readonly currency: string;
  readonly amount: string;
}

/** What attempts at an import have in the engine. */
export interface ImportRemains {
  readonly stages: readonly string[];
  readonly loads: readonly string[];
}

/** How often a check failed, by its place in the plan. */
export interface StagedFault {
  readonly check: number;
  readonly rows: number;
  readonly firstRows: readonly number[];
}

/** What one file became. */
export interface StagedCharges {
  readonly batches: readonly StagedBatch[];
  readonly faults: readonly StagedFault[];
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  /** Batches whose loaded rows or sums differ from the file's. */
  readonly differing: readonly string[];
  /** True when the last row of a CSV file has a fault or a line break: a quotation mark may be open. */
  readonly oddLastRow: boolean;
}

/** Rounding to 12 places moves a sum by at most half a unit of the last place for each row. */
const ROUNDING = "toDecimal256('0.0000000000005', 24)";

/**
 * Of the name of a partition, such as `(202605,'8004-c5a694105f5e')`. In a table that an older version made it ends
 * with the whole id of a batch, whose second half is its load all the same.
 */
const LOAD_OF_PARTITION = "extract(partition, '([0-9a-f]{4}-[0-9a-f]{12})\\'')";

/** Loads charges so that nobody sees them, and drops those that nobody may see any more. */
@Injectable()
export class ChargesStore {
  constructor(
    private readonly store: AnalyticalStore,
    private readonly refused: RefusedRowsStore,
  ) {}

  /** True when no other worker can be loading charges into the same store. */
  get exclusive(): boolean {
    return this.store.exclusive;
  }

  async prepare(): Promise<void> {
    await prepareCharges(this.store);
    await this.refused.prepare();
  }

  /**
   * Reads the file once: its charges, its faults and its totals are written beside each other. The
   * charges are under batches that no pointer names yet.
   */
  async stage(
    origin: ChargeOrigin,
    file: SourceFile,
    plan: ChargePlan,
    headerLines: number,
    signal: AbortSignal,
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<StagedCharges> {
    const { importId, attempt, position } = origin;
    const name = `${stagePrefix(importId)}_${attempt}_${position}`;
    await this.createStage(name, plan);
    try {
      await this.store.insertFromFile(
        file,
        (source) => `INSERT INTO ${name} ${plan.select(source)}`,
        {
          ...IMPORT_OPTIONS,
          purpose: 'loading the charges of a bill',
          signal,
          settings: { ...IMPORT_SETTINGS, input_format_csv_skip_first_lines: headerLines },
        },
        onProgress,
      );
      await this.store.settle('charges');
      const staged = await this.summarise(name, plan, origin, file.format);
      if (staged.rowsRead > staged.rowsLoaded) {
        await this.refused.keep(origin, file, plan, headerLines, `${name}_refused`, signal);
      }
      return staged;
    } finally {
      await this.dropStage(name);
    }
  }

  /** Waits until the charges of these batches would survive a power cut. */
  async persist(batchIds: readonly string[]): Promise<void> {
    await this.store.persist('charges', [...new Set(batchIds.map(loadOf))]);
  }

  /** Whatever is here of an import. */
  async remainsOf(importId: string): Promise<ImportRemains> {
    const loads = await this.store.query<{ load: string }>(
      `SELECT DISTINCT ${LOAD_SQL} AS load FROM charges WHERE ImportId = {id:String}`,
      { id: importId },
    );
    return { stages: await this.stagesOf(importId), loads: loads.map(({ load }) => load) };
  }

  async discard({ stages, loads }: ImportRemains): Promise<void> {
    for (const name of stages) await this.dropStage(name);
    await this.dropLoads(loads);
  }

  /** Drops all charges of these loads, or those of one month, `202605`. */
  async dropLoads(loads: readonly string[], month?: string): Promise<void> {
    if (loads.length === 0) return;
    const partitions = await this.store.query<{ id: string }>(
      `SELECT DISTINCT partition_id AS id ${this.store.layout.partsOf('charges')}
         AND ${LOAD_OF_PARTITION} IN {loads:Array(String)} AND startsWith(partition, {month:String})`,
      { loads, month: `(${month ?? ''}` },
    );
    if (partitions.length === 0) return;
    const ids = partitions.map(({ id }) => id);
    await this.store.execute(this.store.layout.dropPartitions('charges', ids));
  }

  /** Takes the charges of batches off the disk that share their loads with others which stay. */
  async dropBatches(batchIds: readonly string[]): Promise<void> {
    if (batchIds.length === 0) return;
    await this.store.write(
      `${this.store.layout.eraseFrom('charges')} WHERE BatchId IN {batches:Array(UUID)}`,
      { batches: batchIds },
      { ...IMPORT_OPTIONS, settings: { mutations_sync: 2 }, purpose: 'dropping charges' },
    );
  }

  /** Loads that are here, visible or not. The names of partitions tell them, so no charge is read. */
  async loads(): Promise<string[]> {
    const rows = await this.store.query<{ load: string }>(
      `SELECT DISTINCT ${LOAD_OF_PARTITION} AS load ${this.store.layout.partsOf('charges')}`,
    );
    return rows.map(({ load }) => load);
  }

  /** The import that each of these loads belongs to. */
  async importsOf(loads: readonly string[]): Promise<{ load: string; importId: string }[]> {
    if (loads.length === 0) return [];
    return this.store.query(
      `SELECT ${LOAD_SQL} AS load, any(ImportId) AS importId FROM charges
       WHERE load IN {loads:Array(String)} GROUP BY load`,
      { loads },
    );
  }

  /** Sum of BilledCost and days of each batch and currency; a missing currency is XXX. */
  async billedCosts(batchIds: readonly string[]): Promise<BilledCost[]> {
    if (batchIds.length === 0) return [];
    return this.store.query(
      `SELECT toString(BatchId) AS batchId, ifNull(BillingCurrency, 'XXX') AS currency,
         toString(ifNull(${measureSql(BASES.billed)}, 0)) AS amount,
         toDate(min(ChargePeriodStart)) AS first, toDate(max(ChargePeriodStart)) AS last
       FROM charges WHERE BatchId IN {batches:Array(UUID)}
       GROUP BY batchId, currency ORDER BY batchId, currency`,
      { batches: batchIds },
    );
  }

  private async createStage(name: string, plan: ChargePlan): Promise<void> {
    const charges = [...Object.keys(ORIGIN_COLUMNS), ...plan.columns];
    const columns = charges.map((column) => `${column} ${CHARGE_TYPES.get(column) ?? ''}`);
    const sourceCosts = CHECKED_COSTS.map((cost) => `Source${cost} ${plan.sourceCosts.get(cost)}`);
    const sums = CHECKED_COSTS.map((cost) => `Source${cost} Nullable(Decimal(76, 24))`);
    const kept = `${charges.join(', ')}`;
    const has = (column: string) =>
      plan.columns.includes(column) ? column : `CAST(NULL AS ${CHARGE_TYPES.get(column)})`;
    for (const statement of [
      `CREATE TABLE ${name} (${[...columns, 'Faults UInt64', 'Refused UInt8', ...sourceCosts].join(', ')}) ENGINE = Null`,
      `CREATE TABLE ${name}_faults (Check UInt8, Rows UInt64, FirstRows Array(UInt64), LastRow UInt64)
       ENGINE = MergeTree ORDER BY Check`,
      `CREATE TABLE ${name}_totals (BatchId UUID, Refused UInt8, Account Nullable(String), PeriodStart Date,
         PeriodEnd Nullable(DateTime('UTC')), Rows UInt64, LastRow UInt64, ${sums.join(', ')})
       ENGINE = MergeTree ORDER BY BatchId`,
      `CREATE TABLE ${name}_refused (SourceRow UInt64, Faults UInt64) ENGINE = MergeTree ORDER BY SourceRow`,
      `CREATE MATERIALIZED VIEW ${name}_to_refused TO ${name}_refused AS
       SELECT SourceRow, Faults FROM ${name} WHERE Refused = 1`,
      `CREATE MATERIALIZED VIEW ${name}_to_charges TO charges AS SELECT ${kept} FROM ${name} WHERE Refused = 0`,
      `CREATE MATERIALIZED VIEW ${name}_to_faults TO ${name}_faults AS
       SELECT arrayJoin(bitPositionsToArray(Faults)) AS Check, count() AS Rows,
         groupArraySorted(10)(SourceRow) AS FirstRows, max(SourceRow) AS LastRow
       FROM ${name} WHERE Faults != 0 GROUP BY Check`,
      `CREATE MATERIALIZED VIEW ${name}_to_totals TO ${name}_totals AS
       SELECT if(Refused = 1, toUUID('00000000-0000-0000-0000-000000000000'), ${name}.BatchId) AS BatchId, Refused,
         any(${has('BillingAccountId')}) AS Account, any(toDate(BillingPeriodStart)) AS PeriodStart,
         max(${has('BillingPeriodEnd')}) AS PeriodEnd, count() AS Rows, max(SourceRow) AS LastRow,
         ${CHECKED_COSTS.map((cost) => `sum(Source${cost}) AS Source${cost}`).join(', ')}
       FROM ${name} GROUP BY BatchId, Refused`,
    ]) {
      await this.store.execute(statement);
    }
  }

  private async summarise(
    name: string,
    plan: ChargePlan,
    origin: ChargeOrigin,
    format: SourceFile['format'],
  ): Promise<StagedCharges> {
    const totals = await this.store.query<StagedBatch & { refused: number; lastRow: string }>(
      `SELECT toString(BatchId) AS id, Refused AS refused, any(Account) AS billingAccountId,
         any(PeriodStart) AS periodStart, max(PeriodEnd) AS periodEnd, toString(sum(Rows)) AS rows,
         toString(max(LastRow)) AS lastRow
       FROM ${name}_totals GROUP BY BatchId, Refused ORDER BY periodStart, billingAccountId`,
    );
    const faults = await this.store.query<{
      check: number;
      rows: string;
      firstRows: string[];
      lastRow: string;
    }>(
      `SELECT Check AS check, toString(sum(Rows)) AS rows, max(LastRow) AS lastRow,
         arraySlice(arraySort(groupArrayArray(FirstRows)), 1, 10) AS firstRows
       FROM ${name}_faults GROUP BY Check ORDER BY Check`,
    );
    const batches = totals.filter(({ refused }) => refused === 0);
    const sum = (rows: readonly { rows: unknown }[]) =>
      rows.reduce((total, row) => total + Number(row.rows), 0);
    const lastRow = Math.max(0, ...totals.map((row) => Number(row.lastRow)));
    return {
      batches: batches.map(({ id, billingAccountId, periodStart, periodEnd, rows }) => ({
        id,
        billingAccountId,
        periodStart,
        periodEnd,
        rows: Number(rows),
      })),
      faults: faults.map(({ check, rows, firstRows }) => ({
        check,
        rows: Number(rows),
        firstRows: firstRows.map(Number),
      })),
      rowsRead: sum(totals),
      rowsLoaded: sum(batches),
      differing: await this.differing(name, origin),
      oddLastRow:
        format === 'CSV' &&
        (faults.some((fault) => Number(fault.lastRow) === lastRow) ||
          (await this.hasLineBreak(
            batches.map(({ id }) => id),
            origin.position,
            lastRow,
            plan,
          ))),
    };
  }

  /** Compares what was loaded with the totals of the file, which were read from its text in another way. */
  private async differing(name: string, { position }: ChargeOrigin): Promise<string[]> {
    const sums = (prefix: string, places: number) =>
      CHECKED_COSTS.map((cost) => `sum(toDecimal256(${prefix}${cost}, ${places})) AS ${cost}`).join(
        ', ',
      );
    const rows = await this.store.query<{ id: string }>(
      `SELECT toString(f.BatchId) AS id FROM
         (SELECT BatchId, sum(Rows) AS Rows, ${sums('Source', 24)} FROM ${name}_totals WHERE Refused = 0 GROUP BY BatchId) f
       LEFT JOIN
         (SELECT BatchId, count() AS Rows, ${sums('', 12)} FROM charges
          WHERE BatchId GLOBAL IN (SELECT BatchId FROM ${name}_totals WHERE Refused = 0)
            AND SourceFile = {position:UInt16} GROUP BY BatchId) l
       ON f.BatchId = l.BatchId
       WHERE f.Rows != l.Rows OR ${CHECKED_COSTS.map(
         (cost) =>
           `(isNull(f.${cost}) != isNull(l.${cost})) OR ifNull(abs(f.${cost} - l.${cost}) > ${ROUNDING} * f.Rows, 0)`,
       ).join(' OR ')}`,
      { position },
      { ...IMPORT_OPTIONS, purpose: 'comparing the sums of a bill with its file' },
    );
    return rows.map(({ id }) => id);
  }

  private async hasLineBreak(
    batches: readonly string[],
    file: number,
    row: number,
    plan: ChargePlan,
  ): Promise<boolean> {
    const texts = plan.columns.filter((column) => CHARGE_TYPES.get(column)?.includes('String)'));
    const test = texts
      .filter((column) => !CHARGE_TYPES.get(column)?.startsWith('Map'))
      .map((column) => `position(${column}, '\\n') > 0`);
    const rows = await this.store.query(
      `SELECT 1 FROM charges WHERE BatchId IN {batches:Array(UUID)} AND SourceFile = {file:UInt16} AND SourceRow = {row:UInt64}
         AND (${test.join(' OR ') || '0'})`,
      { batches, file, row: String(row) },
    );
    return rows.length > 0;
  }

  private async stagesOf(importId: string): Promise<string[]> {
    const rows = await this.store.query<{ name: string }>(
      `SELECT name FROM system.tables
       WHERE database = currentDatabase() AND match(name, {stage:String})`,
      { stage: `^${stagePrefix(importId)}(_\\d+_\\d+)?$` },
    );
    return rows.map(({ name }) => name);
  }

  private async dropStage(name: string): Promise<void> {
    for (const view of ['charges', 'faults', 'refused', 'totals']) {
      await this.store.execute(`DROP VIEW IF EXISTS ${name}_to_${view}`);
    }
    for (const table of ['', '_faults', '_refused', '_totals']) {
      await this.store.execute(`DROP TABLE IF EXISTS ${name}${table}`);
    }
  }
}

/** Ids are letters and digits; anything else would be no name of a table. */
function stagePrefix(importId: string): string {
  if (!/^\w+$/.test(importId)) throw new Error('The import has an unexpected id.');
  return `stage_${importId}`;
}
