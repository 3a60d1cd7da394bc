import { rm } from 'node:fs/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import { Injectable, Logger } from '@nestjs/common';
import { spanOf } from '../access/charge-scope';
import { QualityChecksStore } from '../data-quality/quality-checks.store';
import { mergeReports, type QualityReport, reportOn } from '../data-quality/quality-report';
import { DAILY_COSTS } from '../rollups/rollup-tables';
import { RollupsStore } from '../rollups/rollups.store';
import { AnalyticalStore, type ReadProgress, type SourceFile } from '../store/analytical-store';
import {
  type BillFormat,
  endsInsideQuotes,
  readCsvHeader,
  recogniseFormat,
  refuseBrokenZstd,
} from './bill-file';
import { type ChargePlan, planCharges } from './charge-sql';
import { ChargesStore, type StagedBatch, type StagedCharges } from './charges.store';
import { fileFault } from './file-fault';
import type { FileFindings, Findings, PublishedBatch } from './import-queue.store';
import type { Issue } from './issues';
import { type RecognisedBill, recognise } from './recognition';
import { standardCopy } from './standard-csv';

/** A file to be imported. */
export interface BillSource {
  /** Where it lies on this machine. */
  readonly path: string;
  readonly name: string;
  readonly unit: string;
  readonly position: number;
  /** Rows that its manifest states. */
  readonly rowsStated: number | null;
}

/** An attempt at an import. */
export interface ImportAttempt {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempts: number;
}

/** Files that were read as far as they could be. */
export interface ImportOutcome {
  readonly findings: Findings;
  /** Loaded and checked, ready to be published; empty when `error` says why not. */
  readonly batches: readonly PublishedBatch[];
  readonly error: AppError | null;
}

/** Rows of all files so far, and bytes of the file that is being read. */
export type ImportProgress = ReadProgress & { readonly position: number };

/** Takes the files of one import to charges that are loaded and checked but not visible. */
@Injectable()
export class BillImporter {
  readonly #logger = new Logger('Imports');

  constructor(
    private readonly store: AnalyticalStore,
    private readonly charges: ChargesStore,
    private readonly quality: QualityChecksStore,
    private readonly rollups: RollupsStore,
  ) {}

  /**
   * A faulty file is an outcome with an error, and ends the whole import. It throws only what is no
   * fault of a file: the engine's death, a full disk, the signal's reason. What was loaded stays either way.
   */
  async run(
    attempt: ImportAttempt,
    sources: readonly BillSource[],
    signal: AbortSignal,
    onProgress: (progress: ImportProgress) => void = () => undefined,
  ): Promise<ImportOutcome> {
    const files: FileFindings[] = [];
    const reports: { name: string; report: QualityReport }[] = [];
    const batches: UnitBatch[] = [];
    for (const source of sources) {
      const before = files.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
      const tell = ({ rows, bytes }: ReadProgress) =>
        onProgress({ rows: before + rows, bytes, position: source.position });
      const found: Found = { findings: nothingFound(source.position) };
      try {
        const staged = await this.#stage(attempt, source, found, signal, tell);
        files.push(found.findings);
        if (found.report) reports.push({ name: source.name, report: found.report });
        batches.push(...staged.batches.map((batch) => ({ ...batch, unit: source.unit })));
      } catch (error) {
        const fault = fileFault(error);
        if (!fault) throw error;
        if (found.report) reports.push({ name: source.name, report: found.report });
        const findings = combine([...files, found.findings], sources, reports);
        return { findings, batches: [], error: inFile(fault, source, sources) };
      }
    }
    const findings = combine(files, sources, reports);
    if (findings.rowsRead === 0) {
      const which = sources.length === 1 ? 'The file has' : 'The files have';
      return { findings, batches: [], error: new AppError('NO_ROWS_LOADED', `${which} no rows.`) };
    }
    await this.charges.persist(batches.map(({ id }) => id));
    const rolledUp = await this.#withRollups(merge(batches), signal);
    return { findings, batches: await this.#withCosts(rolledUp), error: null };
  }

  /** Notes in `found` what it finds out on the way, also when it fails then. */
  async #stage(
    attempt: ImportAttempt,
    source: BillSource,
    found: Found,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<StagedCharges> {
    const format = await recogniseFormat(source.path);
    found.findings = { ...found.findings, format };
    const copy = format === 'PARQUET' ? undefined : await standardCopy(source.path, format, signal);
    if (!copy) return this.#load(attempt, source, format, [], found, signal, onProgress);
    try {
      const { path, issue } = copy;
      const copied = { ...source, path };
      return await this.#load(attempt, copied, copy.format, [issue], found, signal, onProgress);
    } finally {
      await rm(copy.path, { force: true });
    }
  }

  async #load(
    { id, attempts }: ImportAttempt,
    { path, unit, position, rowsStated }: BillSource,
    format: BillFormat,
    known: readonly Issue[],
    found: Found,
    signal: AbortSignal,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<StagedCharges> {
    const { bill, lines } = await this.#readColumns(path, format);
    const issues = [...known, ...bill.issues];
    const origin = { importId: id, attempt: attempts, position, unit };
    const plan = planCharges(bill, origin);
    found.findings = { ...found.findings, version: bill.version, issues };
    const file = sourceFile(path, format, plan);
    const staged = await this.charges.stage(origin, file, plan, lines, signal, onProgress);
    found.findings = {
      ...found.findings,
      rowsRead: staged.rowsRead,
      rowsLoaded: staged.rowsLoaded,
      issues: [...issues, ...toIssues(plan, staged)],
      refusedColumns: staged.rowsRead > staged.rowsLoaded ? plan.cellHeaders : [],
    };
    found.report = await this.#examine(bill, plan, staged, position, signal);
    if (format === 'CSV_ZST') await refuseBrokenZstd(path, signal);
    await refuseIncomplete(staged, path, format, rowsStated);
    return staged;
  }

  async #readColumns(
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

  async #examine(
    { version }: RecognisedBill,
    plan: ChargePlan,
    staged: StagedCharges,
    file: number,
    signal: AbortSignal,
  ): Promise<QualityReport> {
    const batchIds = staged.batches.map(({ id }) => id);
    const columns = new Set(plan.focusColumns);
    const rules = await this.quality.examine({ batchIds, file, version, columns }, signal);
    const faults = toIssues(plan, staged);
    return reportOn({ version, columns, rows: staged.rowsLoaded, faults, rules });
  }

