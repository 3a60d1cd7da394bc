import { AppError } from '@ai-finops/service-kit/errors';
import {
  FOCUS_COLUMNS,
  FOCUS_VERSIONS,
  type FocusColumn,
  type FocusVersion,
  SUPERSEDED_COLUMNS,
} from '../store/focus-columns';
import type { Issue } from './issues';

/** A column of the file: its place, its name there, and its type when the file has types. */
export interface SourceColumn {
  readonly index: number;
  readonly header: string;
  /** ClickHouse type of a Parquet column; undefined for text. */
  readonly type?: string;
}

/** A bill whose columns are understood. */
export interface RecognisedBill {
  readonly version: FocusVersion;
  /** Where each FOCUS column is read from; the superseded names too. */
  readonly sources: ReadonlyMap<string, SourceColumn>;
  /** Columns of the file, in its order. */
  readonly columns: readonly SourceColumn[];
  readonly issues: readonly Issue[];
}

/**
 * Without these a file says neither what was charged nor when, so it is no bill. Everything else that
 * FOCUS makes mandatory may be missing, with a warning: its own worked examples leave out provider,
 * account and currency.
 */
const INDISPENSABLE = ['BilledCost', 'ChargePeriodStart'];

const KNOWN = new Map(
  [...FOCUS_COLUMNS.map(({ name }) => name), ...Object.keys(SUPERSEDED_COLUMNS)].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

/** Matches the columns of a file with those of FOCUS, ignoring case. Error NOT_A_FOCUS_BILL. */
export function recognise(columns: readonly SourceColumn[]): RecognisedBill {
  const sources = new Map<string, SourceColumn>();
  const issues: Issue[] = [];
  for (const column of columns) {
    const name = KNOWN.get(column.header.toLowerCase());
    if (!name) issues.push(unknownColumn(column.header));
    else if (sources.has(name)) issues.push(duplicateColumn(name));
    else sources.set(name, column);
  }
  const missing = INDISPENSABLE.filter((name) => !sources.has(name));
  if (missing.length > 0) {
    throw new AppError(
      'NOT_A_FOCUS_BILL',
      `The file has no column ${missing.join(' and no column ')}, so it is not a FOCUS bill.`,
      { missing },
    );
  }
  const version = versionOf(sources);
  issues.push(...missingColumns(sources, version));
  return { version, sources, columns, issues };
}

/** The version whose columns it has: the youngest column decides, and 1.4 dropped the old names of 1.3. */
function versionOf(sources: ReadonlyMap<string, SourceColumn>): FocusVersion {
  const present = FOCUS_COLUMNS.filter(({ name }) => sources.has(name));
  const youngest = Math.max(...present.map(({ since }) => FOCUS_VERSIONS.indexOf(since)));
  const version = FOCUS_VERSIONS[youngest] ?? '1.0';
  const oldNames = Object.keys(SUPERSEDED_COLUMNS).some((name) => sources.has(name));
  return version === '1.3' && sources.has('ServiceProviderName') && !oldNames ? '1.4' : version;
}

function missingColumns(
  sources: ReadonlyMap<string, SourceColumn>,
  version: FocusVersion,
): Issue[] {
  const has = ({ name, since }: FocusColumn): boolean =>
    sources.has(name) ||
    FOCUS_VERSIONS.indexOf(since) > FOCUS_VERSIONS.indexOf(version) ||
    oldNameOf(name).some((old) => sources.has(old));
  const old = version < '1.3' ? Object.keys(SUPERSEDED_COLUMNS) : [];
  return [
    ...FOCUS_COLUMNS.filter((column) => column.mandatory && !has(column)).map(({ name }) => name),
    ...old.filter((name) => !sources.has(name)),
  ].map((name) => ({
    code: 'MISSING_COLUMN',
    severity: 'WARNING',
    column: name,
    message: `FOCUS ${version} requires the column ${name}; it has no value on any row.`,
    rows: 0,
    firstRows: [],
  }));
}

/** Earlier names of a column. */
export function oldNameOf(name: string): string[] {
  return Object.entries(SUPERSEDED_COLUMNS)
    .filter(([, current]) => current === name)
    .map(([old]) => old);
}

function unknownColumn(header: string): Issue {
  const column = header.slice(0, 200);
  const message =
    column === ''
      ? 'A column has no name; it was not read.'
      : `${column} is not a column of FOCUS; it was not read.`;
  return { code: 'UNKNOWN_COLUMN', severity: 'INFO', column, message, rows: 0, firstRows: [] };
}

function duplicateColumn(name: string): Issue {
  const message = `The column ${name} is there more than once; the first one was read.`;
  return {
    code: 'DUPLICATE_COLUMN',
    severity: 'WARNING',
    column: name,
    message,
    rows: 0,
    firstRows: [],
  };
}
