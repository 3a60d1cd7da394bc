import { conversionLines, conversionOf } from './conversion';

describe('the options of a conversion', () => {
  it.each([
    [{}, {}],
    [{ currency: 'EUR' }, { currency: 'EUR', rates: {} }],
    [
      { currency: 'USD', rates: 'Treasury', maxAge: '0' },
      { currency: 'USD', rates: { source: 'Treasury', maxAgeDays: 0 } },
    ],
  ])('%j ask for %j', (options, input) => {
    expect(conversionOf(options)).toEqual(input);
  });

  it.each([[{ rates: 'ECB' }], [{ maxAge: '3' }], [{ currency: 'EUR', maxAge: 'a week' }]])(
    '%j are refused',
    (options) => {
      expect(() => conversionOf(options)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});

it('an answer says how it was converted', () => {
  const day = { date: '2026-05-03', rateDate: '2026-05-01', rate: '0.8' };
  const days = { firstRateDate: '2026-05-01', lastRateDate: '2026-05-01', rates: [day] };
  expect(conversionLines(null)).toEqual([]);
  expect(
    conversionLines({
      currency: 'JPY',
      source: 'ECB',
      maxAgeDays: 7,
      pairs: [
        { from: 'EUR', to: 'JPY', via: null, ...days },
        { from: 'USD', to: 'JPY', via: 'EUR', ...days },
      ],
    }),
  ).toEqual([
    'In JPY at the rates of ECB, each charge at that of its day:',
    '  EUR, published for 2026-05-01 to 2026-05-01',
    '  USD through EUR, published for 2026-05-01 to 2026-05-01',
  ]);
});
