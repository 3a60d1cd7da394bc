import { periodOf } from './period';

const now = new Date('2026-03-31T23:30:00Z');

describe('periodOf', () => {
  it.each([
    ['30d', '2026-03-02', '2026-04-01'],
    ['1d', '2026-03-31', '2026-04-01'],
    ['2w', '2026-03-18', '2026-04-01'],
    ['1m', '2026-03-01', '2026-04-01'],
    ['13m', '2025-03-01', '2026-04-01'],
    ['1y', '2025-04-01', '2026-04-01'],
  ])('reads --last %s up to and including today', (last, from, to) => {
    expect(periodOf({ last }, now)).toEqual({ from, to });
  });

  it('takes the last day of a shorter month', () => {
    expect(periodOf({ last: '1m' }, new Date('2026-03-30T12:00:00Z'))).toEqual({
      from: '2026-02-28',
      to: '2026-03-31',
    });
  });

  it('takes the last 30 days without options', () => {
    expect(periodOf({}, now)).toEqual({ from: '2026-03-02', to: '2026-04-01' });
  });

  it('takes given days as they are', () => {
    expect(periodOf({ from: '2026-01-01', to: '2026-02-01' }, now)).toEqual({
      from: '2026-01-01',
      to: '2026-02-01',
    });
  });

  it.each([
    [{ last: '30' }, '--last 30: write a number'],
    [{ last: '30d', from: '2026-01-01', to: '2026-02-01' }, 'either --last or'],
    [{ from: '2026-01-01' }, '--from and --to go together'],
    [{ from: '2026-02-30', to: '2026-03-01' }, '--from 2026-02-30: write a day'],
    [{ from: '01/02/2026', to: '2026-03-01' }, '--from 01/02/2026: write a day'],
  ])('refuses %j and says what to write', (options, message) => {
    expect(() => periodOf(options, now)).toThrow(message);
  });
});
