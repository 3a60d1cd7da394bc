import { previousMonth } from './calendar';
import { FOCUS_VERSIONS, type FocusVersion } from './columns';

const BILL_FORMATS = ['csv', 'csv.gz', 'parquet'] as const;
export type BillFormat = (typeof BILL_FORMATS)[number];

export interface DemoBillOptions {
  /** Folder for the files; made when it is not there. Files of the same names are replaced. */
  readonly directory: string;
  /** Rows of the whole bill, kept exactly. Default 60,000 for 13 months, in proportion for others. */
  readonly rows?: number | undefined;
  /** Whole number; the same seed and options give the same bytes. Default 1. */
  readonly seed?: number | undefined;
  /** Default `csv`. Parquet opens a temporary chDB session: the process must not have another open. */
  readonly format?: BillFormat | undefined;
  /** Default 13. */
  readonly months?: number | undefined;
  /**
   * Last month, `YYYY-MM`, complete. Without it the bill ends yesterday (UTC): the running month has
   * no invoice and no tax yet.
   */
  readonly until?: string | undefined;
  /** First day without charges, `YYYY-MM-DD`, inside the last month: what a bill looks like on that day. */
  readonly asOf?: string | undefined;
  /** FOCUS version of the columns. Default 1.2. */
  readonly version?: FocusVersion | undefined;
  /** One file for all months instead of one for each. */
  readonly single?: boolean | undefined;
}

export interface ResolvedOptions {
  readonly directory: string;
  readonly rows: number;
  readonly seed: number;
  readonly format: BillFormat;
  readonly months: number;
  readonly until: string;
  readonly asOf: string | undefined;
  readonly version: FocusVersion;
  readonly single: boolean;
}

const DEFAULT_ROWS = 60_000;
const DEFAULT_MONTHS = 13;
const MOST_MONTHS = 120;

/** Fills in the defaults; throws a RangeError that names every fault. */
export function resolveOptions(options: DemoBillOptions, now: Date): ResolvedOptions {
  const months = options.months ?? DEFAULT_MONTHS;
  const resolved: ResolvedOptions = {
    directory: options.directory,
    rows: options.rows ?? Math.max(1, Math.round((DEFAULT_ROWS * months) / DEFAULT_MONTHS)),
    seed: options.seed ?? 1,
    format: options.format ?? 'csv',
    months,
    ...lastMonth(options, now),
    version: options.version ?? '1.2',
    single: options.single ?? false,
  };
  const faults = faultsOf(resolved);
  if (faults.length > 0) throw new RangeError(`No bill can be made: ${faults.join('; ')}`);
  return resolved;
}

function lastMonth(
  { until, asOf }: DemoBillOptions,
  now: Date,
): Pick<ResolvedOptions, 'until' | 'asOf'> {
  if (until !== undefined) return { until, asOf };
  const day = asOf ?? now.toISOString().slice(0, 10);
  const month = day.slice(0, 7);
  // On the first of a month it has no full day yet: the bill ends with the month before.
  return day.endsWith('-01')
    ? { until: previousMonth(month), asOf: undefined }
    : { until: month, asOf: day };
}

function faultsOf(options: ResolvedOptions): string[] {
  const faults: string[] = [];
  const whole = (name: 'rows' | 'seed' | 'months', least: number, most: number) => {
    const value = options[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      faults.push(`${name} must be a whole number from ${least} to ${most}, not ${value}`);
    }
  };
  whole('rows', 1, 1_000_000_000);
  whole('seed', 0, 0xffff_ffff);
  whole('months', 1, MOST_MONTHS);
  if (!BILL_FORMATS.includes(options.format)) {
    faults.push(`format must be one of ${BILL_FORMATS.join(', ')}, not ${options.format}`);
  }
  if (!FOCUS_VERSIONS.includes(options.version)) {
    faults.push(`version must be one of ${FOCUS_VERSIONS.join(', ')}, not ${options.version}`);
  }
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(options.until)) {
    faults.push(`until must be a month like 2025-11, not ${options.until}`);
  }
  if (options.asOf !== undefined && !isDayWithin(options.asOf, options.until)) {
    faults.push(`asOf must be a later day than the first of ${options.until}, not ${options.asOf}`);
  }
  return faults;
}

function isDayWithin(day: string, month: string): boolean {
  const valid = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
  return valid && day.startsWith(`${month}-`) && !day.endsWith('-01');
}
