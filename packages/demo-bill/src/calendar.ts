/** The days a bill covers. All times are UTC; days are counted from the first day of the first month. */
export interface BillMonth {
  readonly index: number;
  /** `2025-11` */
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly firstDay: number;
  /** Days that have charges: fewer than `daysInMonth` while the month is still running. */
  readonly days: number;
  readonly daysInMonth: number;
  /** A running month has no invoice and no tax yet. */
  readonly closed: boolean;
}

export interface Calendar {
  readonly months: readonly BillMonth[];
  readonly days: number;
  /** `2025-11-03`, one for each day and one more for the end of the last. */
  readonly dates: readonly string[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

const DAY_MS = 86_400_000;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

const dateText = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const midnight = (date: string): string => `${date}T00:00:00Z`;

export const hourText = (date: string, hour: number): string =>
  `${date}T${HOURS[hour] ?? '00'}:00:00Z`;

export interface CalendarOptions {
  readonly months: number;
  /** Last month, `YYYY-MM`. */
  readonly until: string;
  /** Charges from this day on are not in the bill yet, `YYYY-MM-DD`. */
  readonly asOf?: string | undefined;
}

export function createCalendar({ months: count, until, asOf }: CalendarOptions): Calendar {
  const [year = 0, month = 0] = until.split('-').map(Number);
  const first = Date.UTC(year, month - count, 1);
  const limit = asOf === undefined ? Number.POSITIVE_INFINITY : Date.parse(midnight(asOf));
  const months: BillMonth[] = [];
  let days = 0;
  for (let index = 0; index < count; index++) {
    const start = Date.UTC(year, month - count + index, 1);
    const end = Date.UTC(year, month - count + index + 1, 1);
    const present = Math.max(0, (Math.min(end, limit) - start) / DAY_MS);
    months.push({
      index,
      name: dateText(start).slice(0, 7),
      start: midnight(dateText(start)),
      end: midnight(dateText(end)),
      firstDay: days,
      days: present,
      daysInMonth: (end - start) / DAY_MS,
      closed: end <= limit,
    });
    days += present;
  }
  return {
    months,
    days,
    dates: Array.from({ length: days + 1 }, (_, day) => dateText(first + day * DAY_MS)),
    weekdays: Array.from({ length: days }, (_, day) => new Date(first + day * DAY_MS).getUTCDay()),
  };
}

/** The month before `YYYY-MM`. */
export function previousMonth(name: string): string {
  const [year = 0, month = 0] = name.split('-').map(Number);
  return dateText(Date.UTC(year, month - 2, 1)).slice(0, 7);
}

/** The same day `months` months later, as midnight text. */
export function monthsLater(start: string, months: number): string {
  const date = new Date(start);
  return midnight(dateText(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)));
}
