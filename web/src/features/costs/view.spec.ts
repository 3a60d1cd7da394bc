import {
  type CostView,
  costsInput,
  exportInput,
  isComparable,
  narrowed,
  presets,
  previousInput,
  resolveView,
  type ViewParams,
  without,
} from './view';

const nothing: ViewParams = {
  metric: null,
  from: null,
  to: null,
  basis: null,
  group: null,
  granularity: null,
  top: null,
  filter: null,
  convert: null,
  rates: null,
  maxAge: null,
};
const service = { dimension: 'SERVICE_NAME', tagKey: null } as const;
const region = { dimension: 'REGION_ID', tagKey: null } as const;
const view: CostView = resolveView(nothing, null, '2026-11-24');

describe('the view of an address', () => {
  it('is a year of months by service when the address says nothing', () => {
    expect(view).toEqual({
      metric: 'EFFECTIVE_COST',
      from: '2025-12-01',
      to: '2026-12-01',
      basis: 'CHARGE_PERIOD',
      group: [service],
      granularity: 'MONTH',
      top: 8,
      filter: [],
      convert: null,
      rates: null,
      maxAge: null,
    });
  });

  it('ends where the bills end when they ended before now', () => {
    const period = (to: string) => {
      const extent = { from: '2024-01-01', to };
      const resolved = resolveView(nothing, extent, '2026-11-24');
      return [resolved.from, resolved.to];
    };
    expect(period('2024-10-01')).toEqual(['2023-10-01', '2024-10-01']);
    expect(period('2026-11-01')).toEqual(['2025-11-01', '2026-11-01']);
    expect(period('2026-12-01')).toEqual(['2025-12-01', '2026-12-01']);
    expect(period('2027-03-01')).toEqual(['2025-12-01', '2026-12-01']);
  });

  it('has the defaults of the API when the address names a period', () => {
    const params = { ...nothing, from: '2026-05-01', to: '2026-06-01' };
    expect(resolveView(params, null, '2026-11-24')).toMatchObject({
      from: '2026-05-01',
      to: '2026-06-01',
      group: [],
      granularity: 'TOTAL',
      top: null,
    });
  });

  it('keeps what can be read of an address whose period makes no sense', () => {
    const params = { ...nothing, from: '2026-06-01', to: '2026-05-01', metric: 'LIST_COST' };
    expect(resolveView(params as ViewParams, null, '2026-11-24')).toEqual({
      ...view,
      metric: 'LIST_COST',
    });
  });
});

describe('the question of a view', () => {
  it('limits groups even where the address does not', () => {
    expect(costsInput({ ...view, top: null }).top).toBe(100);
    expect(costsInput({ ...view, group: [] }).top).toBeNull();
    expect(costsInput(view)).toMatchObject({ groupBy: [{ dimension: 'SERVICE_NAME' }], top: 8 });
  });

  it('for a file keeps every group, unless the view keeps only some, and may compare', () => {
    const { top: all, ...whole } = exportInput({ ...view, top: null }, null);
    expect([all, whole.compareWith]).toEqual([null, null]);
    expect(exportInput(view, 'PREVIOUS_PERIOD')).toEqual({
      ...costsInput(view),
      compareWith: 'PREVIOUS_PERIOD',
    });
  });

  it('is in the currency that the view names', () => {
    const rates = { source: 'Treasury', maxAgeDays: 7 };
    const converted = { ...view, convert: 'EUR', rates: 'Treasury' };
    for (const input of [costsInput(converted), previousInput(converted)]) {
      expect(input).toMatchObject({ currency: 'EUR', rates });
    }
    expect(costsInput(view)).not.toHaveProperty('currency');
  });

  it('about the period before asks the same in total', () => {
    expect(previousInput(view)).toMatchObject({
      period: { from: '2024-12-01', to: '2025-12-01' },
      granularity: 'TOTAL',
      groupBy: [{ dimension: 'SERVICE_NAME' }],
    });
  });

  it('has something to compare with only where the bills cover the whole period before', () => {
    expect(isComparable(view, { from: '2024-12-01', to: '2026-12-01' })).toBe(true);
    expect(isComparable(view, { from: '2024-12-02', to: '2026-12-01' })).toBe(false);
    expect(isComparable(view, null)).toBe(false);
  });

  it('carries the keys of tags', () => {
    const team = { dimension: 'TAG', tagKey: 'team' } as const;
    const tagged = narrowed({ ...view, group: [team] }, team, null);
    expect(costsInput(tagged)).toMatchObject({
      groupBy: [team],
      filter: [{ ...team, operator: 'IS_NULL', values: [] }],
    });
  });
});

describe('a filter', () => {
  it('replaces the one on the same dimension and leaves the others', () => {
    const both = narrowed(narrowed(view, service, 'EC2'), region, 'eu');
    const again = narrowed(both, service, 'S3');
    expect(again.filter.map(({ values }) => values)).toEqual([['eu'], ['S3']]);
  });

  it('can be taken away', () => {
    const one = narrowed(view, service, 'EC2');
    const [filter] = one.filter;
    expect(filter && without(one, filter)).toEqual(view);
  });
});

it('the presets are whole periods that include today', () => {
  const extent = { from: '2024-01-01', to: '2026-12-01' };
  expect(
    presets(extent, '2026-11-24').map(({ name, from, to, granularity }) =>
      [name, from, to, granularity].join(' '),
    ),
  ).toEqual([
    'Last 30 days 2026-10-26 2026-11-25 DAY',
    'Last 90 days 2026-08-27 2026-11-25 WEEK',
    'This month 2026-11-01 2026-12-01 DAY',
    'Last month 2026-10-01 2026-11-01 DAY',
    'Last 12 months 2025-12-01 2026-12-01 MONTH',
    'This year 2026-01-01 2027-01-01 MONTH',
    'All bills 2024-01-01 2026-12-01 MONTH',
  ]);
});
