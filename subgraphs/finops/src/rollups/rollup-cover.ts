import type { ChargeScope } from '../access/charge-scope';
import type {
  BucketLength,
  ChargeQuery,
  Condition,
  Key,
  Measure,
  Period,
  TextKey,
} from '../costs/charge-query';
import { ROLLUP_SUMS, ROLLUPS, type Rollup } from './rollup-tables';

const SUMS: Readonly<Record<string, string | undefined>> = ROLLUP_SUMS;

/** The first rollup that answers the question as exactly as its charges would. */
export function coverOf(query: ChargeQuery): Rollup | undefined {
  return ROLLUPS.find((rollup) => isCovered(query, rollup));
}

function isCovered(query: ChargeQuery, rollup: Rollup): boolean {
  return (
    isScopeCovered(query.scope, rollup) &&
    isPeriodCovered(query.period, rollup) &&
    // Rates are those of days.
    (rollup.grain === 'DAY' || !query.rates) &&
    query.conditions.every(({ key }: Condition) => isTextCovered(key, rollup)) &&
    Object.values(query.keys).every((key) => isKeyCovered(key, rollup)) &&
    Object.values(query.measures).every((measure) => isMeasureCovered(measure, rollup))
  );
}

/** What grants name besides tags every rollup has. */
function isScopeCovered({ rollups, grants }: ChargeScope, { table, keys }: Rollup): boolean {
  if (rollups?.[table] === undefined) return false;
  return keys.includes('Tags') || (grants ?? []).every(({ tags }) => tags.length === 0);
}

/** Billing periods are kept as they are. */
function isPeriodCovered(period: Period | undefined, { grain }: Rollup): boolean {
  if (grain === 'DAY' || period?.time !== 'ChargePeriodStart') return true;
  return [period.from, period.to].every((day) => day.endsWith('-01'));
}

function isKeyCovered(key: Key, rollup: Rollup): boolean {
  switch (key.kind) {
    case 'currency':
      return true;
    case 'bucket':
      return isBucketCovered(key, rollup);
    case 'split':
      return false;
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

function isMeasureCovered(measure: Measure, { keys }: Rollup): boolean {
  if (measure.kind === 'distinct') return keys.includes(measure.column);
  if (!(measure.among?.columns ?? []).every((column) => keys.includes(column))) return false;
  if (measure.kind === 'count') return true;
  const kept = SUMS[measure.column];
  return measure.commitmentPurchases === 'none'
    ? kept !== undefined
    : kept === measure.commitmentPurchases;
}
