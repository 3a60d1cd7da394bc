import type { Term } from '../costs/dimensions';
import { difference, quotient, rounded, sum } from '../costs/exact';
import type { CostChange, CostDriver, DimensionDrivers, DriverStatus } from '../generated/graphql';
import type { DriverRecord } from './drivers-planner';

/** A dimension and what the store found of it. */
export interface Explanation {
  readonly term: Term;
  readonly records: readonly DriverRecord[];
}

/** The change of each currency, explained by every dimension. */
export function changesOf(explanations: readonly Explanation[]): CostChange[] {
  const [first] = explanations;
  const currencies = [...new Set(first?.records.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = explanations.map(({ term, records }) => ({
      term,
      records: records.filter((record) => record.currency === currency),
    }));
    // Every dimension holds every charge: any of them adds up to the whole.
    const whole = own[0]?.records ?? [];
    const previous = total(whole.map((record) => record.previous));
    const current = total(whole.map((record) => record.current));
    const change = exactly(current, previous);
    return {
      currency,
      previous: rounded(previous),
      current: rounded(current),
      change: rounded(change),
      changeRatio: quotient(change, previous),
      dimensions: own.map((explanation) => dimensionOf(explanation, change)).sort(byConcentration),
    };
  });
}

function dimensionOf({ term, records }: Explanation, change: string): DimensionDrivers {
  const movement = total(records.map((record) => record.movement));
  const shown = total(records.filter(({ other }) => other === 0).map((record) => record.movement));
  return {
    ...term,
    movement: rounded(movement),
    concentration: quotient(shown, movement),
    drivers: records.map((record) => driverOf(record, change)),
  };
}

function driverOf(record: DriverRecord, whole: string): CostDriver {
  const { value, other, values, previous, current, usage, price } = record;
  const change = exactly(current, previous);
  return {
    value: value || null,
    other: other === 1,
    values: Number(values),
    status: statusOf(record),
    previous: rounded(previous),
    current: rounded(current),
    change: rounded(change),
    share: quotient(change, whole),
    usageEffect: usage,
    priceEffect: rounded(price),
    otherEffect: rounded(exactly(change, total([usage, price]))),
  };
}

function statusOf({ before, now }: DriverRecord): DriverStatus {
  if (before === '0') return 'NEW';
  return now === '0' ? 'GONE' : 'CHANGED';
}

function byConcentration(a: DimensionDrivers, b: DimensionDrivers): number {
  return Number(b.concentration ?? 0) - Number(a.concentration ?? 0);
}

const total = (amounts: readonly string[]): string => sum(...amounts) ?? '0';

const exactly = (minuend: string, subtrahend: string): string =>
  difference(minuend, subtrahend) ?? '0';
