import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ChargeScope, CostGrant } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import { ConversionDaysStore } from '../conversion/conversion-days.store';
import { planCosts } from '../costs/cost-planner';
import { costQuestion } from '../costs/cost-question';
import { CostsStore } from '../costs/costs.store';
import type { Term } from '../costs/dimensions';
import { isAdditive } from '../costs/metrics';
import type { CostFilterInput, CostsInput, Dimension, Metric } from '../generated/graphql';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import {
  DAILY_COSTS,
  DAILY_USAGE,
  MONTHLY_COSTS,
  prepareRollups,
  ROLLUPS,
  type Rollup,
} from './rollup-tables';
import { RollupsStore } from './rollups.store';

// Random questions, each answered from the charges and from their rollups.

const pick = <const T>(...items: readonly T[]) => fc.constantFrom(...items);
const text = (name: string) => pick(`${name} 1`, `${name} 1`, `${name} 2`, null);
const amount = pick(
  '0',
  '0.1',
  '-7.25',
  '0.000000000001',
  '99999999999999999999999999.999999999999',
  null,
);
const quantity = pick('1', '0.000000000001', '-3', null);
const [EARLY, LATE, LAST] = [randomUUID(), randomUUID(), randomUUID()];
const BATCHES = [EARLY, LATE, LAST] as const;
/** When the others have charges; those of the first are spread over months. */
const MOMENTS = { [LATE]: '2026-03-10 10:00:00', [LAST]: '2026-03-31 00:00:00' };
const HIDDEN = randomUUID();
/** What charges have in common, so that a sum of a rollup is that of more than one. */
const estate = fc.record({
  BatchId: pick(EARLY, EARLY, EARLY, LATE, LAST, HIDDEN),
  BillingPeriodStart: pick('2026-01-01 00:00:00', '2026-02-01 08:00:00'),
  ...(Object.fromEntries(
    [...MONTHLY_COSTS.keys, ...DAILY_USAGE.keys].map((name) => [name, text(name)]),
  ) as Record<string, fc.Arbitrary<string | null>>),
  BillingCurrency: pick('USD', 'EUR', null),
  Tags: pick<Record<string, string>>({}, { team: 'a' }, { team: 'b' }, { team: '', env: 'y' }),
  AllocatedTags: pick({}, { team: 'a' }),
});
const charge = fc
  .record({
    estate: pick(...fc.sample(estate, { seed: 3, numRuns: 30 })),
    ChargePeriodStart: pick(
      '2025-12-31 23:59:59',
      '2026-01-01 00:00:00',
      '2026-01-01 23:00:00',
      '2026-01-31 12:00:00',
      '2026-02-28 05:00:00',
      '2026-02-28 06:00:00',
    ),
    ChargeCategory: pick('Usage', 'Usage', 'Purchase', null),
    CommitmentDiscountId: pick('plan', null),
    // Somebody changed them within the month.
    changed: pick(undefined, undefined, { team: 'ab', env: 'x' }, { env: 'x', team: 'ab' }),
    BilledCost: amount,
    EffectiveCost: amount,
    ListCost: amount,
    ContractedCost: amount,
    PricingQuantity: quantity,
    ConsumedQuantity: quantity,
  })
  .map(({ estate: common, changed, ...own }) => ({
    ...common,
    ...own,
    Tags: changed ?? common.Tags,
    ChargePeriodStart: MOMENTS[common.BatchId] ?? own.ChargePeriodStart,
  }));

/** What a charge is grouped or filtered by, and a value that some have; `tagKey` where it is a tag. */
interface Asked {
  readonly dimension: Dimension;
  readonly tagKey?: string;
  readonly value: string;
}

