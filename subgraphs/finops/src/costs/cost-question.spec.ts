import type { CostsInput } from '../generated/graphql';
import { costQuestion, firstOf, valuesQuestion } from './cost-question';

const period = { from: '2026-05-01', to: '2026-06-01' };
const many = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

describe('costQuestion', () => {
  it('fills in what the contract has as defaults', () => {
    expect(costQuestion({ period })).toEqual({
      metric: 'EFFECTIVE_COST',
      basis: 'CHARGE_PERIOD',
      granularity: 'TOTAL',
      period,
      groupBy: [],
      filter: [],
      top: null,
      topBy: 'EFFECTIVE_COST',
      metrics: [],
      compareWith: null,
      convertTo: null,
      cumulative: false,
      fiscalYearStart: 1,
      orderBy: [],
      first: null,
      after: null,
    });
  });

  it('takes the most that the contract allows', () => {
    const groupBy = Array.from({ length: 5 }, () => ({ dimension: 'SERVICE_NAME' as const }));
    const filter = [{ dimension: 'TAG' as const, tagKey: ' ', values: many(1000) }];
    expect(costQuestion({ period, groupBy, filter, top: 1000 })).toMatchObject({
      groupBy: Array(5).fill({ dimension: 'SERVICE_NAME', tagKey: null }),
      filter: [{ term: { dimension: 'TAG', tagKey: ' ' }, operator: 'IN', values: many(1000) }],
      top: 1000,
    });
  });

  const refusals: [string, string, Partial<CostsInput>][] = [
    [
      'a period that ends where it begins',
      'period.to',
      { period: { from: '2026-05-01', to: '2026-05-01' } },
    ],
    [
      'a period that ends before it begins',
      'period.to',
      { period: { from: '2026-05-01', to: '2025-06-01' } },
    ],
    [
      'six dimensions',
      'groupBy',
      { groupBy: Array.from({ length: 6 }, () => ({ dimension: 'REGION_ID' as const })) },
    ],
    ['13 metrics', 'metrics', { metrics: Array.from({ length: 13 }, () => 'CHARGES' as const) }],
    ['a fiscal year that begins in month 13', 'fiscalYearStart', { fiscalYearStart: 13 }],
    ['running sums without buckets', 'cumulative', { cumulative: true }],
    [
      'running sums of prices',
      'cumulative',
      { cumulative: true, granularity: 'DAY', metrics: ['LIST_UNIT_PRICE'] },
    ],
    [
      'running sums of distinct counts',
      'cumulative',
      { cumulative: true, granularity: 'DAY', metrics: ['RESOURCES'] },
    ],
    ['a top by what is not asked for', 'topBy', { topBy: 'RESOURCES' }],
    ['a page of none', 'first', { first: 0 }],
    ['a page of 10001', 'first', { first: 10_001 }],
    ['a cursor without a page', 'after', { after: 'x' }],
    [
      'an order by a key that is not there',
      'orderBy.0.index',
      { orderBy: [{ by: 'KEY', index: 0 }], groupBy: [] },
    ],
    ['an order by a key without its place', 'orderBy.0.index', { orderBy: [{ by: 'KEY' }] }],
    [
      'an order by what is not asked for',
      'orderBy.0.metric',
      { orderBy: [{ by: 'METRIC', metric: 'SKUS' }] },
    ],
    ['an order by a change without comparison', 'orderBy.0.by', { orderBy: [{ by: 'CHANGE' }] }],
    [
      'a text above another',
      'filter.0.operator',
      { filter: [{ dimension: 'REGION_ID', operator: 'AT_LEAST', values: ['a'] }] },
    ],
    [
      'a search in numbers',
      'filter.0.operator',
      { filter: [{ dimension: 'LIST_COST', operator: 'CONTAINS', values: ['1'] }] },
    ],
    ...['1e5', "1' OR '1", '0.1234567890123', 'NaN', ''].map(
      (value): [string, string, Partial<CostsInput>] => [
        `the number ${JSON.stringify(value)}`,
        'filter.0.values',
        { filter: [{ dimension: 'LIST_COST', values: [value] }] },
      ],
    ),
    ...['2026-02-30', 'yesterday', '2026-05-01T25:00:00Z', '2026-05-01 10:00:00'].map(
      (value): [string, string, Partial<CostsInput>] => [
        `the time ${value}`,
        'filter.0.values',
        { filter: [{ dimension: 'CHARGE_PERIOD_START', operator: 'AT_LEAST', values: [value] }] },
      ],
    ),
    [
      'two bounds at once',
      'filter.0.values',
      { filter: [{ dimension: 'LIST_COST', operator: 'AT_MOST', values: ['1', '2'] }] },
    ],
    [
      'a tag without its key',
      'groupBy.1.tagKey',
      { groupBy: [{ dimension: 'REGION_ID' }, { dimension: 'TAG' }] },
    ],
    [
      'a tag with an empty key',
      'groupBy.0.tagKey',
      { groupBy: [{ dimension: 'TAG', tagKey: '' }] },
    ],
    [
      'a tag key without TAG',
      'groupBy.0.tagKey',
      { groupBy: [{ dimension: 'REGION_ID', tagKey: 'team' }] },
    ],
    [
      'a filter on a tag without its key',
      'filter.0.tagKey',
      { filter: [{ dimension: 'TAG', values: ['a'] }] },
    ],
    [
      'a filter with a tag key without TAG',
      'filter.0.tagKey',
      { filter: [{ dimension: 'SKU_ID', tagKey: '', values: ['a'] }] },
    ],
    ['a filter without values', 'filter.0.values', { filter: [{ dimension: 'SKU_ID' }] }],
    [
      'NOT_IN without values',
      'filter.0.values',
      { filter: [{ dimension: 'SKU_ID', operator: 'NOT_IN', values: [] }] },
    ],
    ['1001 values', 'filter.0.values', { filter: [{ dimension: 'SKU_ID', values: many(1001) }] }],
    [
      'an empty text as value',
      'filter.0.values',
      { filter: [{ dimension: 'SKU_ID', values: ['a', ''] }] },
    ],
    [
      'values with IS_NULL',
      'filter.1.values',
      {
        filter: [
          { dimension: 'SKU_ID', values: ['a'] },
          { dimension: 'SKU_ID', operator: 'IS_NULL', values: ['a'] },
        ],
      },
    ],
    [
      'values with IS_NOT_NULL',
      'filter.0.values',
      { filter: [{ dimension: 'SKU_ID', operator: 'IS_NOT_NULL', values: ['a'] }] },
    ],
    ['a currency that is none', 'currency', { currency: "EUR' OR '1" }],
    ['rates without a currency', 'rates', { rates: { source: 'ECB', maxAgeDays: 7 } }],
    [
      'rates of a source with a name that none has',
      'rates.source',
      { currency: 'EUR', rates: { source: '{p0:String}', maxAgeDays: 7 } },
    ],
    [
      'rates that are too old',
      'rates.maxAgeDays',
      { currency: 'EUR', rates: { source: 'ECB', maxAgeDays: 32 } },
    ],
    ['a top of 0', 'top', { top: 0 }],
    ['a negative top', 'top', { top: -1 }],
    ['a top of 1001', 'top', { top: 1001 }],
  ];

  it.each(refusals)('refuses %s and names the field %s', (_, field, part) => {
    expect(() => costQuestion({ period, ...part })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: expect.stringMatching(`^${field} .*\\.$`),
        details: { field },
      }),
    );
  });
});

describe('valuesQuestion', () => {
  it('takes an empty search and a missing period as none', () => {
    expect(valuesQuestion({ dimension: 'REGION_ID', search: '' })).toEqual({
      term: { dimension: 'REGION_ID', tagKey: null },
      period: null,
      search: null,
      first: 100,
    });
  });

  it.each([
    ['tagKey', { dimension: 'TAG' }],
    ['period.to', { dimension: 'REGION_ID', period: { from: '2026-05-02', to: '2026-05-01' } }],
    ['first', { dimension: 'REGION_ID', first: 1001 }],
  ] as const)('names the field %s at fault', (field, args) => {
    expect(() => valuesQuestion(args)).toThrow(expect.objectContaining({ details: { field } }));
  });

  it.each([0, -5, 1001])('refuses a first of %d', (first) => {
    expect(() => firstOf(first)).toThrow('first must be 1 to 1000.');
  });
});
