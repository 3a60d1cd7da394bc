import { commonBase } from './common-base';
import { RateBook } from './rate-book';

const quote = (date: string, from: string, to: string, rate: string) => ({ date, from, to, rate });

describe('rates of a source', () => {
  const book = new RateBook('EUR', [
    quote('2026-05-01', 'EUR', 'USD', '1.25'),
    quote('2026-05-01', 'EUR', 'JPY', '150'),
    // In the base, as a list of one's own may have it.
    quote('2026-05-01', 'GBP', 'EUR', '1.2'),
    quote('2026-05-01', 'CHF', 'EUR', '1.05'),
    quote('2026-05-04', 'EUR', 'USD', '3'),
  ]);
  const rate = (from: string, to: string, day = '2026-05-01', age = 7) =>
    book.find(from, to, day, age);

  it.each([
    ['EUR', 'USD', '1.25', 'as it is quoted'],
    ['GBP', 'EUR', '1.2', 'as it is quoted, in the base'],
    ['USD', 'EUR', '0.8', 'the inverse'],
    ['EUR', 'GBP', '0.833333333333333333', 'the inverse, rounded to 18 places'],
    ['USD', 'JPY', '120', 'a cross rate of two for one unit of the base'],
    ['GBP', 'CHF', '1.142857142857142857', 'a cross rate of two in the base'],
    ['GBP', 'USD', '1.5', 'a cross rate of one of each'],
    ['USD', 'GBP', '0.666666666666666667', 'its inverse, rounded up'],
    ['USD', 'USD', '1', 'of a currency to itself'],
    ['XXX', 'XXX', '1', 'of an unknown currency to itself'],
  ])('from %s to %s is %s: %s', (from, to, expected) => {
    expect(rate(from, to)).toEqual({ rate: expected, rateDate: '2026-05-01' });
  });

  it('is that of the last day at or before, if it is not too old', () => {
    expect(rate('EUR', 'USD', '2026-05-03')).toEqual({ rate: '1.25', rateDate: '2026-05-01' });
    expect(rate('EUR', 'USD', '2026-05-03', 2)?.rateDate).toBe('2026-05-01');
    expect(rate('EUR', 'USD', '2026-05-03', 1)).toBeNull();
    expect(rate('EUR', 'USD', '2026-05-05', 1)).toEqual({ rate: '3', rateDate: '2026-05-04' });
    expect(rate('EUR', 'USD', '2026-04-30')).toBeNull();
  });

  it('never mixes rates of two days', () => {
    expect(rate('USD', 'JPY', '2026-05-04')).toEqual({ rate: '120', rateDate: '2026-05-01' });
  });

  it('is not there for what the source does not quote', () => {
    expect(rate('XXX', 'EUR')).toBeNull();
    expect(rate('EUR', 'XXX')).toBeNull();
  });

  it('says what a rate goes through', () => {
    expect([book.via('USD', 'JPY'), book.via('EUR', 'JPY'), book.via('JPY', 'EUR')]).toEqual([
      'EUR',
      null,
      null,
    ]);
  });
});

describe('the base of rates', () => {
  const day = '2026-05-01';
  it.each([
    [[], null],
    [[quote(day, 'USD', 'EUR', '1')], null],
    [[quote(day, 'USD', 'EUR', '1'), quote(day, 'EUR', 'USD', '1')], null],
    [[quote(day, 'USD', 'EUR', '1'), quote(day, 'GBP', 'EUR', '1')], 'EUR'],
    [[quote(day, 'USD', 'EUR', '1'), quote(day, 'EUR', 'GBP', '1')], 'EUR'],
    [[quote(day, 'USD', 'EUR', '1'), quote(day, 'GBP', 'JPY', '1')], null],
  ])('of %j is %s', (quotes, base) => {
    expect(commonBase(quotes)).toBe(base);
  });
});
