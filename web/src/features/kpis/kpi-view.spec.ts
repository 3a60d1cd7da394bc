import {
  type KpiParams,
  kpiParamsOf,
  kpisInput,
  previousKpisInput,
  resolveKpiView,
} from './kpi-view';

const nothing: KpiParams = {
  from: null,
  to: null,
  basis: null,
  tag: null,
  convert: null,
  rates: null,
  maxAge: null,
};
const TODAY = '2026-11-24';
const periodWith = (from: string, to: string) => {
  const view = resolveKpiView(nothing, { from, to }, TODAY);
  return [view.from, view.to];
};

describe('the KPIs of an address', () => {
  it('are those of the last whole month that the bills are about when the address says no period', () => {
    expect(resolveKpiView(nothing, null, TODAY)).toMatchObject({
      from: '2026-10-01',
      to: '2026-11-01',
    });
    expect(periodWith('2026-01-01', '2026-12-01')).toEqual(['2026-10-01', '2026-11-01']);
    expect(periodWith('2026-01-01', '2026-11-01')).toEqual(['2026-10-01', '2026-11-01']);
    expect(periodWith('2024-09-01', '2024-10-01')).toEqual(['2024-09-01', '2024-10-01']);
    expect(periodWith('2026-11-01', '2026-12-01')).toEqual(['2026-11-01', '2026-12-01']);
  });

  it('are asked for as the address says, and the address says no more than it must', () => {
    const params: KpiParams = {
      from: '2026-05-01',
      to: '2026-07-01',
      basis: 'BILLING_PERIOD',
      tag: 'team',
      convert: 'EUR',
      rates: 'Treasury',
      maxAge: 0,
    };
    const view = resolveKpiView(params, null, TODAY);
    expect(kpiParamsOf(view)).toEqual(params);
    expect(kpisInput(view)).toEqual({
      period: { from: '2026-05-01', to: '2026-07-01' },
      basis: 'BILLING_PERIOD',
      tagKey: 'team',
      currency: 'EUR',
      rates: { source: 'Treasury', maxAgeDays: 0 },
    });
    expect(previousKpisInput(view).period).toEqual({ from: '2026-03-01', to: '2026-05-01' });
    const plain = resolveKpiView({ ...nothing, tag: '' }, null, TODAY);
    expect(kpiParamsOf(plain)).toEqual({ ...nothing, from: plain.from, to: plain.to });
    expect(kpisInput(plain)).not.toHaveProperty('currency');
  });

  it('have a period that makes sense, whatever the address says', () => {
    const params = { ...nothing, from: '2026-06-01', to: '2026-05-01' };
    expect(resolveKpiView(params, null, TODAY)).toMatchObject({ from: '2026-10-01' });
  });
});
