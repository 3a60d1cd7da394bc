import { costRows, dimensionValues, totalsOf } from './cost-answer';

describe('costRows', () => {
  it('gives a missing text back as null and keeps the amount as it came', () => {
    const record = {
      bucket: '2026-05-01',
      currency: 'USD',
      cost: '-0.000000000001',
      charges: '3',
      other: 0,
      key_0: 'a',
      key_1: '',
    };
    const groupBy = [
      { dimension: 'SKU_ID', tagKey: null },
      { dimension: 'TAG', tagKey: 'team' },
    ] as const;
    expect(costRows([record], groupBy)).toEqual([
      {
        bucket: '2026-05-01',
        keys: [
          { dimension: 'SKU_ID', tagKey: null, value: 'a' },
          { dimension: 'TAG', tagKey: 'team', value: null },
        ],
        other: false,
        cost: { amount: '-0.000000000001', currency: 'USD' },
        charges: 3,
      },
    ]);
  });

  it('tells an unknown cost from none', () => {
    expect(costRows([{ currency: 'USD', cost: null, charges: '1' }], [])).toEqual([
      { bucket: null, keys: [], other: false, cost: null, charges: 1 },
    ]);
  });
});

describe('totalsOf', () => {
  it('adds exactly, by currency, in the order of its code', () => {
    const row = (currency: string, cost: string | null) => ({ currency, cost, charges: '1' });
    const rows = [
      row('USD', '99999999999999999999999999999999.999999999999'),
      row('XXX', null),
      row('EUR', '0.1'),
      row('USD', '0.000000000001'),
      row('EUR', '-0.3'),
    ];
    expect(totalsOf(rows)).toEqual([
      { amount: '-0.2', currency: 'EUR' },
      { amount: '100000000000000000000000000000000', currency: 'USD' },
    ]);
  });

  it('writes a tiny sum without exponent', () => {
    expect(totalsOf([{ currency: 'USD', cost: '0.000000000001', charges: '1' }])).toEqual([
      { amount: '0.000000000001', currency: 'USD' },
    ]);
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
