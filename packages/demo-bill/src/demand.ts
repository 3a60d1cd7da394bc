import type { Calendar } from './calendar';

/**
 * How much of something is used on a day compared with an ordinary day. Plain additions,
 * multiplications and divisions only: they give the same result on every machine.
 *
 * `storage` and `growing` are priced by the month: a day uses its share of the month.
 */
export type Shape = 'always' | 'business' | 'office' | 'batch' | 'retail' | 'storage' | 'growing';

const WEEK: Record<Shape, readonly number[]> = {
  always: [1, 1, 1, 1, 1, 1, 1],
  business: [0.62, 1.02, 1.06, 1.05, 1.04, 1, 0.68],
  office: [0.06, 1, 1.05, 1.04, 1.02, 0.94, 0.1],
  batch: [1.25, 0.95, 0.9, 0.92, 0.94, 0.96, 1.2],
  retail: [1.22, 0.88, 0.87, 0.9, 0.96, 1.12, 1.28],
  storage: [1, 1, 1, 1, 1, 1, 1],
  growing: [1, 1, 1, 1, 1, 1, 1],
};

/** January to December: shops live on November and December. */
const RETAIL_YEAR = [0.92, 0.9, 0.94, 0.96, 0.98, 1, 0.97, 0.98, 1.02, 1.06, 1.34, 1.42];
const MONTH_END: Partial<Record<Shape, number>> = { batch: 1.55, business: 1.08 };

const isMonthly = (shape: Shape): boolean => shape === 'storage' || shape === 'growing';

/** Growth of everything that follows demand; machines that always run do not. */
function growthFollows(shape: Shape): boolean {
  return shape !== 'always' && shape !== 'storage';
}

export type DemandCurve = readonly number[];

/** The factor of each day of the calendar for a shape and a yearly growth. */
export function demandCurve(calendar: Calendar, shape: Shape, yearlyGrowth: number): DemandCurve {
  const curve: number[] = [];
  const growth = growthFollows(shape) ? yearlyGrowth * (shape === 'growing' ? 1.5 : 1) : 0;
  for (const month of calendar.months) {
    for (let day = month.firstDay; day < month.firstDay + month.days; day++) {
      const week = WEEK[shape][calendar.weekdays[day] ?? 0] ?? 1;
      const trend = 1 + (growth * (day - calendar.days / 2)) / 365;
      const dayOfMonth = day - month.firstDay + 1;
      const closing = dayOfMonth === 1 || dayOfMonth >= month.daysInMonth - 1;
      const monthEnd = closing ? (MONTH_END[shape] ?? 1) : 1;
      const season = shape === 'retail' ? (RETAIL_YEAR[Number(month.name.slice(5)) - 1] ?? 1) : 1;
      const share = isMonthly(shape) ? 1 / month.daysInMonth : 1;
      curve.push(Math.max(0.05, trend) * week * monthEnd * season * share);
    }
  }
  return curve;
}

/** Share of a day's use that falls into each hour for what follows people; sums to 24. */
const HOURS_OF_PEOPLE = [
  0.4, 0.3, 0.3, 0.3, 0.4, 0.5, 0.7, 1, 1.3, 1.5, 1.6, 1.6, 1.5, 1.5, 1.6, 1.6, 1.5, 1.3, 1.2, 1.1,
  1, 0.8, 0.6, 0.4,
];

/** What an hour uses compared with the day's mean hour. */
export function hourFactor(shape: Shape, hour: number): number {
  return shape === 'always' || isMonthly(shape) || shape === 'batch'
    ? 1
    : (HOURS_OF_PEOPLE[hour] ?? 1);
}
