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
