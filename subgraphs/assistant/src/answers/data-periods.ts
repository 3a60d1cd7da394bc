import type { DataPeriod } from '../finops/cost-types';
import { add, startOf } from '../language/days';
import { calendarPeriod, type Period, periodName } from '../language/period';

/** First days of the months that have bills, the latest first. */
export function monthsWithData(periods: readonly DataPeriod[]): string[] {
  const months = new Set(periods.map(({ start }) => startOf('MONTH', start)));
  return [...months].sort().reverse();
}

/** The latest month that is over and has bills; the latest with bills when none is over. */
export function latestMonth(periods: readonly DataPeriod[], today: string): Period | undefined {
  const months = monthsWithData(periods).filter((month) => month <= today);
  const over = months.find((month) => add('MONTH', month, 1) <= today);
  const month = over ?? months[0];
  return month === undefined ? undefined : calendarPeriod('MONTH', month, today);
}

/** "Sep 2024 and Oct 2025 to Nov 2026". */
export function monthsText(periods: readonly DataPeriod[]): string {
  const runs: { first: string; last: string }[] = [];
  for (const month of monthsWithData(periods).reverse()) {
    const run = runs.at(-1);
    if (run && add('MONTH', run.last, 1) === month) run.last = month;
    else runs.push({ first: month, last: month });
  }
  return runs
    .map(({ first, last }) =>
      first === last ? nameOf(first) : `${nameOf(first)} to ${nameOf(last)}`,
    )
    .join(', ');
}

function nameOf(month: string): string {
  const end = add('MONTH', month, 1);
  return periodName({ from: month, to: end, end });
}
