import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adjustmentLines, adjustmentsOf } from './adjustments';
import { plantAnomalies } from './anomalies';
import type { Bill } from './bill';
import { writeLines } from './bill-file';
import { type BillMonth, createCalendar } from './calendar';
import { commitmentRows, commitmentsOf } from './commitment-plans';
import { commitmentLines, noCommitmentTotals } from './commitments';
import { baseEstate, fillEstate, type LineItem, rowsOf } from './estate';
import { type DemoBillOptions, type ResolvedOptions, resolveOptions } from './options';
import { csvToParquet } from './parquet';
import { RowFormat } from './row';
import { Totals } from './totals';
import { type Truth, type TruthFile, type TruthInput, truthOf } from './truth';
import { UsageWriter } from './usage';

export interface DemoBill {
  /** Paths in the order of their months. */
  readonly files: readonly string[];
  readonly truth: Truth;
}

/** A resource of the smallest estate makes a row a day; there are about this many. */
const ROWS_A_DAY_OF_SCALE_ONE = 150;

/**
 * Writes a bill of FOCUS Cost and Usage rows and `truth.json`, which says what is in it: exact totals,
 * planted anomalies, waste and commitments. The number of rows is kept exactly; memory does not depend
 * on it. Throws a RangeError when the options do not fit together or the rows are too few for the months.
 */
export async function generateDemoBill(options: DemoBillOptions): Promise<DemoBill> {
  const resolved = resolveOptions(options, new Date());
  await mkdir(resolved.directory, { recursive: true });
  const plan = planBill(resolved);
  const { months } = plan.bill.calendar;
  const parts = resolved.single ? [months] : months.map((month) => [month]);
  const files: TruthFile[] = [];
  for (const part of parts) files.push(await writePart(plan, part));
  const truth = truthOf(plan, files);
  await writeFile(join(resolved.directory, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return { files: files.map(({ name }) => join(resolved.directory, name)), truth };
}

function planBill(options: ResolvedOptions): TruthInput {
  const calendar = createCalendar(options);
  const anomalies = plantAnomalies(calendar);
  const bill: Bill = {
    calendar,
    seed: options.seed,
    version: options.version,
    anomalies,
    estateScale: Math.max(1, Math.floor(options.rows / calendar.days / ROWS_A_DAY_OF_SCALE_ONE)),
    format: new RowFormat(options.version),
    totals: new Totals(),
  };
  const commitments = commitmentsOf(bill);
  const base = baseEstate(bill);
  const reserved = calendar.months.reduce(
    (sum, month) =>
      sum +
      adjustmentsOf(bill, month).length +
      commitments.reduce((rows, each) => rows + commitmentRows(each, calendar, month), 0),
    0,
  );
  const least = reserved + base.reduce((sum, item) => sum + rowsOf(item), 0);
  if (options.rows < least) {
    throw new RangeError(
      `No bill can be made: ${options.months} months need at least ${least} rows, not ${options.rows}; ask for fewer months or more rows`,
    );
  }
  return {
    bill,
    options,
    items: fillEstate(base, options.rows - reserved, bill),
    commitments: commitments.map((commitment) => [commitment, noCommitmentTotals()] as const),
  };
}

async function writePart(plan: TruthInput, months: readonly BillMonth[]): Promise<TruthFile> {
  const { directory, format, version, single } = plan.options;
  const month = single ? null : (months[0]?.name ?? null);
  const name = `${month === null ? 'focus' : `focus-${month}`}.${format}`;
  const path = join(directory, name);
  let rows = 0;
  function* lines(): Generator<string> {
    yield plan.bill.format.header;
    for (const line of billLines(plan, months)) {
      rows++;
      yield line;
    }
  }
  if (format === 'parquet') {
    const csv = `${path}.csv`;
    try {
      await writeLines(csv, lines(), false);
      await csvToParquet(csv, path, version);
    } finally {
      await rm(csv, { force: true });
    }
  } else {
    await writeLines(path, lines(), format === 'csv.gz');
  }
  return { name, month, rows };
}

function* billLines(
  { bill, items, commitments }: TruthInput,
  months: readonly BillMonth[],
): Generator<string> {
  const usage = new UsageWriter(bill);
  for (const month of months) {
    for (const item of itemsOf(items, month)) yield* usage.lines(item, month);
    for (const [commitment, totals] of commitments) {
      yield* commitmentLines(bill, month, commitment, totals);
    }
    // Last: tax and prepaid credits follow from everything before.
    yield* adjustmentLines(bill, month);
  }
}

const itemsOf = (items: readonly LineItem[], { firstDay, days }: BillMonth): LineItem[] =>
  items.filter((item) => item.from < firstDay + days && item.to > firstDay);
