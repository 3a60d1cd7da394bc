import { type ChargeScope, daysOf, during } from '../access/charge-scope';
import type {
  BucketLength,
  ChargeQuery,
  Condition,
  Key,
  Measure,
  Period,
  TextKey,
} from '../costs/charge-query';
import { addMonths } from '../costs/comparison';
import { ROLLUPS, type Rollup } from './rollup-tables';

/** Where a question is answered from in place of all of its charges. */
export interface Cover {
  readonly rollup: Rollup;
  /** What of the time the rollup answers for; absent where the question is about all of it. */
  readonly period?: Period;
  /** What it leaves of the question's period, before and after: the charges of these days are read. */
  readonly rest: readonly Period[];
}

/**
 * The first rollup by which the question is answered as exactly as by its charges, one without a rest before others. Its
 * scope has only batches that have charges in its period.
 */
export function coverOf(query: ChargeQuery): Cover | undefined {
  const covers = ROLLUPS.flatMap((rollup) => coverBy(rollup, query) ?? []);
  return covers.find(({ rest }) => rest.length === 0) ?? covers[0];
}

function coverBy(rollup: Rollup, query: ChargeQuery): Cover | undefined {
  const isCovered =
    // Rates are those of days.
    (rollup.grain === 'DAY' || !query.rates) &&
    areGrantsCovered(query.scope, rollup) &&
    query.conditions.every(({ key }: Condition) => isTextCovered(key, rollup)) &&
    Object.values(query.keys).every((key) => isKeyCovered(key, rollup)) &&
    Object.values(query.measures).every((measure) => isMeasureCovered(measure, rollup));
  const times = isCovered ? timesOf(query, rollup) : undefined;
  return times && isBuilt(rollup, query.scope, times.period) ? { rollup, ...times } : undefined;
}

/** What grants name besides tags every rollup has. */
function areGrantsCovered({ grants }: ChargeScope, { keys }: Rollup): boolean {
  return keys.includes('Tags') || (grants ?? []).every(({ tags }) => tags.length === 0);
}

function isBuilt({ table }: Rollup, scope: ChargeScope, period: Period | undefined): boolean {
  return askedOf(scope, period).rollups?.[table]?.every((id) => id !== null) ?? false;
}

/** The batches to look at; billing periods have no days by which others could be left out. */
export function askedOf(scope: ChargeScope, period: Period | undefined): ChargeScope {
  return period?.time === 'ChargePeriodStart' ? during(scope, period) : scope;
}

/** Undefined where there is nothing in it that the rollup could answer for. Billing periods are kept as they are. */
function timesOf(
  { period, scope }: ChargeQuery,
  { grain }: Rollup,
): Omit<Cover, 'rollup'> | undefined {
  if (!period) return { rest: [] };
  if (grain === 'DAY' || period.time === 'BillingPeriodStart') return { period, rest: [] };
  const { from, to } = widened(period, scope);
  const months = { ...period, from: monthEnd(from), to: monthStart(to) };
  if (months.from >= months.to) return undefined;
  const rest = [
    { ...period, from, to: months.from },
    { ...period, from: months.to, to },
  ];
  return { period: months, rest: rest.filter((days) => days.from < days.to) };
}

/** To whole months where no charge is added by that: the current month has none after today. */
function widened({ from, to }: Period, scope: ChargeScope): Pick<Period, 'from' | 'to'> {
  const days = daysOf(scope);
  return {
    from: days && days.first >= from ? monthStart(from) : from,
    to: days && days.last < to ? monthEnd(to) : to,
  };
}

const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

/** The first day of a month, that of the next one for any other; in the last month of all, the day itself. */
function monthEnd(day: string): string {
  if (day.endsWith('-01') || day > '9999-12') return day;
  return addMonths(monthStart(day), 1);
}

function isKeyCovered(key: Key, rollup: Rollup): boolean {
  switch (key.kind) {
    case 'currency':
      return true;
    case 'bucket':
      return isBucketCovered(key, rollup);
    case 'split':
      return rollup.keys.includes(key.column);
    case 'expression':
      return key.columns.every((column) => rollup.keys.includes(column));
    case 'each-tag-key':
      return rollup.keys.includes('Tags');
    default:
      return isTextCovered(key, rollup);
  }
}

const OF_MONTHS: ReadonlySet<BucketLength> = new Set(['MONTH', 'QUARTER', 'YEAR']);

function isBucketCovered(
  { time, length, shift }: Extract<Key, { kind: 'bucket' }>,
  { grain }: Rollup,
): boolean {
  if (grain === 'DAY' || time === 'BillingPeriodStart') return length !== 'HOUR';
  return OF_MONTHS.has(length) && shift?.unit !== 'days';
}

function isTextCovered(key: TextKey, { keys }: Rollup): boolean {
  return (key.kind === 'column' || key.kind === 'tag') && keys.includes(key.column);
}

function isMeasureCovered(measure: Measure, rollup: Rollup): boolean {
  const { keys } = rollup;
  if (measure.kind === 'distinct') return keys.includes(measure.column);
  if (!(measure.among?.columns ?? []).every((column) => keys.includes(column))) return false;
  return measure.kind === 'count' || keptSum(measure, rollup) !== undefined;
}

/** The column of a rollup from which the sum comes; where it has none, charges have to be read. */
export function keptSum(
  { column, commitmentPurchases, apart }: Extract<Measure, { kind: 'sum' }>,
  { sums }: Rollup,
): string | undefined {
  const found = Object.entries(sums).find(
    ([, kept]) =>
      kept.column === column &&
      kept.apart === apart &&
      (commitmentPurchases === 'none' || commitmentPurchases === kept.commitmentPurchases),
  );
  return found?.[0];
}
