import type { Prisma } from '@ai-finops/service-kit/prisma';
import type { ImportView, Money, PeriodView } from './import-view';
import { bySeverity, type FileIssue, type Issue } from './issues';

/** Columns of a batch that are shown. */
export const BATCH_COLUMNS = {
  source: true,
  file_name: true,
  billing_account_id: true,
  period_start: true,
  period_end: true,
  rows: true,
  billed_cost: true,
  live: true,
} as const satisfies Prisma.BillBatchSelect;

/** Columns of an import that are shown. */
export const IMPORT_COLUMNS = {
  id: true,
  source: true,
  file_name: true,
  sha256: true,
  user_id: true,
  status: true,
  focus_version: true,
  bytes_read: true,
  bytes_total: true,
  rows_read: true,
  rows_loaded: true,
  rows_refused: true,
  error_code: true,
  error_message: true,
  created_at: true,
  finished_at: true,
  files: {
    select: {
      file_name: true,
      sha256: true,
      size_bytes: true,
      format: true,
      focus_version: true,
      rows_read: true,
      rows_loaded: true,
      rows_refused: true,
    },
    orderBy: { position: 'asc' },
  },
  issues: {
    select: {
      file_name: true,
      code: true,
      severity: true,
      column: true,
      message: true,
      rows: true,
      first_rows: true,
    },
  },
  batches: {
    select: BATCH_COLUMNS,
    orderBy: [{ period_start: 'desc' }, { billing_account_id: 'asc' }],
  },
} as const satisfies Prisma.BillImportSelect;

export type BatchRow = Prisma.BillBatchGetPayload<{ select: typeof BATCH_COLUMNS }>;
export type ImportRow = Prisma.BillImportGetPayload<{ select: typeof IMPORT_COLUMNS }>;

const day = (time: Date): string => time.toISOString().slice(0, 10);

export function toBillingPeriod(row: BatchRow): PeriodView {
  return {
    start: day(row.period_start),
    end: row.period_end && day(row.period_end),
    billingAccountId: row.billing_account_id,
    source: row.source,
    fileName: row.file_name,
    charges: Number(row.rows),
    billedCost: row.billed_cost as unknown as Money[],
    live: row.live,
  };
}

export function toImport(row: ImportRow): ImportView {
  const issues = row.issues.map((issue) => ({
    code: issue.code,
    severity: issue.severity as ImportView['issues'][number]['severity'],
    file: issue.file_name,
    column: issue.column,
    message: issue.message,
    rows: Number(issue.rows),
    firstRows: issue.first_rows.map(Number),
  }));
  return {
    id: row.id,
    source: row.source,
    fileName: row.file_name,
    sha256: row.sha256,
    status: row.status as ImportView['status'],
    focusVersion: row.focus_version,
    rowsRead: Number(row.rows_read),
    rowsLoaded: Number(row.rows_loaded),
    rowsRefused: Number(row.rows_refused),
    files: row.files.map((file) => ({
      name: file.file_name,
      sha256: file.sha256,
      sizeBytes: Number(file.size_bytes),
      format: file.format as ImportView['files'][number]['format'],
      focusVersion: file.focus_version,
      rowsRead: Number(file.rows_read),
      rowsLoaded: Number(file.rows_loaded),
      rowsRefused: Number(file.rows_refused),
    })),
    progress: {
      rowsRead: Number(row.rows_read),
      // The engine reads some bytes twice, such as the footer of Parquet.
      bytesRead: Math.min(Number(row.bytes_read), Number(row.bytes_total)),
      bytesTotal: Number(row.bytes_total),
    },
    issues: issues.sort(bySeverity),
    error: row.error_code
      ? { code: row.error_code, message: row.error_message ?? row.error_code }
      : null,
    periods: row.batches.map(toBillingPeriod),
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    importedBy: { id: row.user_id },
  };
}

/** Columns of an issue to be written. */
export function toIssueRow(issue: Issue | FileIssue) {
  return {
    code: issue.code,
    severity: issue.severity,
    file_name: 'file' in issue ? issue.file : null,
    column: issue.column,
    message: issue.message,
    rows: issue.rows,
    first_rows: [...issue.firstRows].map(BigInt),
  };
}
