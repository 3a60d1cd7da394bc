import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { quotient, units, written } from '../../test/exact';
import type { CostRow, CostsInput, Metric } from '../generated/graphql';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import { comparedPeriod } from './comparison';
import { costRows } from './cost-answer';
import { cursorOf } from './cost-cursor';
import { orderTerms, planCosts } from './cost-planner';
import { costQuestion } from './cost-question';

// Metrics, comparison, running sums, fiscal buckets and pages, each question answered twice: by the
// engine, and here over the charges themselves with whole numbers of a millionth of a millionth.

interface Charge {
  BatchId: string;
  ServiceName: string | null;
  ResourceId: string | null;
  BillingCurrency: string | null;
  ChargeCategory: string;
  CommitmentDiscountId: string | null;
  EffectiveCost: string | null;
  ListCost: string | null;
  ContractedCost: string | null;
  PricingQuantity: string | null;
  PricingUnit: string | null;
  ConsumedQuantity: string | null;
  ConsumedUnit: string | null;
  ListUnitPrice: string | null;
  ChargePeriodStart: string;
  BillingPeriodStart: string;
}

const BATCH = randomUUID();
const pick = <const T>(...items: readonly T[]) => fc.constantFrom(...items);
const amount = pick('0', '0.000000000001', '12.5', '-7.25', '100', '0.1', null);
const charge: fc.Arbitrary<Charge> = fc.record({
  BatchId: pick(BATCH),
  ServiceName: pick('EC2', 'S3', 'RDS', null),
  ResourceId: pick('r1', 'r2', 'r3', null),
  BillingCurrency: pick('USD', 'USD', 'EUR', null),
  ChargeCategory: pick('Usage', 'Usage', 'Purchase'),
  CommitmentDiscountId: pick('plan', null),
  EffectiveCost: amount,
  ListCost: amount,
  ContractedCost: amount,
  PricingQuantity: amount,
  PricingUnit: pick('Hours', 'GB', null),
  ConsumedQuantity: amount,
  ConsumedUnit: pick('Hours', 'Requests', null),
  ListUnitPrice: amount,
  ChargePeriodStart: pick(
    '2026-01-29 00:00:00',
    '2026-01-31 23:30:00',
    '2026-02-01 00:00:00',
    '2026-02-28 05:59:59',
    '2026-03-01 12:00:00',
    '2026-03-31 00:00:00',
    '2025-03-02 01:00:00',
    '2025-12-31 23:00:00',
  ),
  BillingPeriodStart: pick('2026-01-01 00:00:00'),
});

const isPurchase = (row: Charge) => row.ChargeCategory === 'Purchase' && row.CommitmentDiscountId;
type Sum = (rows: readonly Charge[]) => bigint | null;
const total =
  (column: keyof Charge, purchases = true): Sum =>
  (rows) => {
    const known = rows
      .map((row) => (!purchases && isPurchase(row) ? '0' : row[column]))
      .filter((text) => text !== null);
    return known.length === 0 ? null : known.reduce((sum, text) => sum + (units(text) ?? 0n), 0n);
  };
const distinct =
  (column: keyof Charge) =>
  (rows: readonly Charge[]): string =>
    String(new Set(rows.map((row) => row[column]).filter((text) => text !== null)).size);
const text = (value: bigint | null) => (value === null ? null : written(value));
const less = (a: Sum, b: Sum) => (rows: readonly Charge[]) => {
  const [first, second] = [a(rows), b(rows)];
  return first === null || second === null ? null : written(first - second);
};
const by = (a: Sum, b: Sum) => (rows: readonly Charge[]) => quotient(a(rows), b(rows), 1n);

