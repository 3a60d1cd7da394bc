import { comparedPeriod } from './comparison';

describe('comparedPeriod', () => {
  it.each([
    ['PREVIOUS_PERIOD', '2026-05-01', '2026-06-01', '2026-04-01', '2026-05-01', 'months', 1],
    ['PREVIOUS_PERIOD', '2026-01-01', '2026-04-01', '2025-10-01', '2026-01-01', 'months', 3],
    ['PREVIOUS_PERIOD', '2026-05-10', '2026-05-17', '2026-05-03', '2026-05-10', 'days', 7],
    ['PREVIOUS_PERIOD', '2026-05-01', '2026-05-02', '2026-04-30', '2026-05-01', 'days', 1],
    ['PREVIOUS_YEAR', '2024-02-29', '2024-03-01', '2023-02-28', '2023-03-01', 'months', 12],
    ['PREVIOUS_YEAR', '2026-05-03', '2026-05-10', '2025-05-03', '2025-05-10', 'months', 12],
    ['SAME_WEEKDAYS', '2026-05-01', '2026-05-31', '2026-03-27', '2026-04-26', 'days', 35],
    ['SAME_WEEKDAYS', '2026-05-04', '2026-05-11', '2026-04-27', '2026-05-04', 'days', 7],
    ['SAME_WEEKDAYS', '0001-01-01', '0001-01-03', '0001-01-01', '0001-01-01', 'days', 7],
  ] as const)('%s of %s to %s is %s to %s', (comparison, from, to, before, until, unit, by) => {
    expect(comparedPeriod({ from, to }, comparison)).toEqual({
      from: before,
      to: until,
      shift: { unit, by },
    });
  });
});
