import {
  InjectPrisma,
  Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { ChargeDays } from '../access/charge-scope';
import type { QualityReport } from '../data-quality/quality-report';
import { QualityReportsStore } from '../data-quality/quality-reports.store';
import type { BillFormat } from './bill-file';
import type { StagedBatch } from './charges.store';
import { toIssueRow } from './import-rows.store';
import type { Money } from './import-view';
import type { FileIssue, Issue } from './issues';

/** An import that this worker has claimed. */
export interface ClaimedImport {
  readonly id: string;
  readonly source: string;
  /** 1 for the first try. */
  readonly attempts: number;
  /** In their order. */
  readonly files: readonly ClaimedFile[];
}

export interface ClaimedFile {
  readonly position: number;
  readonly uploadId: string | null;
  readonly name: string;
  readonly unit: string;
  readonly sizeBytes: number;
  readonly rowsStated: number | null;
}

/** What reading a file brought to light, whether or not it could be published. */
export interface FileFindings {
  readonly position: number;
  readonly format: BillFormat | null;
  readonly version: string | null;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly issues: readonly Issue[];
  /** Headers under which the cells of refused rows stand; empty when none was refused. */
  readonly refusedColumns: readonly string[];
}

/** What reading the files of an import brought to light. */
export interface Findings {
  readonly version: string | null;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly issues: readonly FileIssue[];
  /** Of the files that were begun. */
  readonly files: readonly FileFindings[];
  /** Null when nothing could be read. */
  readonly quality: QualityReport | null;
}

export type PublishedBatch = StagedBatch & {
  /** Name under which it replaces earlier ones. */
  readonly unit: string;
  readonly billedCost: readonly Money[];
  readonly days: ChargeDays | null;
  /** Null when it has none yet. */
  readonly rollupId: string | null;
};

/** Batches of one month and load, which share a partition of the charges. */
export interface ReplacedBatches {
  readonly load: string;
  /** As `202605`. */
  readonly month: string;
  readonly batchIds: readonly string[];
  /** True when nobody needs another batch of theirs. */
  readonly whole: boolean;
}

/** What only the worker may write that began this attempt: a later one has the import in hand otherwise. */
export interface Attempt {
  readonly id: string;
  readonly attempts: number;
}

/** Many issues and files are written at once. */
const TRANSACTION = { timeout: 30_000 } as const;

/** Loads that have charges which questions see, or saw until a few minutes ago. */
const PUBLISHED_LOADS = Prisma.sql`SELECT right(id::text, 17) FROM "BillBatch" WHERE dropped_at IS NULL`;

/** The worker's side of imports: claiming, publishing, failing, and what was replaced. */
@Injectable()
export class ImportQueueStore {
  constructor(
    @InjectPrisma() private readonly prisma: PrismaClient,
    private readonly reports: QualityReportsStore,
  ) {}

  /** Claims the oldest waiting import; workers of other replicas pass it over. */
  async claim(): Promise<ClaimedImport | null> {
    const [row] = await this.prisma.$queryRaw<{ id: string; source: string; attempts: number }[]>`
      UPDATE "BillImport" SET status = 'RUNNING', attempts = attempts + 1,
        started_at = now(), heartbeat_at = now(), rows_read = 0, bytes_read = 0
      WHERE id = (
        SELECT id FROM "BillImport" WHERE status = 'PENDING'
        ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, source, attempts`;
    return row ? { ...row, files: await this.filesOf(row.id) } : null;
  }

  private async filesOf(importId: string): Promise<ClaimedFile[]> {
    const rows = await this.prisma.importFile.findMany({
      where: { import_id: importId },
      select: {
        position: true,
        upload_id: true,
        file_name: true,
        unit: true,
        size_bytes: true,
        rows_stated: true,
      },
      orderBy: { position: 'asc' },
    });
    return rows.map((row) => ({
      position: row.position,
      uploadId: row.upload_id,
      name: row.file_name,
      unit: row.unit,
      sizeBytes: Number(row.size_bytes),
      rowsStated: row.rows_stated === null ? null : Number(row.rows_stated),
    }));
  }

  /** False when another attempt has the import by now. */
  async heartbeat({ id, attempts }: Attempt): Promise<boolean> {
    const { count } = await this.prisma.billImport.updateMany({
      where: { id, attempts, status: 'RUNNING' },
      data: { heartbeat_at: new Date() },
    });
    return count === 1;
  }

  /** Notes how far the import is, for those who watch it. */
  async progress({ id, attempts }: Attempt, rows: number, bytes: number): Promise<void> {
    await this.prisma.billImport.updateMany({
      where: { id, attempts, status: 'RUNNING' },
      data: { rows_read: rows, bytes_read: bytes, heartbeat_at: new Date() },
    });
  }

  /** Running imports whose worker gave no sign of life since `before`. */
  async findAbandoned(before: Date): Promise<{ id: string; attempts: number }[]> {
    return this.prisma.billImport.findMany({
      where: { status: 'RUNNING', heartbeat_at: { lte: before } },
      select: { id: true, attempts: true },
    });
  }

  /** Puts a running import back in the queue. False when another attempt has it by now. */
  async release({ id, attempts }: Attempt): Promise<boolean> {
    const { count } = await this.prisma.billImport.updateMany({
      where: { id, attempts, status: 'RUNNING' },
      data: { status: 'PENDING', heartbeat_at: null },
    });
    return count === 1;
  }

  /** Of these loads, those that were never published: all batches of one are published together. */
  async unpublished(loads: readonly string[]): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ load: string }[]>`
      SELECT load FROM unnest(${loads}::text[]) AS load
      WHERE load NOT IN (${PUBLISHED_LOADS})`;
    return rows.map(({ load }) => load);
  }

  /** Of these imports, those that are not there any more. */
  async unknown(ids: readonly string[]): Promise<string[]> {
    const rows = await this.prisma.billImport.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true },
    });
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  }

  /**
   * Of these loads, those that were never published and that no worker has in hand. Both are asked at once, for another
   * process may publish one at any time.
   */
  async abandoned(found: readonly { load: string; importId: string }[]): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ load: string }[]>`
      SELECT load
      FROM unnest(${found.map(({ load }) => load)}::text[], ${found.map(({ importId }) => importId)}::text[])
        AS found (load, import_id)
      WHERE load NOT IN (${PUBLISHED_LOADS})
        AND import_id NOT IN (SELECT id FROM "BillImport" WHERE status = 'RUNNING')`;
    return rows.map(({ load }) => load);
  }

  /** False when another attempt has the import by now. */
  async fail(
    attempt: Attempt,
    findings: Findings,
    error: { readonly code: string; readonly message: string },
  ): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      const outcome = { error_code: error.code, error_message: error.message };
      const nothing = { ...findings, rowsLoaded: 0 };
      if (!(await this.finish(tx, attempt, 'FAILED', nothing, outcome))) return false;
      await this.insertIssues(tx, attempt.id, findings.issues);
      return true;
    }, TRANSACTION);
  }

  /**
   * Makes the batches visible and those that they replace invisible, in one transaction. False when the
   * import is not this worker's any more.
   */
  async publish(
    entry: ClaimedImport,
    findings: Findings,
    batches: readonly PublishedBatch[],
  ): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      // Two imports of one source must not overlook each other.
      const key = `bill:${entry.source}`;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
      if (!(await this.finish(tx, entry, 'PUBLISHED', findings, {}))) return false;
      await this.replace(tx, entry, batches);
      await tx.billBatch.createMany({ data: batches.map((batch) => toRow(entry, batch)) });
      await this.insertIssues(tx, entry.id, findings.issues);
      return true;
    }, TRANSACTION);
  }

  /** What was replaced before `before` and whose charges are still there. */
  async findReplaced(before: Date): Promise<ReplacedBatches[]> {
    return this.prisma.$queryRaw<ReplacedBatches[]>`
      SELECT right(id::text, 17) AS load, to_char(period_start, 'YYYYMM') AS month,
        array_agg(id::text) FILTER (WHERE replaced AND dropped_at IS NULL) AS "batchIds",
        bool_and(replaced) AS whole
      FROM
      (
        SELECT *, NOT live AND coalesce(replaced_at < ${before}, false) AS replaced FROM "BillBatch"
        WHERE import_id IN (SELECT import_id FROM "BillBatch" WHERE NOT live AND dropped_at IS NULL)
      ) AS batch
      GROUP BY load, month
      HAVING bool_or(replaced AND dropped_at IS NULL)`;
  }

  async markDropped(ids: readonly string[]): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "BillBatch" SET dropped_at = now() WHERE id = ANY(${ids}::uuid[])`;
  }

  private async finish(
    tx: Transaction,
    { id, attempts }: Attempt,
    status: 'PUBLISHED' | 'FAILED',
    findings: Findings,
    outcome: { error_code?: string; error_message?: string },
  ): Promise<boolean> {
    const { version, rowsRead, rowsLoaded } = findings;
    const { count } = await tx.billImport.updateMany({
      where: { id, attempts, status: 'RUNNING' },
      data: {
        status,
        focus_version: version,
        rows_read: rowsRead,
        rows_loaded: rowsLoaded,
        rows_refused: rowsRead - rowsLoaded,
        finished_at: new Date(),
        ...outcome,
      },
    });
    if (count === 0) return false;
    if (status === 'PUBLISHED') {
      await tx.$executeRaw`UPDATE "BillImport" SET bytes_read = bytes_total WHERE id = ${id}`;
    }
    for (const file of findings.files) await this.noteFile(tx, id, file);
    if (findings.quality) await this.reports.insert(tx, id, findings.quality);
    return true;
  }

  private async noteFile(tx: Transaction, id: string, file: FileFindings): Promise<void> {
    await tx.importFile.updateMany({
      where: { import_id: id, position: file.position },
      data: {
        format: file.format,
        focus_version: file.version,
        rows_read: file.rowsRead,
        rows_loaded: file.rowsLoaded,
        rows_refused: file.rowsRead - file.rowsLoaded,
        columns: [...file.refusedColumns],
      },
    });
  }

  private async replace(
    tx: Transaction,
    { source, files }: ClaimedImport,
    batches: readonly StagedBatch[],
  ): Promise<void> {
    const names = new Set(files.flatMap(({ name, unit }) => [name, unit]));
    const live = await tx.billBatch.findMany({
      where: { source, file_name: { in: [...names] }, live: true },
      select: { id: true, billing_account_id: true, period_start: true },
    });
    const brought = new Set(
      batches.map((batch) => key(batch.billingAccountId, day(batch.periodStart))),
    );
    const replaced = live.filter((row) =>
      brought.has(key(row.billing_account_id, row.period_start)),
    );
    await tx.billBatch.updateMany({
      where: { id: { in: replaced.map(({ id }) => id) } },
      data: { live: false, replaced_at: new Date() },
    });
  }

  private async insertIssues(
    tx: Transaction,
    id: string,
    issues: readonly FileIssue[],
  ): Promise<void> {
    await tx.importIssue.createMany({
      data: issues.map((issue) => ({ ...toIssueRow(issue), import_id: id })),
    });
  }
}

const key = (account: string | null, start: Date): string =>
  JSON.stringify([account, start.getTime()]);

const day = (text: string): Date => new Date(`${text.slice(0, 10)}T00:00:00Z`);

function toRow(entry: ClaimedImport, batch: PublishedBatch) {
  return {
    id: batch.id,
    import_id: entry.id,
    source: entry.source,
    file_name: batch.unit,
    billing_account_id: batch.billingAccountId,
    period_start: day(batch.periodStart),
    period_end: batch.periodEnd === null ? null : day(batch.periodEnd),
    rows: batch.rows,
    first_day: batch.days && day(batch.days.first),
    last_day: batch.days && day(batch.days.last),
    billed_cost: batch.billedCost.map(({ amount, currency }) => ({ amount, currency })),
    daily_costs_id: batch.rollupId,
    live: true,
    published_at: new Date(),
  };
}
