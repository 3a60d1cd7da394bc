import type { CostRowFragment } from '@/generated/graphql';
import { chargesWithoutCost, costTables } from './cost-table';

const view = { from: '2026-01-01', to: '2026-04-01', granularity: 'MONTH' } as const;

function row(
  value: string | null,
  amount: string | null,
  more: { bucket?: string; currency?: string; other?: boolean } = {},
): CostRowFragment {
  const { bucket = null, currency = 'USD', other = false } = more;
  return {
    bucket,
    keys: [{ dimension: 'SERVICE_NAME', tagKey: null, value }],
    other,
    cost: amount === null ? null : { amount, currency },
    charges: 1,
  } as CostRowFragment;
}

const january = { bucket: '2026-01-01' };
const march = { bucket: '2026-03-01' };

describe('the costs of a view', () => {
  it('are added exactly, group by group, with a place for every bucket', () => {
    const [usd] = costTables(
      view,
      {
        rows: [row('EC2', '0.1', january), row('EC2', '0.2', march), row('S3', '5', march)],
        totals: [{ amount: '5.3', currency: 'USD' }],
      },
      { rows: [], totals: [] },
    );
    expect(usd?.buckets).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
    expect(usd?.groups.map(({ values, total, amounts }) => [values, total, amounts])).toEqual([
      [['S3'], '5', [null, null, '5']],
      [['EC2'], '0.3', ['0.1', null, '0.2']],
    ]);
  });

  it('never mix currencies', () => {
    const tables = costTables(
      { ...view, granularity: 'TOTAL' },
      {
        rows: [row('EC2', '1'), row('S3', '1'), row('EC2', '7', { currency: 'EUR' })],
        totals: [
          { amount: '7', currency: 'EUR' },
          { amount: '2', currency: 'USD' },
        ],
      },
      { rows: [], totals: [] },
    );
    expect(tables.map(({ currency, total, groups }) => [currency, total, groups.length])).toEqual([
      ['USD', '2', 2],
      ['EUR', '7', 1],
    ]);
  });

  it('keep charges without a value apart from the group of the others', () => {
    const [usd] = costTables(
      { ...view, granularity: 'TOTAL' },
      {
        rows: [row(null, '3'), row(null, '2', { other: true })],
        totals: [{ amount: '5', currency: 'USD' }],
      },
      { rows: [], totals: [] },
    );
    expect(usd?.groups.map(({ other, values }) => [other, values])).toEqual([
      [false, [null]],
      [true, []],
    ]);
  });

  it('say how they changed, also for the others, and nothing where it is not known', () => {
    const now = {
      rows: [row('EC2', '15'), row('New', '1'), row(null, '4', { other: true })],
      totals: [{ amount: '20', currency: 'USD' }],
    };
    const before = {
      rows: [row('EC2', '10'), row('S3', '8'), row('SQS', '2')],
      totals: [{ amount: '20', currency: 'USD' }],
    };
    const period = { ...view, granularity: 'TOTAL' } as const;
    const [usd] = costTables(period, now, before);
    expect(usd?.change).toBe(0n);
    expect(usd?.groups.map((group) => [group.before, group.change])).toEqual([
      ['10', 500n],
      ['0', null],
      ['10', -600n],
    ]);
    const more = { ...before, rows: [...before.rows, row(null, '1', { other: true })] };
    const [unsure] = costTables(period, now, more);
    expect(unsure?.groups.map((group) => group.before)).toEqual(['10', null, null]);
  });

  it('are compared with nothing when there is nothing to compare with', () => {
    const now = {
      rows: [row('EC2', '15'), row(null, '4', { other: true })],
      totals: [{ amount: '19', currency: 'USD' }],
    };
    const [usd] = costTables({ ...view, granularity: 'TOTAL' }, now, null);
    expect(usd).toMatchObject({ before: null, change: null });
    expect(usd?.groups.map((group) => [group.before, group.change])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('count the charges that have no value for the metric', () => {
    expect(chargesWithoutCost({ rows: [row('EC2', null), row('S3', '1')] })).toBe(1);
  });
});
