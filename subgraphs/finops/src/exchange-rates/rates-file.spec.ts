import { isRate, requireOnce } from './rate-quote';
import { readRates } from './rates-file';

const ECB = `Date,USD,JPY,CYP,
2026-05-04,1.0876,163.05,N/A,
2026-05-01,1.0810,N/A,N/A,
`;

describe('a file of exchange rates', () => {
  it('has a column a currency, as the European Central Bank publishes its history', () => {
    expect(readRates(ECB, 'EUR')).toEqual({
      wide: true,
      quotes: [
        { date: '2026-05-04', from: 'EUR', to: 'USD', rate: '1.0876' },
        { date: '2026-05-04', from: 'EUR', to: 'JPY', rate: '163.05' },
        { date: '2026-05-01', from: 'EUR', to: 'USD', rate: '1.0810' },
      ],
    });
  });

  it('may be the daily one, whose day is written out', () => {
    expect(readRates('Date, USD, JPY, \n4 May 2026, 1.0876, 163.05, \n', 'EUR').quotes).toEqual([
      { date: '2026-05-04', from: 'EUR', to: 'USD', rate: '1.0876' },
      { date: '2026-05-04', from: 'EUR', to: 'JPY', rate: '163.05' },
    ]);
  });

  it('is of another base where that is said', () => {
    expect(readRates('date,EUR\n2026-05-01,0.92', 'USD').quotes).toEqual([
      { date: '2026-05-01', from: 'USD', to: 'EUR', rate: '0.92' },
    ]);
  });

  it('has a rate a line, columns in any order, with quotes, a byte order mark and other line ends', () => {
    const text =
      '\uFEFF"rate","note","From","to","date"\r\n"0.92","plan","USD","EUR","2026-05-01"\r\n\r\n';
    expect(readRates(text, 'EUR')).toEqual({
      wide: false,
      quotes: [{ date: '2026-05-01', from: 'USD', to: 'EUR', rate: '0.92' }],
    });
  });

  it.each([
    ['', 'FILE_EMPTY', 'The file is empty'],
    ['Date,USD\n', 'FILE_EMPTY', 'The file has no rates.'],
    ['Date,USD\n2026-05-01,N/A\n', 'FILE_EMPTY', 'The file has no rates.'],
    ['day,from,to,rate\n2026-05-01,USD,EUR,1', 'VALIDATION_FAILED', /^Line 1: The columns must be/],
    [
      'Date,USD\n2026-02-30,1.1',
      'VALIDATION_FAILED',
      'Line 2: "2026-02-30" is no day such as 2026-05-01.',
    ],
    ['Date,USD\n31 June 2026,1.1', 'VALIDATION_FAILED', /^Line 2: "31 June 2026" is no day/],
    ['Date,USD\n1 Mai 2026,1.1', 'VALIDATION_FAILED', /^Line 2: "1 Mai 2026" is no day/],
    ['Date,usd\n2026-05-01,1.1', 'VALIDATION_FAILED', 'Line 1: "usd" is no currency such as EUR.'],
    ['Date,EUR\n2026-05-01,1', 'VALIDATION_FAILED', /^Line 1: EUR is the base/],
    ['Date,USD\n\n2026-05-01,1.1x', 'VALIDATION_FAILED', /^Line 3: "1.1x" is no rate/],
    ['Date,USD\n2026-05-01,0', 'VALIDATION_FAILED', /^Line 2: "0" is no rate/],
    ['Date,USD\n2026-05-01,-1', 'VALIDATION_FAILED', /^Line 2: "-1" is no rate/],
    ['Date,USD\n2026-05-01,1e3', 'VALIDATION_FAILED', /^Line 2: "1e3" is no rate/],
    ['date,from,to,rate\n2026-05-01,EUR,EUR,1', 'VALIDATION_FAILED', /not of EUR to itself/],
    ['date,from,to,rate\n2026-05-01,EUR', 'VALIDATION_FAILED', /^Line 2: "" is no currency/],
    ['Date,USD\n0000-01-01,1.1', 'VALIDATION_FAILED', /^Line 2: "0000-01-01" is no day/],
  ])('%j is refused', (text, code, message) => {
    expect(() => readRates(text, 'EUR')).toThrow(
      expect.objectContaining({
        code,
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      }),
    );
  });

  it('has rates from a thousand-millionth to a thousand million', () => {
    expect(['0.000000001', '1000000000', '1.000000000000000001', '163.05'].map(isRate)).toEqual(
      Array(4).fill(true),
    );
    const others = [
      '0.0000000009',
      '1000000000.1',
      '1.0000000000000000001',
      '',
      '.5',
      '1,5',
      'NaN',
    ];
    expect(others.map(isRate)).toEqual(Array(7).fill(false));
  });

  it('has one rate a day between two currencies', () => {
    const quote = (date: string, from: string, to: string) => ({ date, from, to, rate: '2' });
    const [day, next] = ['2026-05-01', '2026-05-02'];
    expect(() =>
      requireOnce([quote(day, 'USD', 'EUR'), quote(next, 'USD', 'EUR'), quote(day, 'USD', 'GBP')]),
    ).not.toThrow();
    for (const [from, to] of [
      ['USD', 'EUR'],
      ['EUR', 'USD'],
    ] as const) {
      expect(() => requireOnce([quote(day, 'USD', 'EUR'), quote(day, from, to)])).toThrow(
        `There are two rates between ${from} and ${to} for ${day}.`,
      );
    }
  });
});
