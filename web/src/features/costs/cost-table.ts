import type { CostRowFragment } from '@/generated/graphql';
import { bucketsOf, type Period } from '@/lib/calendar';
import { changeInTenths, compareDecimals, negateDecimal, sumDecimals } from '@/lib/decimal';
import type { CostView } from './view';

/** One group of a currency: a line of the table and, with buckets, a colour of the chart. */
export interface CostGroup {
  readonly id: string;
  /** The group's values, in the order of the view's dimensions; empty for the group of the others. */
  readonly values: readonly (string | null)[];
  readonly other: boolean;
  readonly total: string;
  /** By bucket, in the order of the buckets; null where there was no charge. */
  readonly amounts: readonly (string | null)[];
  /** The same group in the period before; null when it is not known. */
  readonly before: string | null;
  /** Tenths of a percent; null when there is nothing to compare with. */
  readonly change: bigint | null;
}

/** Everything in one currency. Amounts of different currencies never meet. */
export interface CurrencyCosts {
  readonly currency: string;
  readonly total: string;
  /** In the period before; null when it is not known. */
  readonly before: string | null;
  readonly change: bigint | null;
  readonly buckets: readonly string[];
  readonly groups: readonly CostGroup[];
  readonly charges: number;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Result {
  readonly rows: readonly CostRowFragment[];
  readonly totals: readonly Money[];
}

const idOf = ({ keys, other }: CostRowFragment): string =>
  other ? 'other' : JSON.stringify(keys.map(({ value }) => value));

function amountOf(totals: readonly Money[], currency: string): string {
  return totals.find((total) => total.currency === currency)?.amount ?? '0';
}

const changeFrom = (before: string | null, now: string): bigint | null =>
  before === null ? null : changeInTenths(before, now);

/** What the groups cost in the period before, as far as it is known. */
class Before {
  readonly #amounts: ReadonlyMap<string, string>;
  /** False with groups beyond the most that can be asked for: one of them may be any that is not listed. */
  readonly #isComplete: boolean;
  readonly total: string | null;

  /** Nothing is known of a period that was not asked for. */
  constructor(result: Result | null, currency: string) {
    const { rows, totals } = result ?? { rows: [], totals: [] };
    const own = rows.filter(({ cost }) => cost?.currency === currency);
    this.#amounts = new Map(
      own.flatMap((row) => (row.cost && !row.other ? [[idOf(row), row.cost.amount]] : [])),
    );
    this.#isComplete = result !== null && !own.some(({ other }) => other);
    this.total = result && amountOf(totals, currency);
  }

  of(id: string): string | null {
    return this.#amounts.get(id) ?? (this.#isComplete ? '0' : null);
  }

  /** What is left beside the listed groups. */
  ofOthers(listed: readonly string[]): string | null {
    const known = listed.map((id) => this.of(id)).filter((amount) => amount !== null);
    if (this.total === null || known.length < listed.length) return null;
    return sumDecimals([this.total, ...known.map(negateDecimal)]);
  }
}

function groupsOf(
  rows: readonly CostRowFragment[],
  buckets: readonly string[],
  before: Before,
): CostGroup[] {
  const byId = Map.groupBy(rows, idOf);
  const listed = [...byId.keys()].filter((id) => id !== 'other');
  const groups = [...byId].map(([id, own]): CostGroup => {
    const [{ keys, other } = { keys: [], other: false }] = own;
    const amounts = new Map(own.map(({ bucket, cost }) => [bucket, cost?.amount ?? null]));
    const total = sumDecimals([...amounts.values()].filter((amount) => amount !== null));
    const earlier = other ? before.ofOthers(listed) : before.of(id);
    return {
      id,
      other,
      total,
      values: other ? [] : keys.map(({ value }) => value),
      amounts: buckets.map((bucket) => amounts.get(bucket) ?? null),
      before: earlier,
      change: changeFrom(earlier, total),
    };
  });
  return groups.sort(
    (a, b) => Number(a.other) - Number(b.other) || compareDecimals(b.total, a.total),
  );
}

/** The answers about a view and, where it can be compared, the period before it, currency by currency, the one with most charges first. */
export function costTables(
  view: Pick<CostView, 'granularity'> & Period,
  current: Result,
  previous: Result | null,
): CurrencyCosts[] {
  const { granularity } = view;
  const buckets = granularity === 'TOTAL' ? [] : bucketsOf(view, granularity);
  return current.totals
    .map(({ currency, amount: total }): CurrencyCosts => {
      const rows = current.rows.filter(({ cost }) => cost?.currency === currency);
      const before = new Before(previous, currency);
      return {
        currency,
        total,
        before: before.total,
        change: changeFrom(before.total, total),
        buckets,
        groups: groupsOf(rows, buckets, before),
        charges: rows.reduce((sum, { charges }) => sum + charges, 0),
      };
    })
    .sort((a, b) => b.charges - a.charges);
}

/** Charges of groups that have no value for the metric in any currency. */
export function chargesWithoutCost({ rows }: Pick<Result, 'rows'>): number {
  return rows.reduce((sum, { cost, charges }) => sum + (cost ? 0 : charges), 0);
}
