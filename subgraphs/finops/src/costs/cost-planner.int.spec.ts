import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type {
  CostFilterInput,
  CostMetric,
  CostRow,
  CostsInput,
  GroupByInput,
} from '../generated/graphql';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import { costRows, totalsOf } from './cost-answer';
import { planCosts } from './cost-planner';
import { costQuestion } from './cost-question';

/**
 * Random questions over random charges, each answered twice: by the engine, and here by reading the
 * promises of costs.graphql literally, with whole numbers of a millionth of a millionth.
 */

interface Charge {
  BatchId: string;
  ServiceName: string | null;
  RegionId: string | null;
  ResourceId: string | null;
  ChargeCategory: string | null;
  CommitmentDiscountId: string | null;
  BillingCurrency: string | null;
  BilledCost: string | null;
  EffectiveCost: string | null;
  ListCost: string | null;
  ContractedCost: string | null;
  ChargePeriodStart: string;
  BillingPeriodStart: string;
  Tags: Record<string, string>;
}

const words = (text: string) => text.split(' ');
const SERVICES = [
  ...words(
    'EC2 ec2 S3 Z a ärger Ärger 日本 𝒳 ﬀ a%b_c axbyc back\\slash {p0:String} \\N NULL " \t\n nul\0',
  ),
  "'; DROP TABLE charges --",
];
const TAG_KEYS = words("team Team a.b/c:d'e {p0:UUID}");
const AMOUNTS = [
  ...words('0 0.000000000001 -0.000000000001 12.5 -12.5 100 0.1 0.2'),
  '99999999999999999999999999.999999999999',
  '-99999999999999999999999999.999999999999',
  null,
];
const MOMENTS = [
  ...words('2025-11-30T23:59:59Z 2025-12-01T00:00:00Z 2025-12-28T23:00:00Z 2025-12-29T00:00:00Z'),
  ...words('2025-12-31T23:59:59Z 2026-01-01T00:00:00Z 2026-01-04T12:00:00Z 2026-01-05T00:00:00Z'),
  ...words('2026-03-31T11:00:00Z 2026-04-01T13:00:00Z'),
].map((moment) => moment.replace('T', ' ').replace('Z', ''));
const BATCHES: string[] = [randomUUID(), randomUUID(), randomUUID()];

