import {
  FOCUS_COLUMNS,
  FOCUS_VERSIONS,
  type FocusColumn,
  type FocusVersion,
  SUPERSEDED_COLUMNS,
} from '../store/focus-columns';
import { type QualityKind, RECOMMENDED_COLUMNS, type RowRule } from './quality-rules';

/** How a file keeps one requirement. */
export interface QualityCheck {
  readonly id: string;
  readonly kind: QualityKind;
  readonly column: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly status: 'PASSED' | 'FAILED' | 'WARNED';
  readonly requirement: string;
  /** Where FOCUS states it. */
  readonly reference: string;
  /** Rows that break it. */
  readonly rows: number;
  /** Numbers of the first ones, from 1 after the header. */
  readonly firstRows: readonly number[];
  /** The file of `firstRows`, where the import brings several. */
  readonly file: string | null;
}

export interface QualityReport {
  readonly focusVersion: FocusVersion;
  readonly rowsChecked: number;
  readonly checks: readonly QualityCheck[];
}

/** How often a rule is broken. */
export interface RuleBreach {
  readonly rows: number;
  readonly firstRows: readonly number[];
}

/** What reading the cells of a column brought to light. */
export interface CellFault extends RuleBreach {
  readonly code: string;
  readonly column: string | null;
}

/** What is known about a file. */
export interface ExaminedFile {
  readonly version: FocusVersion;
  /** FOCUS columns in the file, under their current names. */
  readonly columns: ReadonlySet<string>;
  readonly rows: number;
  readonly faults: readonly CellFault[];
  readonly rules: readonly { readonly rule: RowRule; readonly breach: RuleBreach }[];
}

/** Columns that earlier versions have under another name. */
const RENAMED = new Set(Object.values(SUPERSEDED_COLUMNS));

const NONE: RuleBreach = { rows: 0, firstRows: [] };

/** Which fault of a cell breaks which requirement on a column of a kind. */
const CELL_REQUIREMENTS = {
  decimal: ['UNREADABLE_DECIMAL', 'TYPE', 'is a number of at most 38 digits'],
  time: ['UNREADABLE_TIME', 'TYPE', 'is a moment in ISO 8601'],
  tags: ['UNREADABLE_TAGS', 'TYPE', 'is a JSON object of keys and values'],
  choice: ['UNKNOWN_VALUE', 'ALLOWED_VALUE', "is one of FOCUS's values"],
} as const satisfies Partial<Record<FocusColumn['kind'], readonly [string, QualityKind, string]>>;

/** The report on one file. */
export function reportOn(file: ExaminedFile): QualityReport {
  const columns = FOCUS_COLUMNS.filter(
    ({ name, since }) =>
      FOCUS_VERSIONS.indexOf(since) <= FOCUS_VERSIONS.indexOf(file.version) || RENAMED.has(name),
  );
  return {
    focusVersion: file.version,
    rowsChecked: file.rows,
    checks: [
      ...columns.flatMap((column) => presence(column, file)),
      ...columns.flatMap((column) => cells(column, file)),
      ...file.rules.map(({ rule, breach }) => check(rule, breach, file.version)),
    ],
  };
}

/** Reports on the files of one import as one: of each requirement the rows of all, the first rows of the first. */
export function mergeReports(
  reports: readonly { readonly name: string; readonly report: QualityReport }[],
): QualityReport | null {
  const [first] = reports;
  if (!first) return null;
  if (reports.length === 1) return first.report;
  const checks = new Map<string, QualityCheck>();
  for (const { name, report } of reports) {
    for (const entry of report.checks) {
      const other = checks.get(entry.id);
      const named = { ...entry, file: entry.status === 'PASSED' ? null : name };
      if (!other) checks.set(entry.id, named);
      else {
        const worse = other.status === 'PASSED' ? named : other;
        checks.set(entry.id, { ...worse, rows: other.rows + entry.rows });
      }
    }
  }
  const versions = reports.map(({ report }) => report.focusVersion).sort();
  return {
    focusVersion: versions.at(-1) ?? first.report.focusVersion,
    rowsChecked: reports.reduce((sum, { report }) => sum + report.rowsChecked, 0),
    checks: [...checks.values()],
  };
}

function presence({ name, mandatory }: FocusColumn, file: ExaminedFile): QualityCheck[] {
  const recommended = RECOMMENDED_COLUMNS.has(name);
  // Whether a conditional column has to be there depends on what the provider supports.
  if (!mandatory && !recommended) return [];
  const level = mandatory && !recommended ? 'MUST' : 'SHOULD';
  const rule = {
    id: `${name}-present`,
    kind: 'PRESENCE',
    column: name,
    level,
    requirement: `The file has the column ${shown(name, file.version)}.`,
  } as const;
  const absent = !file.columns.has(name);
  return [{ ...check(rule, NONE, file.version), status: absent ? broken(level) : 'PASSED' }];
}

function cells({ name, kind }: FocusColumn, file: ExaminedFile): QualityCheck[] {
  const required = kind in CELL_REQUIREMENTS ? kind : undefined;
  if (required === undefined || !file.columns.has(name)) return [];
  const [code, checked, what] = CELL_REQUIREMENTS[required as keyof typeof CELL_REQUIREMENTS];
  const fault = file.faults.find((found) => found.code === code && found.column === name);
  const rule = {
    id: `${name}-${checked === 'TYPE' ? 'type' : 'allowed-value'}`,
    kind: checked,
    column: name,
    level: 'MUST',
    requirement: `${name}, where it has a value, ${what}.`,
  } as const;
  return [check(rule, fault ?? NONE, file.version)];
}

type Requirement = Pick<RowRule, 'id' | 'kind' | 'column' | 'level' | 'requirement'>;

function check(
  rule: Requirement,
  { rows, firstRows }: RuleBreach,
  version: FocusVersion,
): QualityCheck {
  const { id, kind, column, level, requirement } = rule;
  const status = rows === 0 ? ('PASSED' as const) : broken(level);
  const reference = referenceOf(column, kind, version);
  return { id, kind, column, level, status, requirement, reference, rows, firstRows, file: null };
}

const broken = (level: 'MUST' | 'SHOULD'): QualityCheck['status'] =>
  level === 'MUST' ? 'FAILED' : 'WARNED';

/** Formats have sections of their own; everything else stands under the column's heading. */
function referenceOf(column: string, kind: QualityKind, version: FocusVersion): string {
  const specification = `FOCUS ${version}`;
  if (kind === 'CURRENCY') return `${specification}, Currency Format and ${column}`;
  return `${specification}, ${shown(column, version)}`;
}

/** Before 1.3 the provider had another name, and the host was the publisher. */
function shown(column: string, version: FocusVersion): string {
  if (version >= '1.3') return column;
  if (column === 'ServiceProviderName') return 'ProviderName';
  return column === 'HostProviderName' ? 'PublisherName' : column;
}
