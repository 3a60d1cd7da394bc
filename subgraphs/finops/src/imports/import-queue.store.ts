import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { BillFormat } from './bill-file';
import type { StagedBatch } from './charges.store';
import type { Money } from './import-view';
import type { Issue } from './issues';

/** An import that this worker has claimed. */
export interface ClaimedImport {
  readonly id: string;
  readonly uploadId: string | null;
  readonly source: string;
  readonly fileName: string;
  /** 1 for the first try. */
  readonly attempts: number;
}

/** What reading a file brought to light, whether or not it could be published. */
export interface Findings {
  readonly format: BillFormat | null;
  readonly version: string | null;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly issues: readonly Issue[];
}

export type PublishedBatch = StagedBatch & { readonly billedCost: readonly Money[] };

/** The worker's side of imports: claiming, publishing, failing, and what was replaced. */
@Injectable()
export class ImportQueueStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Claims the oldest waiting import; workers of other replicas pass it over. */
  async claim(): Promise<ClaimedImport | null> {
    const [row] = await this.prisma.$queryRaw<
      {
        id: string;
        upload_id: string | null;
        source: string;
        file_name: string;
        attempts: number;
      }[]
    >`
      UPDATE "BillImport" SET status = 'RUNNING', attempts = attempts + 1,
        started_at = now(), heartbeat_at = now()
      WHERE id = (
        SELECT id FROM "BillImport" WHERE status = 'PENDING'
        ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING id, upload_id, source, file_name, attempts`;
    if (!row) return null;
    return {
      id: row.id,
      uploadId: row.upload_id,
      source: row.source,
      fileName: row.file_name,
      attempts: row.attempts,
    };
  }

  async heartbeat(id: string): Promise<void> {
    await this.prisma.billImport.updateMany({
      where: { id, status: 'RUNNING' },
      data: { heartbeat_at: new Date() },
    });
  }

  /** Running imports whose worker gave no sign of life since `before`. */
  async findAbandoned(before: Date): Promise<{ id: string; attempts: number }[]> {
    return this.prisma.billImport.findMany({
      where: { status: 'RUNNING', heartbeat_at: { lte: before } },
      select: { id: true, attempts: true },
    });
  }

  /** Puts a running import back in the queue. */
  async release(id: string): Promise<void> {
    await this.prisma.billImport.updateMany({
      where: { id, status: 'RUNNING' },
      data: { status: 'PENDING', heartbeat_at: null },
    });
  }

  /** Of these imports, those whose charges nobody can come to see: failed ones and unknown ones. */
  async unclaimed(ids: readonly string[]): Promise<string[]> {
    const rows = await this.prisma.billImport.findMany({
      where: { id: { in: [...ids] }, status: { not: 'FAILED' } },
      select: { id: true },
    });
    const claimed = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !claimed.has(id));
  }

  async fail(
    id: string,
    findings: Findings,
    error: { readonly code: string; readonly message: string },
  ): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const outcome = { error_code: error.code, error_message: error.message };
      if (await this.finish(tx, id, 'FAILED', { ...findings, rowsLoaded: 0 }, outcome)) {
        await this.insertIssues(tx, id, findings.issues);
      }
    });
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
    return this.prisma.$transaction(
      async (tx) => {
        // Two files of one name must not overlook each other.
        const key = `bill:${entry.source}:${entry.fileName}`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
        if (!(await this.finish(tx, entry.id, 'PUBLISHED', findings, {}))) return false;
        await this.replace(tx, entry, batches);
        await tx.billBatch.createMany({ data: batches.map((batch) => toRow(entry, batch)) });
        await this.insertIssues(tx, entry.id, findings.issues);
        return true;
      },
      { timeout: 30_000 },
    );
  }

  /** Batches that were replaced before `before` and whose charges are still there. */
  async findReplaced(before: Date): Promise<string[]> {
    const rows = await this.prisma.billBatch.findMany({
      where: { live: false, replaced_at: { lt: before }, dropped_at: null },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  async markDropped(id: string): Promise<void> {
    await this.prisma.billBatch.update({
      where: { id },
      data: { dropped_at: new Date() },
      select: { id: true },
    });
  }

  private async finish(
    tx: Transaction,
    id: string,
    status: 'PUBLISHED' | 'FAILED',
    findings: Findings,
    outcome: { error_code?: string; error_message?: string },
  ): Promise<boolean> {
    const { format, version, rowsRead, rowsLoaded } = findings;
    const { count } = await tx.billImport.updateMany({
      where: { id, status: 'RUNNING' },
      data: {
        status,
        format,
        focus_version: version,
        rows_read: rowsRead,
        rows_loaded: rowsLoaded,
        rows_refused: rowsRead - rowsLoaded,
        finished_at: new Date(),
        ...outcome,
      },
    });
    return count === 1;
  }

  private async replace(
    tx: Transaction,
    { source, fileName }: ClaimedImport,
    batches: readonly StagedBatch[],
  ): Promise<void> {
    const live = await tx.billBatch.findMany({
      where: { source, file_name: fileName, live: true },
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

  private async insertIssues(tx: Transaction, id: string, issues: readonly Issue[]): Promise<void> {
    await tx.importIssue.createMany({
      data: issues.map((issue) => ({
        import_id: id,
        code: issue.code,
        severity: issue.severity,
        column: issue.column,
        message: issue.message,
        rows: issue.rows,
        first_rows: [...issue.firstRows].map(BigInt),
      })),
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
    file_name: entry.fileName,
    billing_account_id: batch.billingAccountId,
    period_start: day(batch.periodStart),
    period_end: batch.periodEnd === null ? null : day(batch.periodEnd),
    rows: batch.rows,
    billed_cost: batch.billedCost.map(({ amount, currency }) => ({ amount, currency })),
    live: true,
    published_at: new Date(),
  };
}
