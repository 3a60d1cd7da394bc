import { calendarPeriod, daysText, periodBefore, periodName, sameDaysOf, shifted } from './period';

const period = (from: string, to: string, end = to) => ({ from, to, end });

it.each([
  [period('2026-10-01', '2026-11-01'), '1–31 Oct 2026', 'Oct 2026'],
  [period('2026-11-01', '2026-11-24', '2026-12-01'), '1–23 Nov 2026', 'Nov 2026 so far'],
  [period('2026-07-01', '2026-10-01'), '1 Jul – 30 Sep 2026', 'Q3 2026'],
  [period('2025-01-01', '2026-01-01'), '1 Jan – 31 Dec 2025', '2025'],
  [period('2026-05-05', '2026-05-06'), '5 May 2026', '5 May 2026'],
  [period('2025-12-30', '2026-01-03'), '30 Dec 2025 – 2 Jan 2026', '30 Dec 2025 – 2 Jan 2026'],
])('says %j as %s and %s', (given, days, name) => {
  expect([daysText(given), periodName(given)]).toEqual([days, name]);
});

it.each([
  [period('2026-03-01', '2026-04-01'), period('2026-02-01', '2026-03-01')],
  [period('2026-11-01', '2026-11-24', '2026-12-01'), period('2026-10-01', '2026-11-01')],
  [period('2026-01-01', '2026-04-01'), period('2025-10-01', '2026-01-01')],
  [period('2026-11-10', '2026-11-17'), period('2026-11-03', '2026-11-10')],
])('finds the period before %j', (given, before) => {
  expect(periodBefore(given)).toEqual(before);
});

it('moves a month by a year, leap days and all', () => {
  expect(shifted(period('2024-02-01', '2024-03-01'), 'YEAR', -1)).toEqual(
    period('2023-02-01', '2023-03-01'),
  );
});

it('compares a running month with the same days of a shorter one', () => {
  const running = period('2026-03-01', '2026-03-31', '2026-04-01');
  expect(sameDaysOf(period('2026-02-01', '2026-03-01'), running)).toEqual(
    period('2026-02-01', '2026-03-01'),
  );
});

it('begins weeks on Monday', () => {
  expect(calendarPeriod('WEEK', '2026-11-22', '2026-11-23')).toEqual(
    period('2026-11-16', '2026-11-23'),
  );
});
