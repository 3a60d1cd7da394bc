import { ORIGIN_COLUMNS } from '../store/charges-table';
import { FOCUS_COLUMNS } from '../store/focus-columns';
import { identifier, quote } from '../store/statement';
import { type ChargeValue, chargeValues, LOW_CARDINALITY, type RowCheck } from './charge-values';
import { oldNameOf, type RecognisedBill, type SourceColumn } from './recognition';
import { isText, textOf, wideDecimal } from './source-sql';

/** Where the rows of a file belong. */
export interface ChargeOrigin {
  readonly importId: string;
  /** Charges of an attempt that was given up never mix with those of the next. */
  readonly attempt: number;
  /** Place of the file in its import. */
  readonly position: number;
  /** Files of one unit share the batches of their billing accounts and periods. */
  readonly unit: string;
}

/** What the engine is told to make of a file. */
export interface ChargePlan {
  /** Structure of the file for the engine. */
  readonly structure: string;
  readonly checks: readonly RowCheck[];
  /** FOCUS columns that get a value. */
  readonly columns: readonly string[];
  /** Those of them that the file has, without what is derived. */
  readonly focusColumns: readonly string[];
  /** The SELECT around the file as a table expression. */
  readonly select: (source: string) => string;
  /** Rows of the file as they stand there: SourceRow, and Cells under `cellHeaders`. */
  readonly cells: (source: string) => string;
  /** Structure of the file for `cells`: wider than the header, for rows with too many cells. */
  readonly cellStructure: string;
  readonly cellHeaders: readonly string[];
  /** Type of the file's own value of each checked cost. */
  readonly sourceCosts: ReadonlyMap<string, string>;
  /** SQL of the codes and columns of a refused row's faults, out of `Faults`. */
  readonly reasons: string;
}

/** Costs whose sums are compared with those of the file, read in a second way. */
export const CHECKED_COSTS = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

/** Stands in a text column that the row does not reach; no bill contains it. */
const ABSENT = 'char(1)';

/** Plans the conversion of a recognised bill's rows to charges, with every rule of loading in SQL. */
export function planCharges(bill: RecognisedBill, origin: ChargeOrigin): ChargePlan {
  const typed = bill.columns.some(({ type }) => type !== undefined);
  const values = chargeValues(bill);
  const checks = [
    ...(typed ? [] : raggedChecks(bill)),
    ...encodingChecks(bill),
    ...[...values.values()].flatMap((value) => value.checks),
  ];
  const columns = new Set([...values.keys(), 'BillingPeriodStart']);
  return {
    structure: typed ? typedStructure(bill) : textStructure(bill),
    checks,
    columns: [...columns],
    focusColumns: FOCUS_COLUMNS.map(({ name }) => name).filter((name) => values.has(name)),
    ...rawCells(bill, typed),
    sourceCosts: new Map(CHECKED_COSTS.map((name) => [name, sourceCost(name, bill).type])),
    reasons: reasonsOf(checks),
    select: (source) => selectCharges({ source, values, checks, columns, origin, bill, typed }),
  };
}

/** Cells beyond the header that are kept of a row that has too many. */
const CELLS_BEYOND = 32;

function rawCells(
  bill: RecognisedBill,
  typed: boolean,
): Pick<ChargePlan, 'cells' | 'cellStructure' | 'cellHeaders'> {
  const read = typed ? readColumns(bill) : bill.columns;
  const beyond = Array.from({ length: typed ? 0 : CELLS_BEYOND }, (_, n) => `c${read.length + n}`);
  const named = read.map(({ index }) => `c${index}`);
  // Cells that the row does not reach are nothing.
  const text = (column: string) => `replaceAll(ifNull(toString(${column}), ''), ${ABSENT}, '')`;
  const structure = [
    ...read.map(({ index }) => `c${index} String${index === 1 ? ` DEFAULT ${ABSENT}` : ''}`),
    ...beyond.map((column) => `${column} Nullable(String)`),
  ];
  return {
    cellHeaders: read.map(({ header }) => header),
    cellStructure: typed ? typedStructure(bill) : structure.join(', '),
    cells: (source) =>
      `SELECT rowNumberInAllBlocks() + 1 AS SourceRow, [${[...named, ...beyond].map(text).join(', ')}] AS Cells
       FROM ${cellsOf(source, bill, typed)}`,
  };
}

function reasonsOf(checks: readonly RowCheck[]): string {
  const names = checks.map(({ refuses, code, column }) =>
    quote(refuses ? [code, column].filter((part) => part !== null).join(' ') : ''),
  );
  const named = `arrayMap(bit -> arrayElement([${names.join(', ')}], bit + 1), bitPositionsToArray(Faults))`;
  return `arrayFilter(name -> name != '', ${named})`;
}