const list = total('ListCost', false);
const contracted = total('ContractedCost', false);
const effective = total('EffectiveCost');
const VALUES: Partial<Record<Metric, (rows: readonly Charge[]) => string | null>> = {
  EFFECTIVE_COST: (rows) => text(effective(rows)),
  LIST_COST: (rows) => text(list(rows)),
  TOTAL_SAVINGS: less(list, effective),
  NEGOTIATED_SAVINGS: less(list, contracted),
  PRICING_QUANTITY: (rows) => text(total('PricingQuantity')(rows)),
  CONSUMED_QUANTITY: (rows) => text(total('ConsumedQuantity')(rows)),
  LIST_UNIT_PRICE: by(list, total('PricingQuantity', false)),
  EFFECTIVE_COST_PER_CONSUMED_UNIT: by(effective, total('ConsumedQuantity')),
  CHARGES: (rows) => String(rows.length),
  RESOURCES: distinct('ResourceId'),
  SERVICES: distinct('ServiceName'),
};
const METRICS = Object.keys(VALUES) as Metric[];
const SUMS: Metric[] = ['LIST_COST', 'TOTAL_SAVINGS', 'PRICING_QUANTITY', 'CHARGES'];
const SPLITS: Partial<Record<Metric, 'PricingUnit' | 'ConsumedUnit'>> = {
  PRICING_QUANTITY: 'PricingUnit',
  LIST_UNIT_PRICE: 'PricingUnit',
  CONSUMED_QUANTITY: 'ConsumedUnit',
  EFFECTIVE_COST_PER_CONSUMED_UNIT: 'ConsumedUnit',
};

const question = fc
  .record({
    groupBy: fc.subarray([
      { dimension: 'SERVICE_NAME' as const },
      { dimension: 'RESOURCE_ID' as const },
      { dimension: 'LIST_UNIT_PRICE' as const },
      { dimension: 'CHARGE_PERIOD_START' as const },
    ]),
    granularity: pick('TOTAL', 'HOUR', 'DAY', 'MONTH', 'QUARTER', 'YEAR'),
    fiscalYearStart: pick(1, 2, 4, 12),
    compareWith: pick('PREVIOUS_PERIOD', 'PREVIOUS_YEAR', 'SAME_WEEKDAYS', null),
    period: pick(
      { from: '2026-02-01', to: '2026-03-01' },
      { from: '2026-01-01', to: '2026-04-01' },
      { from: '2026-02-10', to: '2026-03-02' },
    ),
    top: pick(null, null, 1, 2),
    cumulative: fc.boolean(),
    metrics: fc.subarray(METRICS, { maxLength: 5 }),
  })
  .map(
    ({ cumulative, ...input }): CostsInput => ({
      ...input,
      ...(cumulative &&
        input.granularity !== 'TOTAL' && {
          cumulative,
          metrics: input.metrics.filter((metric) => SUMS.includes(metric)),
        }),
    }),
  );

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

