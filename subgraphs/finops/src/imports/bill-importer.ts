import { AppError } from '@ai-finops/service-kit/errors';
import { Injectable } from '@nestjs/common';
import { AnalyticalStore, type SourceFile } from '../store/analytical-store';
import { type BillFormat, endsInsideQuotes, readCsvHeader, recogniseFormat } from './bill-file';
import { type ChargePlan, planCharges } from './charge-sql';
import { ChargesStore, type StagedCharges } from './charges.store';
import { fileFault } from './file-fault';
import type { Findings, PublishedBatch } from './import-queue.store';
import type { Issue } from './issues';
import { type RecognisedBill, recognise } from './recognition';

/** A file that was read as far as it could be. */
export interface ImportOutcome {
  readonly findings: Findings;
  /** Loaded and checked, ready to be published; empty when `error` says why not. */
  readonly batches: readonly PublishedBatch[];
  readonly error: AppError | null;
}

/** Takes one bill from a file to charges that are loaded and checked but not visible. */
@Injectable()
export class BillImporter {
  constructor(
    private readonly store: AnalyticalStore,
    private readonly charges: ChargesStore,
  ) {}

  /**
   * A faulty file is an outcome with an error. It throws only what is no fault of the file: the
   * engine's death, a full disk, the signal's reason.
   */
  async run(importId: string, path: string, signal: AbortSignal): Promise<ImportOutcome> {
    let findings: Findings = {
      format: null,
      version: null,
      rowsRead: 0,
      rowsLoaded: 0,
      issues: [],
    };
    try {
      const format = await recogniseFormat(path);
      findings = { ...findings, format };
      const { bill, lines } = await this.readColumns(path, format);
      const plan = planCharges(bill, importId);
      findings = { ...findings, version: bill.version, issues: bill.issues };
      const file = sourceFile(path, format, plan);
      const staged = await this.charges.stage(importId, file, plan, lines, signal);
      findings = {
        ...findings,
        rowsRead: staged.rowsRead,
        rowsLoaded: staged.rowsLoaded,
        issues: [...bill.issues, ...toIssues(plan, staged)],
      };
      await refuseIncomplete(staged, path, format);
      return { findings, batches: await this.withCosts(staged), error: null };
    } catch (error) {
      const fault = fileFault(error);
      if (!fault) throw error;
      await this.charges.discard(importId);
      return { findings, batches: [], error: fault };
    }
  }

  private async readColumns(
    path: string,
    format: BillFormat,
  ): Promise<{ bill: RecognisedBill; lines: number }> {
    if (format === 'PARQUET') {
      const columns = await this.store.describeParquet(path);
      const bill = recognise(
        columns.map(({ name, type }, index) => ({ index, header: name, type })),
      );
      return { bill, lines: 0 };
    }
    const header = await readCsvHeader(path, format);
    const bill = recognise(header.cells.map((cell, index) => ({ index, header: cell })));
    return { bill, lines: header.lines };
  }

  private async withCosts(staged: StagedCharges): Promise<PublishedBatch[]> {
    const sums = await this.charges.billedCosts(staged.batches.map(({ id }) => id));
    return staged.batches.map((batch) => ({
      ...batch,
      billedCost: sums
        .filter(({ batchId }) => batchId === batch.id)
        .map(({ currency, amount }) => ({ currency, amount })),
    }));
  }
}

function sourceFile(path: string, format: BillFormat, plan: ChargePlan): SourceFile {
  return {
    path,
    format: format === 'PARQUET' ? 'Parquet' : 'CSV',
    compression: format === 'CSV_GZ' ? 'gzip' : 'none',
    structure: plan.structure,
  };
}

function toIssues(plan: ChargePlan, staged: StagedCharges): Issue[] {
  return staged.faults.flatMap(({ check, rows, firstRows }) => {
    const definition = plan.checks[check];
    if (!definition) return [];
    const { code, column, message, refuses } = definition;
    return [{ code, column, message, severity: refuses ? 'ERROR' : 'WARNING', rows, firstRows }];
  });
}

async function refuseIncomplete(
  staged: StagedCharges,
  path: string,
  format: BillFormat,
): Promise<void> {
  if (staged.oddLastRow && format !== 'PARQUET' && (await endsInsideQuotes(path, format))) {
    throw new AppError(
      'FILE_TRUNCATED',
      `A quotation mark that row ${staged.rowsRead} opens is never closed: the rest of the file would be one cell.`,
    );
  }
  if (staged.rowsLoaded === 0) {
    const reason =
      staged.rowsRead === 0 ? 'The file has no rows.' : 'Every row was refused; see the issues.';
    throw new AppError('NO_ROWS_LOADED', reason);
  }
  if (staged.differing.length > 0) {
    throw new AppError(
      'TOTALS_DIFFER',
      'The loaded charges do not add up to the file; nothing was published.',
      {
        batches: staged.differing.length,
      },
    );
  }
}
