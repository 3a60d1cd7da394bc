import { comparedPeriod } from '../src/costs/comparison';
import type { CostRow, CostsInput, Metric } from '../src/generated/graphql';
import { units, written } from './exact';
import { type Charge, effective, SPLITS, text, VALUES } from './random-charges';

// A cost question answered over the charges themselves, one by one.

const iso = (time: string) => `${time.replace(' ', 'T')}Z`;

function textOf(row: Charge, dimension: string): string | null {
  switch (dimension) {
    case 'SERVICE_NAME':
      return row.ServiceName;
    case 'RESOURCE_ID':
      return row.ResourceId;
    case 'LIST_UNIT_PRICE':
      return row.ListUnitPrice;
    default:
      return iso(row.ChargePeriodStart);
  }
}

function moved(time: Date, unit: 'days' | 'months', count: number): Date {
  if (unit === 'days') return new Date(time.getTime() + count * 86_400_000);
  const month = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + count + 1, 0));
  const date = Math.min(time.getUTCDate(), month.getUTCDate());
  return new Date(
    Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), date) + (time.getTime() % 86_400_000),
  );
}

function bucketOf(time: Date, { granularity, fiscalYearStart = 1 }: CostsInput): string | null {
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()];
  const start = (months: number) => {
    const since = (month - (fiscalYearStart - 1) + 12) % months;
    return new Date(Date.UTC(year, month - since, 1)).toISOString();
  };
  switch (granularity) {
    case 'HOUR':
      return `${time.toISOString().slice(0, 13)}:00:00.000Z`;
    case 'DAY':
      return `${time.toISOString().slice(0, 10)}T00:00:00.000Z`;
    case 'MONTH':
      return new Date(Date.UTC(year, month, 1)).toISOString();
    case 'QUARTER':
      return start(3);
    case 'YEAR':
      return start(12);
    default:
      return null;
  }
}

interface Group {
  readonly bucket: string | null;
  readonly currency: string;
  readonly splits: Readonly<Record<string, string | null>>;
  readonly keys: readonly (string | null)[];
  readonly other: boolean;
  now: Charge[];
  before: Charge[];
}

const descending = (a: string | null, b: string | null) => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return Number((units(b) ?? 0n) - (units(a) ?? 0n));
};
const lastNull = (a: string | null, b: string | null) => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
};

export function naive(charges: readonly Charge[], input: CostsInput): Group[] {
  const { groupBy = [], metrics = [], top, compareWith, period } = input;
  const compared = compareWith && comparedPeriod(period, compareWith);
  const within = (row: Charge, { from, to }: { from: string; to: string }) => {
    const day = row.ChargePeriodStart.slice(0, 10);
    return day >= from && day < to;
  };
  const keysOf = (row: Charge) => groupBy.map(({ dimension }) => textOf(row, dimension));
  const currencyOf = (row: Charge) => row.BillingCurrency ?? 'XXX';
  const current = charges.filter((row) => within(row, period));

  const kept = new Set<string>();
  const whole = new Map<string, Charge[]>();
  for (const row of current) {
    const id = JSON.stringify([currencyOf(row), keysOf(row)]);
    whole.set(id, [...(whole.get(id) ?? []), row]);
  }
  for (const currency of new Set(current.map(currencyOf))) {
    const best = [...whole]
      .map(([id, rows]) => ({
        id,
        of: JSON.parse(id) as [string, (string | null)[]],
        cost: text(effective(rows)),
      }))
      .filter(({ of }) => of[0] === currency)
      .sort(
        (a, b) =>
          descending(a.cost, b.cost) ||
          a.of[1].reduce((order, key, at) => order || lastNull(key, b.of[1][at] ?? null), 0),
      )
      .slice(0, top ?? 0);
    for (const { id } of best) kept.add(id);
  }

  const groups = new Map<string, Group>();
  const add = (row: Charge, time: Date, era: 'now' | 'before') => {
    const keys = keysOf(row);
    const currency = currencyOf(row);
    const other = Boolean(top) && groupBy.length > 0 && !kept.has(JSON.stringify([currency, keys]));
    const splits = Object.fromEntries(
      metrics.flatMap((metric) => SPLITS[metric] ?? []).map((column) => [column, row[column]]),
    );
    const group = {
      bucket: bucketOf(time, input),
      currency,
      splits,
      keys: other ? keys.map(() => null) : keys,
      other,
    };
    const id = JSON.stringify(group);
    const found = groups.get(id) ?? { ...group, now: [], before: [] };
    found[era].push(row);
    groups.set(id, found);
  };
  for (const row of current) add(row, new Date(iso(row.ChargePeriodStart)), 'now');
  if (compared) {
    const { unit, by: count } = compared.shift;
    for (const row of charges.filter((one) => within(one, compared))) {
      add(row, moved(new Date(iso(row.ChargePeriodStart)), unit, count), 'before');
    }
  }
  if (!input.cumulative) return [...groups.values()];
  return [...groups.values()].map((group) => {
    const sofar = [...groups.values()].filter(
      (other) =>
        JSON.stringify([other.currency, other.splits, other.keys, other.other]) ===
          JSON.stringify([group.currency, group.splits, group.keys, group.other]) &&
        (other.bucket ?? '') <= (group.bucket ?? ''),
    );
    return {
      ...group,
      now: sofar.flatMap(({ now }) => now),
      before: sofar.flatMap(({ before }) => before),
    };
  });
}

const minus = (a: string | null, b: string | null) => written((units(a) ?? 0n) - (units(b) ?? 0n));

export function expected(group: Group, { metrics = [], groupBy = [], compareWith }: CostsInput) {
  const value = (metric: Metric) => {
    const of = VALUES[metric] ?? (() => null);
    const [now, before] = [of(group.now), compareWith ? of(group.before) : null];
    const price = metric.includes('PRICE') || metric.includes('PER_');
    const unknown = price ? now === null || before === null : now === null && before === null;
    // Prices have 18 places; their differences are checked against the values themselves below.
    return {
      metric,
      value: now,
      previous: before,
      change: !compareWith || unknown ? null : price ? 'price' : minus(now, before),
    };
  };
  const money = (amount: string | null) => amount && { amount, currency: group.currency };
  const cost = value('EFFECTIVE_COST');
  return {
    bucketStart: group.bucket,
    keys: groupBy.map(({ dimension }, at) => ({ dimension, tagKey: null, value: group.keys[at] })),
    other: group.other,
    currency: group.currency,
    charges: group.now.length,
    cost: money(cost.value),
    previous: money(cost.previous),
    change: money(cost.change),
    metrics: metrics.map(value),
    splits: metrics.map((metric) => group.splits[SPLITS[metric] ?? ''] ?? null),
  };
}

export function shown(row: CostRow) {
  const { bucket: _, changeRatio: __, ...rest } = row;
  return {
    ...rest,
    metrics: row.metrics.map(({ metric, value, previous, change }) => {
      const price = metric.includes('PRICE') || metric.includes('PER_');
      return { metric, value, previous, change: price && change !== null ? 'price' : change };
    }),
    splits: row.metrics.map(({ metric, unit }) => (SPLITS[metric] ? unit : null)),
  };
}