  /** A batch without a rollup is whole all the same: its charges answer until the rollup is built later. */
  async #withRollups(batches: readonly UnitBatch[], signal: AbortSignal): Promise<RolledUp[]> {
    const ids = batches.map(({ id }) => id);
    const built = await this.rollups.build(DAILY_COSTS, ids, signal).catch((err: unknown) => {
      if (signal.aborted) throw err;
      this.#logger.error({ err }, 'The rollups of an import could not be built');
      return [];
    });
    const rollupOf = new Map(built.map(({ batchId, rollupId }) => [batchId, rollupId]));
    return batches.map((batch) => ({ ...batch, rollupId: rollupOf.get(batch.id) ?? null }));
  }

  async #withCosts(batches: readonly RolledUp[]): Promise<PublishedBatch[]> {
    const sums = await this.charges.billedCosts(batches.map(({ id }) => id));
    const byBatch = Map.groupBy(sums, ({ batchId }) => batchId);
    return batches.map((batch) => {
      const costs = byBatch.get(batch.id) ?? [];
      return {
        ...batch,
        billedCost: costs.map(({ currency, amount }) => ({ currency, amount })),
        days: spanOf(costs),
      };
    });
  }
}

type UnitBatch = StagedBatch & { readonly unit: string };
type RolledUp = UnitBatch & { readonly rollupId: string | null };

interface Found {
  findings: FileFindings;
  report?: QualityReport;
}

const nothingFound = (position: number): FileFindings => ({
  position,
  format: null,
  version: null,
  rowsRead: 0,
  rowsLoaded: 0,
  issues: [],
  refusedColumns: [],
});

function combine(
  files: readonly FileFindings[],
  sources: readonly BillSource[],
  reports: readonly { readonly name: string; readonly report: QualityReport }[],
): Findings {
  const several = sources.length > 1;
  const sum = (rows: 'rowsRead' | 'rowsLoaded') =>
    files.reduce((total, file) => total + file[rows], 0);
  const versions = files.flatMap(({ version }) => version ?? []).sort();
  const nameAt = new Map(sources.map(({ position, name }) => [position, name]));
  return {
    version: versions.at(-1) ?? null,
    rowsRead: sum('rowsRead'),
    rowsLoaded: sum('rowsLoaded'),
    issues: files.flatMap(({ issues, position }) =>
      issues.map((issue) => ({ ...issue, file: several ? (nameAt.get(position) ?? null) : null })),
    ),
    files,
    quality: mergeReports(reports),
  };
}

function inFile(fault: AppError, { name }: BillSource, { length }: readonly unknown[]): AppError {
  if (length === 1) return fault;
  const details = { ...fault.details, file: name };
  return new AppError(fault.code, `${name}: ${fault.message}`, details, { cause: fault });
}

/** Files of one unit bring parts of the same batch. */
function merge(batches: readonly UnitBatch[]): UnitBatch[] {
  const byId = new Map<string, UnitBatch>();
  for (const batch of batches) {
    const other = byId.get(batch.id);
    const ends = [other?.periodEnd, batch.periodEnd].flatMap((end) => end ?? []).sort();
    const rows = batch.rows + (other?.rows ?? 0);
    byId.set(batch.id, { ...batch, rows, periodEnd: ends.at(-1) ?? null });
  }
  return [...byId.values()];
}

const COMPRESSIONS = { CSV: 'none', CSV_GZ: 'gzip', CSV_ZST: 'zstd', PARQUET: 'none' } as const;

function sourceFile(path: string, format: BillFormat, plan: ChargePlan): SourceFile {
  return {
    path,
    format: format === 'PARQUET' ? 'Parquet' : 'CSV',
    compression: COMPRESSIONS[format],
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
  rowsStated: number | null,
): Promise<void> {
  if (staged.oddLastRow && (await endsInsideQuotes(path, format))) {
    throw new AppError(
      'FILE_TRUNCATED',
      `A quotation mark that row ${staged.rowsRead} opens is never closed: the rest of the file would be one cell.`,
    );
  }
  if (rowsStated !== null && rowsStated !== staged.rowsRead) {
    throw new AppError(
      'MANIFEST_DIFFERS',
      `The manifest states ${rowsStated} rows; the file has ${staged.rowsRead}.`,
      { rowsStated, rowsRead: staged.rowsRead },
    );
  }
  if (staged.rowsRead > 0 && staged.rowsLoaded === 0) {
    throw new AppError('NO_ROWS_LOADED', 'Every row was refused; see the issues.');
  }
  if (staged.differing.length > 0) {
    throw new AppError(
      'TOTALS_DIFFER',
      'The loaded charges do not add up to the file; nothing was published.',
      { batches: staged.differing.length },
    );
  }
}