const column = (name: string): Asked => ({
  dimension: name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() as Dimension,
  value: `${name} 1`,
});
const tag = (tagKey: string, value: string): Asked => ({ dimension: 'TAG', tagKey, value });
/** What is asked about together, so that there is a rollup which has all of it. */
interface Subject {
  readonly dimensions: readonly Asked[];
  readonly metrics: readonly Metric[];
}
const COSTS: Subject = {
  dimensions: DAILY_COSTS.keys.map(column),
  metrics: [
    'BILLED_COST',
    'LIST_COST',
    'CONTRACTED_COST',
    'NEGOTIATED_SAVINGS',
    'COMMITMENT_SAVINGS',
    'TOTAL_SAVINGS',
    'CHARGES',
    'SUB_ACCOUNTS',
    'SERVICE_PROVIDERS',
    'SERVICES',
    'REGIONS',
    'BILLING_ACCOUNTS',
  ],
};
const RESOURCES: Subject = {
  dimensions: [
    column('ResourceId'),
    column('ResourceName'),
    column('ServiceSubcategory'),
    { ...column('CommitmentDiscountId'), value: 'plan' },
    column('InvoiceId'),
    tag('team', 'a'),
    tag('env', 'x'),
    tag('none', 'a'),
  ],
  metrics: ['RESOURCES', 'COMMITMENTS', 'INVOICES'],
};
const USAGE: Subject = {
  dimensions: [column('SkuId'), column('PricingUnit'), column('ConsumedUnit')],
  metrics: [
    'SKUS',
    'SKU_PRICES',
    'PRICING_QUANTITY',
    'CONSUMED_QUANTITY',
    'LIST_UNIT_PRICE',
    'EFFECTIVE_COST_PER_CONSUMED_UNIT',
  ],
};
const NOWHERE: Subject = {
  dimensions: [column('ChargeDescription'), { ...tag('team', 'a'), dimension: 'ALLOCATED_TAG' }],
  metrics: ['COMMITMENT_DISCOUNT_QUANTITY'],
};