/** Columns of the file as `c0`, `c1` …, without blank lines. */
function cellsOf(source: string, bill: RecognisedBill, typed: boolean): string {
  return typed
    ? `(SELECT ${readColumns(bill).map(({ header, index }) => `${identifier(header)} AS c${index}`)} FROM ${source})`
    : `(SELECT * FROM ${source} WHERE NOT ${blankLine(bill)})`;
}

/**
 * A line without text, or one of nothing but commas, as spreadsheets write below their last row. A row with a
 * start is none, which one look tells of almost every row.
 */
function blankLine({ columns, sources }: RecognisedBill): string {
  const start = `c${sources.get('ChargePeriodStart')?.index ?? 0}`;
  const nothing = (cell: string) => `${cell} IN ('', ${ABSENT})`;
  const all = columns.map(({ index }) => nothing(`c${index}`));
  const beyond = [columns.length, columns.length + 1].map((n) => `ifNull(c${n}, '') = ''`);
  return `(${[nothing(start), ...all, ...beyond].join(' AND ')})`;
}

/** Some generators end rows with a comma, some the header: a cell or a column of nothing loses nothing. */
function raggedChecks(bill: RecognisedBill): RowCheck[] {
  const width = bill.columns.length;
  const ragged = { code: 'RAGGED_ROW', column: null, refuses: true };
  const message = (how: string) => `The row has ${how} cells than the header; it was refused.`;
  const empty = `ifNull(c${width} = '', 0) AND isNull(c${width + 1})`;
  return [
    { ...ragged, message: message('fewer'), condition: `(c${lastNamed(bill)} = ${ABSENT})` },
    {
      ...ragged,
      message: message('more'),
      condition: `(isNotNull(c${width}) AND NOT (${empty}))`,
    },
    {
      code: 'EMPTY_CELL_BEYOND',
      column: null,
      refuses: false,
      message: 'The row has an empty cell more than the header; it was read without it.',
      condition: `(${empty})`,
    },
  ];
}

/** Place of the last column that has a name; what comes after it may be absent. */
function lastNamed({ columns }: RecognisedBill): number {
  return columns.findLast(({ header }) => header !== '')?.index ?? 0;
}

/** Text of another encoding would be kept as bytes that no question finds and no answer can show. */
function encodingChecks(bill: RecognisedBill): RowCheck[] {
  const texts = readColumns(bill).filter(isText);
  if (texts.length === 0) return [];
  const valid = texts.map(({ index }) => `isValidUTF8(c${index})`);
  return [
    {
      code: 'UNREADABLE_TEXT',
      column: null,
      refuses: true,
      message: 'The row has text that is not UTF-8; it was refused. Save the file as UTF-8.',
      condition: `NOT (${valid.join(' AND ')})`,
    },
  ];
}

/**
 * Text of every column, and two columns more: they have values only on rows with too many cells. The
 * second and the last named column tell blank lines and rows with too few cells by their default.
 */
function textStructure(bill: RecognisedBill): string {
  const kinds = kindsByIndex(bill);
  const width = bill.columns.length;
  const columns = bill.columns.map(({ index }) => {
    const type = LOW_CARDINALITY.has(kinds.get(index) ?? '') ? 'LowCardinality(String)' : 'String';
    const tells = index === lastNamed(bill) || index === 1;
    return `c${index} ${type}${tells ? ` DEFAULT ${ABSENT}` : ''}`;
  });
  const beyond = [`c${width} Nullable(String)`, `c${width + 1} Nullable(String)`];
  return [...columns, ...beyond].join(', ');
}

/** Text as in CSV (null becomes empty), everything else as the file has it. */
function typedStructure(bill: RecognisedBill): string {
  const kinds = kindsByIndex(bill);
  return readColumns(bill)
    .map((column) => {
      const low = LOW_CARDINALITY.has(kinds.get(column.index) ?? '');
      const text = low ? 'LowCardinality(String)' : 'String';
      return `${identifier(column.header)} ${isText(column) ? text : column.type}`;
    })
    .join(', ');
}

/** Columns of the file that are read at all. */
function readColumns(bill: RecognisedBill): SourceColumn[] {
  const used = new Set(bill.sources.values());
  return bill.columns.filter((column) => used.has(column));
}

