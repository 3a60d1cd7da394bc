import {
  addMonths,
  bucketOf,
  bucketsOf,
  formatBucket,
  formatMoment,
  formatPeriod,
  formatTick,
  isDay,
  previousPeriod,
} from './calendar';

describe('the calendar', () => {
  it('knows a day from what only looks like one', () => {
    expect(['2024-02-29', '2026-12-31'].every(isDay)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', 'today', ''].some(isDay)).toBe(false);
  });

  it.each([
    ['2026-05-01', '2026-06-01', '2026-04-01', '2026-05-01'],
    ['2026-03-01', '2026-04-01', '2026-02-01', '2026-03-01'],
    ['2026-01-01', '2027-01-01', '2025-01-01', '2026-01-01'],
    ['2026-05-03', '2026-05-10', '2026-04-26', '2026-05-03'],
    ['2026-03-01', '2026-03-31', '2026-01-30', '2026-03-01'],
  ])('has before %s to %s as long a period', (from, to, before, until) =>
    expect(previousPeriod({ from, to })).toEqual({ from: before, to: until }),
  );

  it('begins weeks on Monday and quarters in January, April, July and October', () => {
    expect(bucketOf('2026-11-22', 'WEEK')).toBe('2026-11-16');
    expect(bucketOf('2026-11-23', 'WEEK')).toBe('2026-11-23');
    expect(bucketOf('2026-12-31', 'QUARTER')).toBe('2026-10-01');
    expect(bucketOf('2026-12-31', 'MONTH')).toBe('2026-12-01');
    expect(bucketOf('2026-12-31', 'YEAR')).toBe('2026-01-01');
    expect(addMonths('2026-11-01', 3)).toBe('2027-02-01');
  });

  it('lists every bucket that a period touches', () => {
    const period = { from: '2026-01-15', to: '2026-04-01' };
    expect(bucketsOf(period, 'MONTH')).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
    expect(bucketsOf(period, 'YEAR')).toEqual(['2026-01-01']);
    expect(bucketsOf(period, 'DAY')).toHaveLength(76);
    expect(bucketsOf(period, 'WEEK').slice(0, 2)).toEqual(['2026-01-12', '2026-01-19']);
  });

  it('is written for people', () => {
    expect(formatPeriod({ from: '2026-05-01', to: '2026-06-01' })).toBe('1 May 2026 – 31 May 2026');
    expect(formatPeriod({ from: '2026-05-01', to: '2026-05-02' })).toBe('1 May 2026');
    expect(formatBucket('2026-04-01', 'QUARTER')).toBe('Q2 2026');
    expect(formatTick('2026-04-06', 'WEEK')).toBe('6 Apr');
    expect(formatMoment('2026-05-01T12:34:56.000Z')).toBe('1 May 2026, 12:34 UTC');
  });
});
