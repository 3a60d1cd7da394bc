import { costRows, dimensionValues, totalsOf } from './cost-answer';

const GROUP_BY = [
  { dimension: 'SKU_ID', tagKey: null },
  { dimension: 'TAG', tagKey: 'team' },
] as const;

const ASKED = {
  metric: 'EFFECTIVE_COST',
  metrics: [],
  groupBy: [],
  compareWith: null,
} as const satisfies Parameters<typeof costRows>[1];

describe('costRows', () => {
  it('gives a missing text back as null and keeps the amount as it came', () => {
    const record = {
      bucket: '2026-05-01',
      currency: 'USD',
      m_effective: '-0.000000000001',
      m_charges: '3',
      other: 0,
      key_0: 'a',
      key_1: '',
    };
    expect(costRows([record], { ...ASKED, groupBy: GROUP_BY })).toEqual([
      {
        bucket: '2026-05-01',
        bucketStart: '2026-05-01T00:00:00.000Z',
        keys: [
          { dimension: 'SKU_ID', tagKey: null, value: 'a' },
          { dimension: 'TAG', tagKey: 'team', value: null },
        ],
        other: false,
        currency: 'USD',
        cost: { amount: '-0.000000000001', currency: 'USD' },
        charges: 3,
        previous: null,
        change: null,
        changeRatio: null,
        metrics: [],
      },
    ]);
  });

  it('tells an unknown cost from none', () => {
    const record = { currency: 'USD', m_effective: null, m_charges: '1' };
    expect(costRows([record], ASKED)).toMatchObject([{ bucket: null, cost: null, charges: 1 }]);
  });

  it.each([
    ['a sum that is new', '7', null, '7', null],
    ['a sum that is gone', null, '7', '-7', '-1'],
    ['a third', '4', '3', '1', '0.333333333333333333'],
    ['from 0', '4', '0', '4', null],
    ['nothing in either', null, null, null, null],
  ])('compares %s', (_, now, before, change, changeRatio) => {
    const record = { currency: 'USD', m_effective: now, p_effective: before, m_charges: '1' };
    const [row] = costRows([record], { ...ASKED, compareWith: 'PREVIOUS_YEAR' });
    expect(row?.change?.amount ?? null).toBe(change);
    expect(row?.changeRatio).toBe(changeRatio);
  });

  it('gives a price its currency and what it is for, and none without a quantity', () => {
    const record = {
      currency: 'USD',
      split_PricingUnit: 'Hours',
      m_effective: '1',
      m_list: '10',
      m_pricedQuantity: '4',
      m_charges: '1',
    };
    const question = { ...ASKED, metrics: ['LIST_UNIT_PRICE'] as const };
    const price = { metric: 'LIST_UNIT_PRICE', currency: 'USD', unit: 'Hours' };
    expect(costRows([record], question)[0]?.metrics).toMatchObject([{ ...price, value: '2.5' }]);
    const none = { ...record, m_pricedQuantity: '0' };
    expect(costRows([none], question)[0]?.metrics).toMatchObject([{ ...price, value: null }]);
  });
});

describe('totalsOf', () => {
  it('adds exactly, by currency, in the order of its code', () => {
    const row = (currency: string, cost: string | null) => ({
      currency,
      m_effective: cost,
      m_charges: '1',
    });
    const rows = [
      row('USD', '99999999999999999999999999999999.999999999999'),
      row('XXX', null),
      row('EUR', '0.1'),
      row('USD', '0.000000000001'),
      row('EUR', '-0.3'),
    ];
    expect(totalsOf(rows, ASKED)).toEqual([
      { amount: '-0.2', currency: 'EUR' },
      { amount: '100000000000000000000000000000000', currency: 'USD' },
    ]);
  });

  it('writes a tiny sum without exponent', () => {
    expect(
      totalsOf([{ currency: 'USD', m_effective: '0.000000000001', m_charges: '1' }], ASKED),
    ).toEqual([{ amount: '0.000000000001', currency: 'USD' }]);
  });
});

describe('dimensionValues', () => {
  it('gives the missing text back as null', () => {
    expect(
      dimensionValues([
        { value: '', charges: '2' },
        { value: 'a', charges: '1' },
      ]),
    ).toEqual([
      { value: null, charges: 2 },
      { value: 'a', charges: 1 },
    ]);
  });
});
