import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import {
  BATCH_COLUMNS,
  type BatchRow,
  IMPORT_COLUMNS,
  type ImportRow,
  toIssueRow,
} from './import-rows.store';
import type { Issue } from './issues';

export interface NewImport {
  readonly source: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly userId: string;
  readonly files: readonly NewFile[];
  /** Known before anything is read. */
  readonly issues: readonly Issue[];
}

export interface NewFile {
  readonly uploadId: string;
  readonly name: string;
  readonly unit: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rowsStated: number | null;
}

/** How far an import is. */
export type ImportStanding = Pick<ImportRow, 'id' | 'status' | 'rows_read' | 'bytes_read'>;

/** Imports and live billing periods as viewers see them; the worker's side is in import-queue.store.ts. */
@Injectable()
export class ImportsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    // Whoever brings the same content at the same time waits for the others' turns.
    return this.prisma.$transaction(work, { timeout: 30_000 });
  }

  async findById(id: string): Promise<ImportRow | null> {
    return this.prisma.billImport.findUnique({ where: { id }, select: IMPORT_COLUMNS });
  }

  /** How far these imports are; those that are absent are left out. */
  async findStandings(ids: string[]): Promise<ImportStanding[]> {
    return this.prisma.billImport.findMany({
      where: { id: { in: ids } },
      select: { id: true, status: true, rows_read: true, bytes_read: true },
    });
  }

  /** Files of an import in their order; null when the import is absent. */
  async findFiles(id: string): Promise<{ name: string; columns: string[] }[] | null> {
    const row = await this.prisma.billImport.findUnique({
      where: { id },
      select: {
        files: { select: { file_name: true, columns: true }, orderBy: { position: 'asc' } },
      },
    });
    return row ? row.files.map(({ file_name: name, columns }) => ({ name, columns })) : null;
  }

  /** Newest first, one more than asked for; of every source when none is named. */
  async findPage(page: Page, source?: string): Promise<ImportRow[]> {
    const position = positionOf(page);
    return this.prisma.billImport.findMany({
      where: {
        ...(source !== undefined && { source }),
        ...(position && {
          OR: [
            { created_at: { lt: position.time } },
            { created_at: position.time, id: { lt: position.id } },
          ],
        }),
      },
      select: IMPORT_COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
  }

  async count(source?: string): Promise<number> {
    return this.prisma.billImport.count({ where: source === undefined ? {} : { source } });
  }

  async findLivePeriods(): Promise<BatchRow[]> {
    return this.prisma.billBatch.findMany({
      where: { live: true },
      select: BATCH_COLUMNS,
      orderBy: [{ period_start: 'desc' }, { source: 'asc' }, { billing_account_id: 'asc' }],
    });
  }

  /** Makes whoever imports the same content for the same source wait for the end of the transaction. */
  async lockContent(tx: Transaction, sha256: string, source: string): Promise<void> {
    const key = `import:${sha256}:${source}`;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  }

  /**
   * The import of the same content for the same source that waits, runs, or is published and still
   * wholly visible: after another version replaced some of it, the content is news again.
   */
  async findSame(tx: Transaction, sha256: string, source: string): Promise<ImportRow | null> {
    return tx.billImport.findFirst({
      where: {
        sha256,
        source,
        OR: [
          { status: { in: ['PENDING', 'RUNNING'] } },
          { status: 'PUBLISHED', batches: { every: { live: true } } },
        ],
      },
      select: IMPORT_COLUMNS,
      orderBy: { created_at: 'desc' },
    });
  }

  async insert(tx: Transaction, entry: NewImport): Promise<ImportRow> {
    return tx.billImport.create({
      data: {
        source: entry.source,
        file_name: entry.fileName,
        sha256: entry.sha256,
        user_id: entry.userId,
        bytes_total: entry.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        files: {
          create: entry.files.map((file, position) => ({
            position,
            upload_id: file.uploadId,
            file_name: file.name,
            unit: file.unit,
            sha256: file.sha256,
            size_bytes: file.sizeBytes,
            rows_stated: file.rowsStated,
          })),
        },
        issues: { create: entry.issues.map(toIssueRow) },
      },
      select: IMPORT_COLUMNS,
    });
  }
}
