/** The rate of the charges of a day. */
interface DayRate {
  readonly date: string;
  readonly rateDate: string;
  readonly rate: string;
}

/** One published rate and the days whose charges it converted, the first and the last. */
export interface RateRun {
  readonly first: string;
  readonly last: string;
  readonly rateDate: string;
  readonly rate: string;
}

/** Weekends and holidays have the rate of the day before them: one line each, latest first. */
export function rateRuns(rates: readonly DayRate[]): RateRun[] {
  const runs: RateRun[] = [];
  for (const { date, rateDate, rate } of rates) {
    const run = runs.at(-1);
    if (run?.rateDate === rateDate) runs[runs.length - 1] = { ...run, last: date };
    else runs.push({ first: date, last: date, rateDate, rate });
  }
  return runs.reverse();
}
