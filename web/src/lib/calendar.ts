/** Days in UTC as ISO text (2026-05-01), and periods of them whose `to` is not included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export type Bucketing = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const DAY_MS = 86_400_000;

const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dateOf(text).getTime())
    ? dayOf(dateOf(text)) === text
    : false;
}

export function addDays(day: string, days: number): string {
  return dayOf(new Date(dateOf(day).getTime() + days * DAY_MS));
}

/** Only for the first day of a month. */
export function addMonths(day: string, months: number): string {
  const date = dateOf(day);
  date.setUTCMonth(date.getUTCMonth() + months);
  return dayOf(date);
}

export function daysBetween({ from, to }: Period): number {
  return (dateOf(to).getTime() - dateOf(from).getTime()) / DAY_MS;
}

export const startOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;
const startsMonth = (day: string): boolean => day.endsWith('-01');

function monthsBetween({ from, to }: Period): number {
  const [a, b] = [dateOf(from), dateOf(to)];
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
}

/** The period before, as long: whole months before whole months, days before days. */
export function previousPeriod(period: Period): Period {
  const { from, to } = period;
  if (startsMonth(from) && startsMonth(to)) {
    return { from: addMonths(from, -monthsBetween(period)), to: from };
  }
  return { from: addDays(from, -daysBetween(period)), to: from };
}

/** First day of the bucket that the day lies in; weeks begin on Monday. */
export function bucketOf(day: string, bucketing: Bucketing): string {
  if (bucketing === 'DAY') return day;
  if (bucketing === 'WEEK') return addDays(day, -((dateOf(day).getUTCDay() + 6) % 7));
  const month = startOfMonth(day);
  if (bucketing === 'MONTH') return month;
  if (bucketing === 'YEAR') return `${day.slice(0, 4)}-01-01`;
  return addMonths(month, -(dateOf(day).getUTCMonth() % 3));
}

export function nextBucket(bucket: string, bucketing: Bucketing): string {
  if (bucketing === 'DAY') return addDays(bucket, 1);
  if (bucketing === 'WEEK') return addDays(bucket, 7);
  return addMonths(bucket, { MONTH: 1, QUARTER: 3, YEAR: 12 }[bucketing]);
}

/** First days of all buckets that the period touches. */
export function bucketsOf({ from, to }: Period, bucketing: Bucketing): string[] {
  const buckets: string[] = [];
  for (let at = bucketOf(from, bucketing); at < to; at = nextBucket(at, bucketing)) {
    buckets.push(at);
  }
  return buckets;
}

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  return (day: string): string => formatter.format(dateOf(day));
};

export const formatDay = format({ day: 'numeric', month: 'short', year: 'numeric' });
const formatMonth = format({ month: 'short', year: 'numeric' });
const formatShortDay = format({ day: 'numeric', month: 'short' });

export function formatBucket(bucket: string, bucketing: Bucketing): string {
  if (bucketing === 'DAY') return formatDay(bucket);
  if (bucketing === 'WEEK') return `Week of ${formatDay(bucket)}`;
  if (bucketing === 'MONTH') return formatMonth(bucket);
  if (bucketing === 'YEAR') return bucket.slice(0, 4);
  return `Q${dateOf(bucket).getUTCMonth() / 3 + 1} ${bucket.slice(0, 4)}`;
}

/** For an axis, where room is scarce. */
export function formatTick(bucket: string, bucketing: Bucketing): string {
  return bucketing === 'DAY' || bucketing === 'WEEK'
    ? formatShortDay(bucket)
    : formatBucket(bucket, bucketing);
}

/** "1–31 May 2026" in words that need no thought about ends: both days are included. */
export function formatPeriod({ from, to }: Period): string {
  const last = addDays(to, -1);
  return last === from ? formatDay(from) : `${formatDay(from)} – ${formatDay(last)}`;
}

export const today = (now = new Date()): string => dayOf(now);

const moment = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A moment as the graph sends it, for people. */
export const formatMoment = (dateTime: string): string =>
  `${moment.format(new Date(dateTime))} UTC`;