function kindsByIndex(bill: RecognisedBill): Map<number, string> {
  const kinds = new Map<number, string>();
  for (const column of FOCUS_COLUMNS) {
    for (const name of [column.name, ...oldNameOf(column.name)]) {
      const source = bill.sources.get(name);
      if (source) kinds.set(source.index, column.kind);
    }
  }
  return kinds;
}

interface Selection {
  readonly source: string;
  readonly values: ReadonlyMap<string, ChargeValue>;
  readonly checks: readonly RowCheck[];
  readonly columns: ReadonlySet<string>;
  readonly origin: ChargeOrigin;
  readonly bill: RecognisedBill;
  readonly typed: boolean;
}

function selectCharges(selection: Selection): string {
  const { source, values, checks, columns, origin, bill, typed } = selection;
  const shifted = (check: RowCheck) => bitShift(check.condition, checks.indexOf(check));
  // A row with too few or too many cells has no other fault: its cells are not in their places.
  const ragged = checks.filter(({ code }) => code === 'RAGGED_ROW');
  const others = checks.filter(({ code }) => code !== 'RAGGED_ROW');
  const sum = (some: readonly RowCheck[]) => some.map(shifted).join(' + ') || 'toUInt64(0)';
  const misplaced = ragged.map(({ condition }) => condition).join(' OR ');
  const faults = misplaced ? `if(${misplaced}, ${sum(ragged)}, ${sum(others)})` : sum(others);
  const assigned = [...values].map(([name, { sql }]) =>
    name === 'BillingPeriodStart' ? `${sql} AS StatedPeriodStart` : `${sql} AS ${name}`,
  );
  const month = 'toStartOfMonth(ChargePeriodStart)';
  const monthStart = `toDateTime(ifNull(${month}, toDate(0)), 'UTC')`;
  const periodStart = values.has('BillingPeriodStart')
    ? `ifNull(StatedPeriodStart, ${monthStart})`
    : monthStart;
  // See LOAD_SQL.
  const load = quote(JSON.stringify([origin.importId, origin.attempt, origin.unit]));
  const account = values.has('BillingAccountId') ? "ifNull(BillingAccountId, '')" : "''";
  const cells = cellsOf(source, bill, typed);
  // The stage's column is not nullable; a row without a start is refused and goes no further.
  const named = [...columns].map((name) =>
    name === 'ChargePeriodStart' ? `ifNull(${name}, toDateTime(0, 'UTC')) AS ${name}` : name,
  );
  return `
SELECT
  ${Object.keys(ORIGIN_COLUMNS).join(', ')}, ${named.join(', ')},
  Faults, Refused, ${CHECKED_COSTS.map((name) => `Source${name}`).join(', ')}
FROM
(
  SELECT *,
    ${periodStart} AS BillingPeriodStart,
    ${quote(origin.importId)} AS ImportId,
    toUInt16(${origin.position}) AS SourceFile,
    reinterpretAsUUID(bitOr(
      bitShiftLeft(toUInt128(sipHash64(${load})), 64),
      toUInt128(sipHash64(${load}, ${account}) + toUInt32(toDate(BillingPeriodStart)))
    )) AS BatchId,
    ${faults} AS Faults,
    bitAnd(Faults, ${refusing(checks)}) != 0 AS Refused
  FROM
  (
    SELECT *,
      ${assigned.join(',\n      ')},
      ${CHECKED_COSTS.map((name) => `${sourceCost(name, bill).sql} AS Source${name}`).join(',\n      ')}
    FROM (SELECT rowNumberInAllBlocks() + 1 AS SourceRow, * FROM ${cells})
  )
)`;
}

/** The bits of faults that refuse a row. */
function refusing(checks: readonly RowCheck[]): string {
  const bits = checks.map(({ refuses }, place) => (refuses ? 1n << BigInt(place) : 0n));
  return `toUInt64(${bits.reduce((sum, bit) => sum + bit, 0n)})`;
}

function bitShift(condition: string, place: number): string {
  return `bitShiftLeft(toUInt64(ifNull(${condition}, 0)), ${place})`;
}

/** The cost as the file has it, in a wide decimal, to compare sums with; of text with more places than are kept. */
function sourceCost(name: string, bill: RecognisedBill): { sql: string; type: string } {
  const source = bill.sources.get(name);
  const exact = source && wideDecimal(source);
  if (exact) return { sql: exact, type: 'Nullable(Decimal(76, 12))' };
  const type = 'Nullable(Decimal(76, 24))';
  if (!source) return { sql: `CAST(NULL AS ${type})`, type };
  const text = `toDecimal256OrNull(trimBoth(${textOf(source, false)}), 24)`;
  return { sql: `if(isNull(${name}), NULL, ${text})`, type };
}
