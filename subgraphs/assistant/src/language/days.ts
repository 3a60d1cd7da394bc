/** Calendar arithmetic on days in UTC, written as `2026-05-01`. Such texts compare as the days do. */

export type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

const MONTHS_IN: Readonly<Record<'MONTH' | 'QUARTER' | 'YEAR', number>> = {
  MONTH: 1,
  QUARTER: 3,
  YEAR: 12,
};
const DAY_MS = 86_400_000;

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The day, or undefined when the calendar has none such or it lies outside 1970 to 9998. */
export function dayFrom(year: number, month: number, day: number): string | undefined {
  if (!(year >= 1970 && year <= 9998)) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? dayOf(date) : undefined;
}

export const yearOf = (day: string): number => Number(day.slice(0, 4));
export const monthOf = (day: string): number => Number(day.slice(5, 7));

export function startOf(unit: Unit, day: string): string {
  if (unit === 'DAY') return day;
  if (unit === 'YEAR') return `${day.slice(0, 4)}-01-01`;
  if (unit === 'MONTH') return `${day.slice(0, 7)}-01`;
  if (unit === 'QUARTER') {
    const month = Math.floor((monthOf(day) - 1) / 3) * 3 + 1;
    return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
  }
  // ISO 8601: weeks begin on Monday.
  const weekday = (new Date(day).getUTCDay() + 6) % 7;
  return add('DAY', day, -weekday);
}

/** `count` units later (earlier when negative). The 31st becomes the last day of a shorter month. */
export function add(unit: Unit, day: string, count: number): string {
  const date = new Date(day);
  if (unit === 'DAY' || unit === 'WEEK') {
    date.setUTCDate(date.getUTCDate() + count * (unit === 'WEEK' ? 7 : 1));
    return dayOf(date);
  }
  const target = date.getUTCMonth() + count * MONTHS_IN[unit];
  const last = new Date(Date.UTC(date.getUTCFullYear(), target + 1, 0));
  return `${dayOf(last).slice(0, 8)}${String(Math.min(date.getUTCDate(), last.getUTCDate())).padStart(2, '0')}`;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