function naive(charges: readonly Charge[], input: CostsInput): Group[] {
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

function expected(group: Group, { metrics = [], groupBy = [], compareWith }: CostsInput) {
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

function shown(row: CostRow) {
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

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
const inOrder = (row: object) =>
  Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('the breadth of the cost planner against the charges themselves', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cost-breadth-'));
  const store = new ChdbStore(directory);
  const scope = { batches: [BATCH], grants: null };
  const [charges = []] = fc.sample(fc.array(charge, { minLength: 250, maxLength: 250 }), {
    seed: 11,
    numRuns: 1,
  });

  beforeAll(async () => {
    await prepareCharges(store);
    await store.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
  }, 60_000);
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function ask(input: CostsInput) {
    const checked = costQuestion(input);
    const { sql, parameters } = planCosts(checked, scope);
    const records = await store.query<never>(sql, parameters);
    return { checked, records };
  }

  it('gives the same groups with the same values', async () => {
    await fc.assert(
      fc.asyncProperty(question, async (input) => {
        const { checked, records } = await ask(input);
        const rows = costRows(records, checked).map(shown).map(inOrder);
        const groups = naive(charges, input).map((group) => inOrder(expected(group, input)));
        expect(sorted(rows)).toEqual(sorted(groups));
      }),
      { numRuns: 80, seed: 3 },
    );
  }, 240_000);

  it.each<Partial<CostsInput>>([
    {},
    { orderBy: [{ by: 'METRIC', metric: 'LIST_UNIT_PRICE', direction: 'ASC' }] },
    {
      orderBy: [
        { by: 'KEY', index: 1, direction: 'DESC' },
        { by: 'BUCKET', direction: 'ASC' },
      ],
    },
    {
      orderBy: [
        { by: 'CHANGE', metric: 'RESOURCES' },
        { by: 'CHARGES', direction: 'ASC' },
      ],
    },
    { orderBy: [{ by: 'CHANGE_RATIO' }, { by: 'CURRENCY', direction: 'ASC' }] },
    { top: 1, granularity: 'HOUR' },
  ])(
    'gives the rows of %j page by page as all at once, none twice',
    async (part) => {
      const input: CostsInput = {
        period: { from: '2026-01-01', to: '2026-04-01' },
        groupBy: [{ dimension: 'SERVICE_NAME' }, { dimension: 'LIST_UNIT_PRICE' }],
        granularity: 'MONTH',
        metrics: ['LIST_UNIT_PRICE', 'RESOURCES'],
        compareWith: 'PREVIOUS_PERIOD',
        ...part,
      };
      const { records: all } = await ask(input);
      expect(all.length).toBeGreaterThan(40);
      const paged: never[] = [];
      let after: string | null = null;
      do {
        const { checked, records }: Awaited<ReturnType<typeof ask>> = await ask({
          ...input,
          first: 17,
          after,
        });
        const page = records.slice(0, 17);
        paged.push(...page);
        after =
          records.length > 17 ? cursorOf(checked, orderTerms(checked), page.at(-1) ?? {}) : null;
      } while (after !== null);
      expect(paged).toEqual(all);
    },
    120_000,
  );

  it.each<[string, CostsInput['filter'], (row: Charge) => boolean]>([
    [
      'a number above',
      [{ dimension: 'LIST_UNIT_PRICE', operator: 'GREATER_THAN', values: ['0.1'] }],
      (row) => (units(row.ListUnitPrice) ?? 0n) > (units('0.1') ?? 0n),
    ],
    [
      'a number at most',
      [{ dimension: 'EFFECTIVE_COST', operator: 'AT_MOST', values: ['0.10'] }],
      (row) =>
        row.EffectiveCost !== null && (units(row.EffectiveCost) ?? 0n) <= (units('0.1') ?? 0n),
    ],
    [
      'one of numbers, however written',
      [{ dimension: 'LIST_COST', values: ['12.500', '100'] }],
      (row) => ['12.5', '100'].includes(row.ListCost ?? ''),
    ],
    [
      'none of numbers, or no number',
      [{ dimension: 'LIST_COST', operator: 'NOT_IN', values: ['12.5'] }],
      (row) => row.ListCost !== '12.5',
    ],
    [
      'a time from',
      [
        {
          dimension: 'CHARGE_PERIOD_START',
          operator: 'AT_LEAST',
          values: ['2026-01-31T23:30:00Z'],
        },
      ],
      (row) => row.ChargePeriodStart >= '2026-01-31 23:30:00',
    ],
    [
      'a day before',
      [{ dimension: 'CHARGE_PERIOD_START', operator: 'LESS_THAN', values: ['2026-01-31'] }],
      (row) => row.ChargePeriodStart < '2026-01-31',
    ],
    [
      'no number',
      [{ dimension: 'PRICING_QUANTITY', operator: 'IS_NULL' }],
      (row) => row.PricingQuantity === null,
    ],
    [
      'a text that begins so',
      [{ dimension: 'SERVICE_NAME', operator: 'STARTS_WITH', values: ['E', 'R'] }],
      (row) => /^[ER]/.test(row.ServiceName ?? ''),
    ],
    [
      'a text that lacks it, or none',
      [{ dimension: 'SERVICE_NAME', operator: 'NOT_CONTAINS', values: ['s'] }],
      (row) => !/s/i.test(row.ServiceName ?? ''),
    ],
  ])('finds charges by %s', async (_, filter, holds) => {
    const period = { from: '2025-01-01', to: '2027-01-01' };
    const { records, checked } = await ask({ period, ...(filter && { filter }) });
    const found = costRows(records, checked).reduce((sum, { charges: count }) => sum + count, 0);
    expect(found).toBe(charges.filter(holds).length);
  });
});
