import { Decimal } from 'decimal.js';
import type { CostRow, DimensionValue, Money } from '../generated/graphql';
import type { CostRecord, ValueRecord } from './cost-planner';
import type { Term } from './dimensions';

/** Wide enough for the exact sum of any answer. */
const Exact = Decimal.clone({ precision: 100 });

/** The store's rows as those of the answer. */
export function costRows(records: readonly CostRecord[], groupBy: readonly Term[]): CostRow[] {
  return records.map((record) => ({
    bucket: record.bucket ?? null,
    keys: groupBy.map((term, index) => ({ ...term, value: record[`key_${index}`] || null })),
    other: record.other === 1,
    cost: record.cost === null ? null : { amount: record.cost, currency: record.currency },
    charges: Number(record.charges),
  }));
}

/** Sums of the rows by currency, in the order of its code; none for a currency without any known cost. */
export function totalsOf(records: readonly CostRecord[]): Money[] {
  const sums = new Map<string, Decimal>();
  for (const { currency, cost } of records) {
    if (cost !== null) sums.set(currency, new Exact(cost).plus(sums.get(currency) ?? 0));
  }
  return [...sums]
    .map(([currency, sum]) => ({ amount: sum.toFixed(), currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

export function dimensionValues(records: readonly ValueRecord[]): DimensionValue[] {
  return records.map(({ value, charges }) => ({ value: value || null, charges: Number(charges) }));
}
