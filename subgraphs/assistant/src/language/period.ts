import { add, daysBetween, monthOf, startOf, type Unit, yearOf } from './days';

/** Whole days in UTC, half open. */
export interface Period {
  readonly from: string;
  /** The day after the last one asked for: tomorrow at most in a period that still runs. */
  readonly to: string;
  /** The day after the period is over; later than `to` while it runs. */
  readonly end: string;
}

export function isRunning(period: Period): boolean {
  return period.to < period.end;
}

/** The period from `from` up to `end`, cut after today when it has begun and is not over. */
export function periodUpTo(from: string, end: string, today: string): Period {
  const tomorrow = add('DAY', today, 1);
  return { from, to: from <= today && tomorrow < end ? tomorrow : end, end };
}

/** The calendar unit that holds `day`, and `count - 1` more after it. */
export function calendarPeriod(unit: Unit, day: string, today: string, count = 1): Period {
  const from = startOf(unit, day);
  return periodUpTo(from, add(unit, from, count), today);
}

const isMonthStart = (day: string): boolean => day.endsWith('-01');

const monthsBetween = (from: string, to: string): number =>
  (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);

/** The period of the same length right before: as many months for whole months, else as many days. */
export function periodBefore(period: Period): Period {
  const { from, end } = period;
  const before =
    isMonthStart(from) && isMonthStart(end)
      ? add('MONTH', from, -monthsBetween(from, end))
      : add('DAY', from, -daysBetween(from, end));
  return { from: before, to: from, end: from };
}

/** The same days so many units earlier, whole where the later period still runs. */
export function shifted(period: Period, unit: Unit, count: number): Period {
  const from = add(unit, period.from, count);
  const months = isMonthStart(period.from) && isMonthStart(period.end);
  const end = months
    ? add('MONTH', from, monthsBetween(period.from, period.end))
    : add('DAY', from, daysBetween(period.from, period.end));
  return { from, to: end, end };
}

/** As many first days of `baseline` as `period` has so far, for a fair comparison while it runs. */
export function sameDaysOf(baseline: Period, period: Period): Period {
  const to = add('DAY', baseline.from, daysBetween(period.from, period.to));
  const isShorter = baseline.to < to;
  const end = isShorter ? baseline.to : to;
  return { from: baseline.from, to: end, end };
}

const MONTH_NAMES = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const shortMonth = (day: string): string => MONTH_NAMES[monthOf(day) - 1] ?? '';
const dayNumber = (day: string): string => String(Number(day.slice(8)));

/** For people: "1–31 Oct 2026", "28 Sep – 4 Oct 2026", "5 May 2026". */
export function daysText({ from, to }: { readonly from: string; readonly to: string }): string {
  const last = add('DAY', to, -1);
  const end = `${dayNumber(last)} ${shortMonth(last)} ${yearOf(last)}`;
  if (last <= from) return end;
  if (from.slice(0, 7) === last.slice(0, 7)) return `${dayNumber(from)}–${end}`;
  const year = yearOf(from) === yearOf(last) ? '' : ` ${yearOf(from)}`;
  return `${dayNumber(from)} ${shortMonth(from)}${year} – ${end}`;
}

/** As short as it can be said: "Oct 2026", "Q3 2026", "2026", or the days. */
export function periodName(period: Period): string {
  const { from, end } = period;
  const is = (unit: Unit) => startOf(unit, from) === from && add(unit, from, 1) === end;
  const name = is('YEAR')
    ? `${yearOf(from)}`
    : is('QUARTER')
      ? `Q${(monthOf(from) + 2) / 3} ${yearOf(from)}`
      : is('MONTH')
        ? `${shortMonth(from)} ${yearOf(from)}`
        : undefined;
  if (name === undefined) return daysText(period);
  return isRunning(period) ? `${name} so far` : name;
}

/** Name of the time bucket that begins on `day`. */
export function bucketName(unit: Unit, day: string): string {
  if (unit === 'DAY') return daysText({ from: day, to: add('DAY', day, 1) });
  if (unit === 'WEEK') return `week of ${daysText({ from: day, to: add('DAY', day, 1) })}`;
  const end = add(unit, day, 1);
  return periodName({ from: day, to: end, end });
}
