import { FOCUS_COLUMNS, type FocusColumn } from '../store/focus-columns';
import * as cell from './cell-sql';
import { oldNameOf, type RecognisedBill, type SourceColumn } from './recognition';
import { castDecimal, castTime, mapPairs, textOf } from './source-sql';

/** Kinds whose cells are read as low-cardinality text. */
export const LOW_CARDINALITY = new Set(['text', 'choice', 'time']);

/** A check of every row; its place in the list is its bit in the row's `Faults`. */
export interface RowCheck {
  readonly code: string;
  readonly column: string | null;
  readonly refuses: boolean;
  readonly message: string;
  /** SQL that is true for a row with the fault. */
  readonly condition: string;
}

/** How a FOCUS column gets its value, and what may be wrong with it. */
export interface ChargeValue {
  readonly sql: string;
  readonly checks: readonly RowCheck[];
}

/** Every column of a charge that the bill has something for, by name. */
export function chargeValues(bill: RecognisedBill): Map<string, ChargeValue> {
  const values = new Map<string, ChargeValue>();
  for (const column of FOCUS_COLUMNS) {
    const value = valueFrom(column, bill);
    if (value) values.set(column.name, value);
  }
  const vendor = VENDOR_SOURCES.flatMap((name) => bill.sources.get(name) ?? []);
  if (vendor.length > 0) {
    const names = vendor.map((source) => cell.text(textOf(source, true)));
    values.set('VendorName', { sql: `coalesce(${names.join(', ')})`, checks: [] });
  }
  return values;
}

/** Columns that name the vendor, the new one first: ProviderName is who provides, not who sells. */
const VENDOR_SOURCES = ['ServiceProviderName', 'PublisherName'];

function valueFrom(column: FocusColumn, bill: RecognisedBill): ChargeValue | undefined {
  const current = bill.sources.get(column.name);
  const old = oldNameOf(column.name).flatMap((name) => bill.sources.get(name) ?? []);
  const sources = current ? [current, ...old] : old;
  const [first, second] = sources;
  if (!first) return undefined;
  if (!second) return read(column, first);
  // The new name wins where both have a value.
  const sql = sources.map((source) => read(column, source).sql).join(', ');
  return { sql: `coalesce(${sql})`, checks: [] };
}

function read(column: FocusColumn, source: SourceColumn): ChargeValue {
  const { kind, name, values = [] } = column;
  const raw = textOf(source, LOW_CARDINALITY.has(kind));
  switch (kind) {
    case 'text':
      return { sql: cell.text(raw), checks: [] };
    case 'identifier':
    case 'json':
      return { sql: cell.identifier(raw), checks: [] };
    case 'choice': {
      const message = `${name} has a value that is not in FOCUS's list; it was kept as it is.`;
      const check = { code: 'UNKNOWN_VALUE', column: name, refuses: false, message };
      return {
        sql: cell.choice(raw, values),
        checks: [{ ...check, condition: cell.unknownChoice(raw, values) }],
      };
    }
    case 'decimal': {
      const cast = castDecimal(source);
      if (cast) return { sql: cast, checks: [] };
      const message = `${name} is not a number of at most 38 digits; it has no value there.`;
      const condition = `(isNull(${name}) AND NOT ${cell.blank(raw)})`;
      const check = { code: 'UNREADABLE_DECIMAL', column: name, refuses: false, message };
      return { sql: cell.decimal(raw), checks: [{ ...check, condition }] };
    }
    case 'time': {
      const cast = castTime(source);
      const blank = cast ? `isNull(c${source.index})` : cell.blank(raw);
      return { sql: cast ?? cell.time(raw), checks: timeChecks(name, blank) };
    }
    case 'tags': {
      const pairs = mapPairs(source);
      if (pairs) return { sql: cell.tidyTags(pairs), checks: [] };
      const message = `${name} is neither a JSON object nor a list of keys and values; the row has none.`;
      const check = { code: 'UNREADABLE_TAGS', column: name, refuses: false, message };
      return {
        sql: cell.tags(raw),
        checks: [{ ...check, condition: cell.unreadableTags(raw, name) }],
      };
    }
  }
}

function timeChecks(name: string, blank: string): RowCheck[] {
  const consequences: Readonly<Record<string, string>> = {
    ChargePeriodStart: 'the row was refused.',
    BillingPeriodStart: 'the month of ChargePeriodStart was taken.',
  };
  const consequence = consequences[name] ?? 'it has no value there.';
  const value = name === 'BillingPeriodStart' ? 'StatedPeriodStart' : name;
  const refuses = name === 'ChargePeriodStart';
  const check = { column: name, refuses };
  const unreadable: RowCheck = {
    ...check,
    code: 'UNREADABLE_TIME',
    message: `${name} is not a time; ${consequence}`,
    condition: `(isNull(${value}) AND NOT ${blank})`,
  };
  const missing: RowCheck = {
    ...check,
    code: 'MISSING_VALUE',
    message: `${name} is empty; the row was refused.`,
    condition: `(isNull(${value}) AND ${blank})`,
  };
  return refuses ? [unreadable, missing] : [unreadable];
}
