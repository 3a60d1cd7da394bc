import type { ChargeScope, CostGrant } from '../access/charge-scope';
import type { ChargeQuery, TimeColumn } from '../costs/charge-query';
import type { Shift } from '../costs/comparison';
import { compile, grouped } from '../costs/compile';
import { Bindings } from '../store/bindings';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const OTHER = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const scope: ChargeScope = {
  batches: [ID],
  rollups: { daily_costs: [ID], daily_usage: [ID], monthly_costs: [ID] },
  grants: null,
};
const grant = (part: Partial<CostGrant>): CostGrant => ({
  billingAccountIds: [],
  subAccountIds: [],
  providers: [],
  services: [],
  tags: [],
  ...part,
});
const column = (name: string) => ({ kind: 'column', column: name }) as const;
const tag = { kind: 'tag', column: 'Tags', tagKey: 'team' } as const;
const bucket = (length: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR', shift?: Shift) =>
  ({
    kind: 'bucket',
    time: 'ChargePeriodStart',
    length,
    fiscalYearStart: 4,
    ...(shift && { shift }),
  }) as const;
const period = (from: string, to: string, time: TimeColumn = 'ChargePeriodStart') =>
  ({ time, from, to }) as const;
const MAY = period('2026-05-01', '2026-06-01');
const DAYS_OF_MAY = period('2026-05-02', '2026-06-01');
const resource = column('ResourceId');
const sum = (
  name: 'BilledCost' | 'ListCost' | 'PricingQuantity',
  commitmentPurchases: 'as-they-are' | 'zero' = 'as-they-are',
) => ({ kind: 'sum', column: name, commitmentPurchases }) as const;

const aboveZero = {
  kind: 'sum',
  column: 'EffectiveCost',
  commitmentPurchases: 'as-they-are',
  apart: 'aboveZero',
} as const;

const tableOf = (query: Partial<ChargeQuery>) =>
  compile({ scope, conditions: [], keys: {}, measures: {}, ...query }, new Bindings()).from;

describe('which questions a rollup answers', () => {
  it.each<[string, Partial<ChargeQuery>]>([
    ['nothing but a count', { measures: { charges: { kind: 'count' } } }],
    ['days', { keys: { bucket: bucket('DAY') } }],
    ['fiscal years', { keys: { bucket: bucket('YEAR') } }],
    ['a service and its currency', { keys: { a: column('ServiceName'), b: { kind: 'currency' } } }],
    ['what is billed', { measures: { sum: sum('BilledCost') } }],
    ['list cost as C5 has it', { measures: { sum: sum('ListCost', 'zero') } }],
    ['the number of accounts', { measures: { n: { kind: 'distinct', column: 'SubAccountId' } } }],
    [
      'a filter by region',
      { conditions: [{ key: column('RegionId'), operator: 'CONTAINS', values: ['eu'] }] },
    ],
    [
      'grants of services and accounts',
      {
        scope: {
          ...scope,
          grants: [grant({ services: ['EC2'] }), grant({ subAccountIds: ['1'] })],
        },
      },
    ],
    [
      'days of billing periods',
      { period: period('2026-01-01', '2026-02-01', 'BillingPeriodStart') },
    ],
    ['a part of a month', { period: period('2026-05-02', '2026-06-01') }],
  ])('%s: that of days', (_, query) => {
    expect(tableOf(query)).toBe('daily_costs');
  });

  it.each<[string, Partial<ChargeQuery>]>([
    ['the resources of a month', { period: MAY, keys: { a: resource } }],
    [
      'resources of a service by month, beside the months before',
      {
        period: MAY,
        keys: { a: resource, bucket: bucket('MONTH', { unit: 'months', by: 1 }) },
        conditions: [{ key: column('ServiceName'), operator: 'IN', values: ['EC2'] }],
      },
    ],
    ['what resources cost ever', { keys: { name: column('ResourceName') } }],
    [
      'resources of any days of billing periods',
      { period: period('2026-05-02', '2026-05-03', 'BillingPeriodStart'), keys: { a: resource } },
    ],
    ['the number of resources', { measures: { n: { kind: 'distinct', column: 'ResourceId' } } }],
    ['a tag', { keys: { a: tag } }],
    ['tags of a month', { period: MAY, keys: { a: tag, bucket: bucket('MONTH') } }],
    ['every tag', { keys: { a: { kind: 'each-tag-key' } } }],
    ['a filter by tag', { conditions: [{ key: tag, operator: 'IS_NULL' }] }],
    [
      'grants of which one names a tag',
      {
        scope: {
          ...scope,
          grants: [grant({ services: ['EC2'] }), grant({ tags: [{ key: 'team', values: ['a'] }] })],
        },
      },
    ],
    ['what commitments cost', { keys: { a: column('CommitmentDiscountId') } }],
    ['the number of invoices', { measures: { n: { kind: 'distinct', column: 'InvoiceId' } } }],
    [
      'what batches have of which one has no sums by day',
      { scope: { ...scope, rollups: { monthly_costs: [ID] } }, period: MAY },
    ],
    ['charges above 0 of a month', { measures: { sum: aboveZero }, period: MAY }],
  ])('%s: that of months and resources', (_, query) => {
    expect(tableOf(query)).toBe('monthly_costs');
  });

  it.each<[string, Partial<ChargeQuery>]>([
    ['SKUs', { keys: { a: column('SkuId') }, period: DAYS_OF_MAY }],
    ['the number of SKUs', { measures: { n: { kind: 'distinct', column: 'SkuId' } } }],
    ['units by day', { keys: { a: { kind: 'split', column: 'PricingUnit' }, b: bucket('DAY') } }],
    ['quantities', { measures: { sum: sum('PricingQuantity') } }],
    ['quantities as C5 has it', { measures: { sum: sum('PricingQuantity', 'zero') } }],
    [
      'texts of SKUs and services',
      { keys: { a: { kind: 'expression', sql: '', columns: ['SkuId', 'ServiceName'] } } },
    ],
  ])('%s: that of days and SKUs', (_, query) => {
    expect(tableOf(query)).toBe('daily_usage');
  });

  it.each<[string, Partial<ChargeQuery>]>([
    ['hours', { keys: { bucket: bucket('HOUR') } }],
    ['days of resources', { period: MAY, keys: { a: resource, bucket: bucket('DAY') } }],
    ['resources in a part of a month', { period: DAYS_OF_MAY, keys: { a: resource } }],
    [
      'resources in parts of two months',
      { period: period('2026-05-02', '2026-06-30'), keys: { a: resource } },
    ],
    [
      'resources of a part of a month with charges before and after',
      {
        period: period('2026-05-02', '2026-05-28'),
        keys: { a: resource },
        scope: { ...scope, days: [{ first: '2026-05-01', last: '2026-05-28' }] },
      },
    ],
    [
      'resources where nobody knows of one batch until when it has charges',
      {
        period: period('2026-05-01', '2026-05-28'),
        keys: { a: resource },
        scope: {
          ...scope,
          batches: [ID, OTHER],
          days: [{ first: '2026-05-01', last: '2026-05-27' }, null],
          rollups: { monthly_costs: [ID, OTHER] },
        },
      },
    ],
    [
      'resources until the middle of a month',
      { period: period('2026-05-01', '2026-05-15'), keys: { a: resource } },
    ],
    [
      'resources by month, moved by days',
      {
        period: MAY,
        keys: { a: resource, bucket: bucket('MONTH', { unit: 'days', by: 30 }) },
      },
    ],
    [
      'resources converted at the rates of days',
      {
        period: MAY,
        keys: { a: resource },
        rates: { currency: 'EUR', days: [], currencies: [], rates: [], stated: {} as never },
      },
    ],
    ['a tag by day', { keys: { a: tag, bucket: bucket('DAY') } }],
    ['an allocated tag', { keys: { a: { ...tag, column: 'AllocatedTags' } } }],
    [
      'a part of a month to one whose grants name a tag',
      {
        period: period('2026-05-02', '2026-06-01'),
        scope: { ...scope, grants: [grant({ tags: [{ key: 'team', values: ['a'] }] })] },
      },
    ],
    ['moments', { keys: { a: { kind: 'time', column: 'ChargePeriodStart' } } }],
    ['prices', { keys: { a: { kind: 'decimal', column: 'ListUnitPrice' } } }],
    ['units of commitments', { keys: { a: { kind: 'split', column: 'CommitmentDiscountUnit' } } }],
    ['SKUs of resources', { period: MAY, keys: { a: resource, b: column('SkuId') } }],
    [
      'quantities by tag',
      { period: MAY, keys: { a: tag }, measures: { sum: sum('PricingQuantity') } },
    ],
    ['charges above 0 in a part of a month', { measures: { sum: aboveZero }, period: DAYS_OF_MAY }],
    ['list cost with purchases of commitments', { measures: { sum: sum('ListCost') } }],
    ['billed cost without them', { measures: { sum: sum('BilledCost', 'zero') } }],
    [
      'a filter by moments',
      {
        conditions: [
          {
            key: { kind: 'time', column: 'ChargePeriodStart' },
            operator: 'AT_LEAST',
            values: ['2026-01-01 00:00:00'],
          },
        ],
      },
    ],
    ['batches without rollups', { scope: { ...scope, rollups: {} } }],
    [
      'batches of which one has no rollup',
      { scope: { ...scope, batches: [ID, OTHER], rollups: { daily_costs: [ID, null] } } },
    ],
  ])('%s: no', (_, query) => {
    expect(tableOf(query)).toBe('charges');
  });
});

describe('questions about parts of months', () => {
  const sqlOf = (from: string, to: string, days?: ChargeScope['days']) => {
    const bindings = new Bindings();
    const query: ChargeQuery = {
      scope: { ...scope, ...(days && { days }) },
      period: period(from, to),
      conditions: [],
      keys: { tag },
      measures: { charges: { kind: 'count' } },
    };
    const { sql, parameters } = bindings.statement(grouped(compile(query, bindings)));
    return sql.replace(/\{(\w+):\w+\}/g, (_, name: string) => `${parameters[name]}`);
  };
  const read = (sql: string) =>
    [...sql.matchAll(/FROM (\w+) WHERE .*?>= (\S+) AND .*? < ([\d-]+)/g)].map((found) =>
      found.slice(1),
    );

  it('read the charges of what is beside whole months', () => {
    expect(read(sqlOf('2026-04-30', '2026-07-02'))).toEqual([
      ['monthly_costs', '2026-05-01', '2026-07-01'],
      ['charges', '2026-04-30', '2026-05-01'],
      ['charges', '2026-07-01', '2026-07-02'],
    ]);
    expect(read(sqlOf('2025-12-01', '2026-01-31'))).toEqual([
      ['monthly_costs', '2025-12-01', '2026-01-01'],
      ['charges', '2026-01-01', '2026-01-31'],
    ]);
  });

  it.each([
    ['ends after the last charge', '2026-05-01', '2026-05-28'],
    ['begins before the first charge', '2026-05-10', '2026-06-01'],
    ['has all charges', '2026-05-10', '2026-05-28'],
  ])('read none where the period %s', (_, from, to) => {
    const days = [{ first: '2026-05-10', last: '2026-05-27' }];
    expect(read(sqlOf(from, to, days))).toEqual([['monthly_costs', '2026-05-01', '2026-06-01']]);
  });

  it('read none of a batch whose charges of the month are before the period', () => {
    const days = [
      { first: '2026-05-01', last: '2026-05-09' },
      { first: '2026-05-10', last: '2026-05-31' },
    ];
    const bindings = new Bindings();
    const asked = {
      batches: [OTHER, ID],
      days,
      rollups: { monthly_costs: [OTHER, ID] },
      grants: null,
    };
    const query = { scope: asked, period: period('2026-05-10', '2026-06-01'), conditions: [] };
    const fragments = compile({ ...query, keys: { tag }, measures: {} }, bindings);
    expect(fragments.from).toBe('monthly_costs');
    const { parameters } = bindings.statement(grouped(fragments));
    expect(Object.values(parameters).find(Array.isArray)).toEqual([ID]);
  });

  it('have no month after the last of the calendar', () => {
    expect(read(sqlOf('2026-04-01', '9999-12-31')).map(([table]) => table)).toEqual([
      'monthly_costs',
      'charges',
    ]);
    expect(
      compile(
        {
          scope,
          period: period('9999-12-02', '9999-12-31'),
          conditions: [],
          keys: { tag },
          measures: {},
        },
        new Bindings(),
      ).from,
    ).toBe('charges');
  });

  it('leave out batches that have no charges then', () => {
    const days = [
      { first: '2026-04-30', last: '2026-05-01' },
      { first: '2026-06-01', last: '2026-06-30' },
    ];
    const both = { batches: [ID, OTHER], days, grants: null };
    const from = (from: string, to: string, rollups: ChargeScope['rollups'] = {}) => {
      const asked = { period: period(from, to), scope: { ...both, rollups } };
      const bindings = new Bindings();
      const fragments = compile({ ...asked, conditions: [], keys: {}, measures: {} }, bindings);
      const { parameters } = bindings.statement(grouped({ ...fragments, keys: { one: '1' } }));
      return [fragments.from, Object.values(parameters).find(Array.isArray)];
    };
    expect(from('2026-05-01', '2026-06-01')).toEqual(['charges', [ID]]);
    expect(from('2026-05-02', '2026-06-01')).toEqual(['charges', []]);
    expect(from('2026-05-01', '2026-06-02')).toEqual(['charges', [ID, OTHER]]);
    // What one has no sums of does not matter to questions that leave it out.
    const daily = { daily_costs: [ID, null] };
    expect(from('2026-05-01', '2026-06-01', daily)).toEqual(['daily_costs', [ID]]);
    expect(from('2026-05-01', '2026-06-02', daily)).toEqual(['charges', [ID, OTHER]]);
  });
});

describe('how a question is read', () => {
  const settingsOf = (query: Partial<ChargeQuery>) =>
    compile(
      {
        scope,
        conditions: [],
        keys: { key: column('ServiceName') },
        measures: {},
        ...query,
      },
      new Bindings(),
    ).settings;
  const among = (charges: number) => ({ scope: { ...scope, charges } });

  it('by one thread where it is the rollups of few charges', () => {
    expect(settingsOf(among(1_000_000))).toHaveProperty('max_threads', 1);
  });

  it('by as many as there are where they are many, or nobody knows how many, resources, or charges themselves', () => {
    const resources = { ...among(1_000), keys: { key: resource } };
    const charges = { ...among(1_000), keys: { key: column('ChargeDescription') } };
    for (const query of [among(50_000_000), {}, resources, charges]) {
      expect(settingsOf(query)).not.toHaveProperty('max_threads');
    }
  });

  it('conditions before the rest where they leave charges out, be it by rights', () => {
    const everything = { optimize_move_to_prewhere: 0 };
    expect(settingsOf({})).toEqual(everything);
    const conditions = [
      { key: column('ServiceName'), operator: 'IN', values: ['Compute'] },
    ] as const;
    expect(settingsOf({ conditions })).toEqual({});
    expect(settingsOf({ scope: { ...scope, grants: [] } })).toEqual({});
  });
});