const questionsAbout = (...subjects: readonly Subject[]) => {
  const dimensions = pick(...subjects.flatMap((subject) => subject.dimensions));
  const filter = fc.record({
    asked: dimensions,
    operator: pick(
      'IN',
      'NOT_IN',
      'CONTAINS',
      'NOT_CONTAINS',
      'STARTS_WITH',
      'IS_NULL',
      'IS_NOT_NULL',
    ),
  });
  return fc
    .record({
      metric: pick('BILLED_COST', 'EFFECTIVE_COST', 'LIST_COST', 'CONTRACTED_COST'),
      metrics: fc.subarray(
        subjects.flatMap(({ metrics }) => metrics),
        { maxLength: 3 },
      ),
      period: pick(
        { from: '2026-01-01', to: '2026-03-01' },
        { from: '2026-01-31', to: '2026-04-01' },
        { from: '2025-01-01', to: '2027-01-01' },
        { from: '2026-01-01', to: '2026-02-01' },
        { from: '2025-12-31', to: '2026-02-28' },
        { from: '2026-01-02', to: '2026-03-20' },
        { from: '2026-03-01', to: '2026-03-11' },
        { from: '2026-03-11', to: '2026-04-01' },
      ),
      basis: pick('CHARGE_PERIOD', 'CHARGE_PERIOD', 'BILLING_PERIOD'),
      groupBy: fc.array(
        dimensions.map(({ value: _, ...term }) => term),
        { maxLength: 3 },
      ),
      filter: fc.array(filter, { maxLength: 2 }),
      granularity: pick('TOTAL', 'TOTAL', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'),
      fiscalYearStart: pick(1, 4),
      cumulative: fc.boolean(),
      compareWith: pick('PREVIOUS_PERIOD', 'PREVIOUS_YEAR', 'SAME_WEEKDAYS', null),
      top: pick(null, 1, 2),
    })
    .map(
      ({ filter, cumulative, ...input }): CostsInput => ({
        ...input,
        cumulative: cumulative && input.granularity !== 'TOTAL' && input.metrics.every(isAdditive),
        filter: filter.map(({ asked: { value, ...term }, operator }) => ({
          ...term,
          operator,
          values: operator.endsWith('NULL') ? [] : [value, 'Usage', 'USD'],
        })),
      }),
    );
};
const question = fc.oneof(
  questionsAbout(COSTS),
  { weight: 5, arbitrary: questionsAbout(COSTS, RESOURCES) },
  { weight: 3, arbitrary: questionsAbout(COSTS, USAGE) },
  questionsAbout(COSTS, RESOURCES, USAGE, NOWHERE),
);

const grant = (part: Partial<CostGrant>): CostGrant => ({
  billingAccountIds: [],
  subAccountIds: [],
  providers: [],
  services: [],
  tags: [],
  ...part,
});
const GRANTS: readonly (readonly CostGrant[] | null)[] = [
  null,
  [grant({ services: ['ServiceName 1'], providers: ['ServiceProviderName 1'] })],
  [
    grant({ subAccountIds: ['SubAccountId 2'] }),
    grant({ billingAccountIds: ['BillingAccountId 1'] }),
  ],
  [
    grant({ tags: [{ key: 'team', values: ['a'] }] }),
    grant({ services: ['ServiceName 1'], tags: [{ key: 'env', values: ['x', 'y'] }] }),
  ],
];

describe('answers from rollups', () => {
  const directory = mkdtempSync(join(tmpdir(), 'rollup-answers-'));
  const store = new ChdbStore(directory);
  const costs = new CostsStore(store);
  let withRollups: ChargeScope;

  beforeAll(async () => {
    const charges = fc.sample(charge, { seed: 5, numRuns: 1000 });
    const rollups = new RollupsStore(store);
    await prepareCharges(store);
    await store.execute('CREATE TABLE monthly_resource_costs (RollupId UUID) ENGINE = Memory');
    await rollups.prepare();
    await store.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
    const seen = await Promise.all(
      ROLLUPS.map(async (rollup) => {
        const batches = [...BATCHES, HIDDEN];
        const built = await rollups.build(rollup, batches, new AbortController().signal);
        const live = built.filter(({ batchId }) => batchId !== HIDDEN);
        return [rollup.table, live.map(({ rollupId }) => rollupId)];
      }),
    );
    const days = [
      { first: '2025-12-31', last: '2026-02-28' },
      { first: '2026-03-10', last: '2026-03-10' },
      { first: '2026-03-31', last: '2026-03-31' },
    ];
    withRollups = { batches: BATCHES, days, rollups: Object.fromEntries(seen), grants: null };
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const reads = (sql: string): Rollup['table'] | 'charges' | 'both' => {
    const rollup = ROLLUPS.find(({ table }) => sql.includes(`FROM ${table}`))?.table;
    return rollup && sql.includes('FROM charges') ? 'both' : (rollup ?? 'charges');
  };

  async function askBoth(input: CostsInput, grants: ChargeScope['grants'], rates: RateGrid | null) {
    const checked = costQuestion(input);
    const scope = { ...withRollups, grants };
    const { sql } = planCosts(checked, scope, rates);
    const fromEither = await costs.costs(checked, scope, rates);
    const { days: _, rollups: __, ...plainly } = scope;
    const fromCharges = await costs.costs(checked, plainly, rates);
    return { read: reads(sql), fromEither, fromCharges };
  }

  it('are those of the charges to the last digit', async () => {
    for (const { table } of ROLLUPS) {
      const [sums] = await store.query<{ n: string }>(`SELECT count() AS n FROM ${table}`);
      expect(Number(sums?.n)).toBeLessThan(900);
    }
    const read = { daily_costs: 0, daily_usage: 0, monthly_costs: 0, charges: 0, both: 0 };
    await fc.assert(
      fc.asyncProperty(question, pick(...GRANTS), async (input, grants) => {
        const answer = await askBoth(input, grants, null);
        expect(answer.fromEither).toEqual(answer.fromCharges);
        read[answer.read]++;
      }),
      { numRuns: 300, seed: 7 },
    );
    // Otherwise nothing was compared, or nothing told apart.
    for (const questions of Object.values(read)) expect(questions).toBeGreaterThan(20);
  }, 240_000);

  it.each<[string, CostFilterInput[], string]>([
    ['all charges', [], 'daily_costs'],
    // Sums of months do not tell the days whose rates count.
    ['a resource', [{ dimension: 'RESOURCE_ID', values: ['ResourceId 1'] }], 'charges'],
  ])('are those of the charges where costs of %s are converted', async (_, only, read) => {
    const period = { from: '2025-12-01', to: '2026-04-01' };
    const filter: CostFilterInput[] = [
      { dimension: 'BILLING_CURRENCY', values: ['USD', 'EUR'] },
      ...only,
    ];
    const input: CostsInput = {
      period,
      filter,
      metrics: ['LIST_COST', 'TOTAL_SAVINGS'],
      granularity: 'MONTH',
      groupBy: [{ dimension: 'SERVICE_NAME' }],
      currency: 'CHF',
    };
    const days = new ConversionDaysStore(store);
    const ask = (scope: ChargeScope) =>
      days.find(
        { periods: [period], basis: 'CHARGE_PERIOD', filter: costQuestion(input).filter },
        scope,
        100,
      );
    const found = await ask(withRollups);
    expect(found).toEqual(await ask({ ...withRollups, rollups: {} }));
    const currencies = ['EUR', 'USD'];
    const known = [...new Set(found.map(({ day }) => day))].sort();
    const rates: RateGrid = {
      currency: 'CHF',
      days: known,
      currencies,
      rates: currencies.flatMap((_, c) => known.map((_, d) => `${c}.9${d}1234567890123456`)),
      stated: {} as RateGrid['stated'],
    };
    const answer = await askBoth(input, null, rates);
    expect(answer.read).toBe(read);
    expect(answer.fromEither.length).toBeGreaterThan(5);
    expect(answer.fromEither).toEqual(answer.fromCharges);
  });

  it('list the same values of dimensions', async () => {
    for (const [dimension, tagKey, search] of [
      ['SERVICE_NAME', null, null],
      ['SERVICE_NAME', null, '2'],
      ['RESOURCE_ID', null, null],
      ['TAG', 'team', null],
      ['TAG', 'team', 'b'],
    ] as const) {
      const asked = {
        term: { dimension, tagKey } as Term,
        period: { from: '2026-01-01', to: '2026-03-01' },
        search,
        first: 10,
      } as const;
      const found = await costs.dimensionValues(asked, withRollups);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(await costs.dimensionValues(asked, { ...withRollups, rollups: {} }));
    }
  });

  it('list the same keys of tags', async () => {
    for (const grants of GRANTS) {
      const scope = { ...withRollups, grants };
      const found = await costs.tagKeys(10, scope);
      expect(found.map(({ value }) => value).sort()).toEqual(['env', 'team']);
      expect(found).toEqual(await costs.tagKeys(10, { ...scope, rollups: {} }));
    }
  });

  it('need no table of a version before', async () => {
    const tables = await store.query<{ name: string }>('SHOW TABLES');
    const kept = tables.map(({ name }) => name);
    expect(kept).toEqual(['charges', ...ROLLUPS.map(({ table }) => table).sort()]);
  });

  it('have the columns that a table of a version before lacks', async () => {
    const columns = async () =>
      (await store.query<{ name: string }>('DESCRIBE TABLE monthly_costs')).map(({ name }) => name);
    const before = await columns();
    await store.execute('ALTER TABLE monthly_costs DROP COLUMN ConsumedTokens');
    expect(await columns()).toHaveLength(before.length - 1);
    await prepareRollups(store);
    expect((await columns()).sort()).toEqual(before.sort());
  });

  it('count no charge of a batch that is not live', async () => {
    const period = { from: '2025-01-01', to: '2027-01-01' };
    const [row] = await costs.costs(
      costQuestion({ period, filter: [{ dimension: 'BILLING_CURRENCY', values: ['USD'] }] }),
      withRollups,
      null,
    );
    const [counted] = await store.query<{ n: string }>(
      `SELECT count() AS n FROM charges WHERE BillingCurrency = 'USD' AND BatchId IN {batches:Array(UUID)}`,
      { batches: BATCHES },
    );
    expect(row?.m_charges).toBe(counted?.n);
  });
});