const pick = <T>(items: readonly T[]) => fc.constantFrom(...items);
const charge: fc.Arbitrary<Charge> = fc.record({
  BatchId: pick(BATCHES),
  ServiceName: pick([...SERVICES, null]),
  RegionId: pick(['eu', 'us', null]),
  ResourceId: pick(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', null]),
  ChargeCategory: pick(['Usage', 'Purchase', 'Tax', null]),
  CommitmentDiscountId: pick(['plan', null]),
  BillingCurrency: pick(['USD', 'USD', 'EUR', null]),
  BilledCost: pick(AMOUNTS),
  EffectiveCost: pick(AMOUNTS),
  ListCost: pick(AMOUNTS),
  ContractedCost: pick(AMOUNTS),
  ChargePeriodStart: pick(MOMENTS),
  BillingPeriodStart: pick(['2025-11-01 00:00:00', '2025-12-01 00:00:00', '2026-01-01 00:00:00']),
  Tags: fc.dictionary(pick(TAG_KEYS), pick(['red', 'Red', 'blue', 'true']), { maxKeys: 3 }),
});

const COLUMNS = {
  SERVICE_NAME: 'ServiceName',
  REGION_ID: 'RegionId',
  RESOURCE_ID: 'ResourceId',
  CHARGE_CATEGORY: 'ChargeCategory',
  BILLING_CURRENCY: 'BillingCurrency',
} as const;
const TERMS: GroupByInput[] = [
  ...(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((dimension) => ({ dimension })),
  ...[...TAG_KEYS, 'absent'].map((tagKey) => ({ dimension: 'TAG' as const, tagKey })),
];
const term = fc.oneof(pick(TERMS.slice(0, 5)), pick(TERMS));
const text = pick([...SERVICES, ...words('eu E r1 red RED Usage USD % _ \\ nobody')]);
const filter: fc.Arbitrary<CostFilterInput> = fc
  .oneof(
    fc.record({
      term,
      operator: pick(['IN', 'NOT_IN', 'CONTAINS'] as const),
      values: fc.array(text, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ term, operator: pick(['IS_NULL', 'IS_NOT_NULL'] as const) }),
  )
  .map(({ term, ...test }) => ({ ...term, ...test }));
const DAYS = [
  ...words('0001-01-01 2025-11-30 2025-12-01 2025-12-29 2026-01-01'),
  ...words('2026-01-05 2026-04-01 2026-04-02 9999-12-31'),
];
const period = fc
  .tuple(fc.nat(DAYS.length - 2), fc.nat(DAYS.length - 2))
  .map(([a, b]) => ({ from: DAYS[Math.min(a, b)] ?? '', to: DAYS[Math.max(a, b) + 1] ?? '' }));
const question = fc.record({
  metric: pick(['BILLED_COST', 'EFFECTIVE_COST', 'LIST_COST', 'CONTRACTED_COST'] as const),
  period,
  basis: pick(['CHARGE_PERIOD', 'BILLING_PERIOD'] as const),
  groupBy: fc.array(term, { maxLength: 5 }),
  filter: fc.array(filter, { maxLength: 2 }),
  granularity: pick(['TOTAL', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const),
  top: fc.option(fc.integer({ min: 1, max: 4 })),
});

const COSTS = {
  BILLED_COST: 'BilledCost',
  EFFECTIVE_COST: 'EffectiveCost',
  LIST_COST: 'ListCost',
  CONTRACTED_COST: 'ContractedCost',
} as const;

function textOf(row: Charge, { dimension, tagKey }: GroupByInput): string | null {
  if (dimension === 'TAG') return row.Tags[tagKey ?? ''] ?? null;
  return row[COLUMNS[dimension as keyof typeof COLUMNS]];
}

function holds(row: Charge, condition: CostFilterInput): boolean {
  const value = textOf(row, condition);
  const { operator, values = [] } = condition;
  if (operator === 'IS_NULL') return value === null;
  if (operator === 'IS_NOT_NULL') return value !== null;
  if (operator === 'NOT_IN') return value === null || !values.includes(value);
  if (value === null) return false;
  if (operator === 'IN') return values.includes(value);
  return values.some((part) => value.toLowerCase().includes(part.toLowerCase()));
}

function bucketOf(moment: string, granularity: CostsInput['granularity']): string | null {
  const [year = 0, month = 0, day = 0] = moment.slice(0, 10).split('-').map(Number);
  const iso = (y: number, m: number, d: number) =>
    new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  switch (granularity) {
    case 'DAY':
      return iso(year, month, day);
    case 'WEEK':
      return iso(year, month, day - weekday);
    case 'MONTH':
      return iso(year, month, 1);
    case 'QUARTER':
      return iso(year, month - ((month - 1) % 3), 1);
    case 'YEAR':
      return iso(year, 1, 1);
    default:
      return null;
  }
}

const SCALE = 12;
function units(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return amount.startsWith('-') ? -size : size;
}
function decimal(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction && `.${fraction}`}`;
}
const add = (a: bigint | null, b: bigint | null) => (a === null ? b : b === null ? a : a + b);

function costOf(row: Charge, metric: CostMetric): bigint | null {
  const purchase = row.ChargeCategory === 'Purchase' && row.CommitmentDiscountId !== null;
  if (purchase && (metric === 'LIST_COST' || metric === 'CONTRACTED_COST')) return 0n;
  const amount = row[COSTS[metric]];
  return amount === null ? null : units(amount);
}

const descending = (a: bigint | null, b: bigint | null) =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a > b ? -1 : 1;
const ascending = (a: string | null, b: string | null) =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : Buffer.compare(Buffer.from(a), Buffer.from(b));
const byKeys = (a: readonly (string | null)[], b: readonly (string | null)[]) =>
  a.map((key, index) => ascending(key, b[index] ?? null)).find((order) => order !== 0) ?? 0;

interface Sum {
  bucket: string | null;
  currency: string;
  keys: (string | null)[];
  other: boolean;
  cost: bigint | null;
  charges: number;
}

function summed(rows: readonly Sum[]): Sum[] {
  const groups = new Map<string, Sum>();
  for (const row of rows) {
    const id = JSON.stringify([row.bucket, row.currency, row.keys, row.other]);
    const group = groups.get(id);
    if (!group) groups.set(id, { ...row });
    else
      Object.assign(group, {
        cost: add(group.cost, row.cost),
        charges: group.charges + row.charges,
      });
  }
  return [...groups.values()];
}

function naive(rows: readonly Charge[], input: CostsInput): Sum[] {
  const {
    metric = 'EFFECTIVE_COST',
    basis,
    granularity,
    groupBy = [],
    filter: conditions = [],
    top,
  } = input;
  const timeOf = (row: Charge) =>
    basis === 'BILLING_PERIOD' ? row.BillingPeriodStart : row.ChargePeriodStart;
  let sums = rows
    .filter(
      (row) =>
        timeOf(row).slice(0, 10) >= input.period.from && timeOf(row).slice(0, 10) < input.period.to,
    )
    .filter((row) => conditions.every((condition) => holds(row, condition)))
    .map((row) => ({
      bucket: bucketOf(timeOf(row), granularity),
      currency: row.BillingCurrency ?? 'XXX',
      keys: groupBy.map((of) => textOf(row, of)),
      other: false,
      cost: costOf(row, metric),
      charges: 1,
    }));
  if (top && groupBy.length > 0) {
    const whole = summed(sums.map((sum) => ({ ...sum, bucket: null })));
    whole.sort((a, b) => descending(a.cost, b.cost) || byKeys(a.keys, b.keys));
    const kept = new Set<string>();
    for (const currency of new Set(whole.map((sum) => sum.currency))) {
      const best = whole.filter((sum) => sum.currency === currency).slice(0, top);
      for (const { keys } of best) kept.add(JSON.stringify([currency, keys]));
    }
    sums = sums.map((sum) =>
      kept.has(JSON.stringify([sum.currency, sum.keys]))
        ? sum
        : { ...sum, other: true, keys: sum.keys.map(() => null) },
    );
  }
  return summed(sums).sort(
    (a, b) =>
      ascending(a.bucket, b.bucket) ||
      descending(a.cost, b.cost) ||
      byKeys(a.keys, b.keys) ||
      ascending(a.currency, b.currency) ||
      Number(a.other) - Number(b.other),
  );
}

function asRow({ bucket, currency, keys, other, cost, charges }: Sum, input: CostsInput): CostRow {
  const { groupBy = [] } = input;
  return {
    bucket,
    bucketStart: bucket && `${bucket}T00:00:00.000Z`,
    keys: groupBy.map(({ dimension, tagKey = null }, index) => ({
      dimension,
      tagKey,
      value: keys[index] ?? null,
    })),
    other,
    currency,
    cost: cost === null ? null : { amount: decimal(cost), currency },
    charges,
    previous: null,
    change: null,
    changeRatio: null,
    metrics: [],
  };
}

describe('the cost planner against a literal reading of its contract', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cost-planner-'));
  const store = new ChdbStore(directory);
  const [charges = []] = fc.sample(fc.array(charge, { minLength: 400, maxLength: 400 }), {
    seed: 7,
    numRuns: 1,
  });

  beforeAll(async () => {
    await prepareCharges(store);
    await store.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
    'gives the same rows, order and totals with the engine in %s',
    async (zone) => {
      await fc.assert(
        fc.asyncProperty(
          question,
          fc.subarray(BATCHES, { minLength: 1 }),
          async (input, batches) => {
            const checked = costQuestion(input);
            const { sql, parameters } = planCosts(checked, { batches, grants: null });
            const records = await store.query<never>(sql, parameters, {
              settings: { session_timezone: zone },
            });
            const expected = naive(
              charges.filter((row) => batches.includes(row.BatchId)),
              input,
            );
            expect(costRows(records, checked)).toEqual(expected.map((sum) => asRow(sum, input)));

            const totals = summed(
              expected.map((sum) => ({ ...sum, bucket: null, keys: [], other: false })),
            );
            expect(totalsOf(records, checked)).toEqual(
              totals
                .filter(({ cost }) => cost !== null)
                .sort((a, b) => ascending(a.currency, b.currency))
                .map(({ cost, currency }) => ({ amount: decimal(cost ?? 0n), currency })),
            );
          },
        ),
        { numRuns: 150 },
      );
    },
  );
});
