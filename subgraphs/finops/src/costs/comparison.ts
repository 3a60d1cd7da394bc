import type { Comparison } from '../generated/graphql';
import type { Days } from './cost-question';

/** Days or months that a moment of the earlier period is moved by to lie beside its counterpart. */
export interface Shift {
  readonly unit: 'days' | 'months';
  readonly by: number;
}

/** The period that another is compared with. */
export interface ComparedPeriod extends Days {
  readonly shift: Shift;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days in UTC. Months that are shorter end with their last day. */
export function comparedPeriod({ from, to }: Days, comparison: Comparison): ComparedPeriod {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  switch (comparison) {
    case 'PREVIOUS_PERIOD': {
      // Whole months are compared with as many months before, whose days may be more or fewer.
      const whole = from.endsWith('-01') && to.endsWith('-01');
      return whole
        ? monthsBefore({ from, to }, monthOf(to) - monthOf(from))
        : daysBefore({ from, to }, days);
    }
    case 'PREVIOUS_YEAR':
      return monthsBefore({ from, to }, 12);
    case 'SAME_WEEKDAYS':
      return daysBefore({ from, to }, Math.ceil(days / 7) * 7);
  }
}

function daysBefore({ from, to }: Days, by: number): ComparedPeriod {
  const moved = (day: string) => dayText(Date.parse(day) - by * DAY_MS);
  return { from: moved(from), to: moved(to), shift: { unit: 'days', by } };
}

function monthsBefore({ from, to }: Days, by: number): ComparedPeriod {
  return { from: addMonths(from, -by), to: addMonths(to, -by), shift: { unit: 'months', by } };
}

function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The same day so many months later. */
export function addMonths(day: string, months: number): string {
  const month = monthOf(day) + months;
  const [year, index] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
  const last = new Date(0);
  last.setUTCFullYear(year, index + 1, 0);
  const date = Math.min(Number(day.slice(8, 10)), last.getUTCDate());
  last.setUTCDate(date);
  return dayText(last.getTime());
}

/** Days before the year 1 count as its first: no charge is that old. */
function dayText(time: number): string {
  return time < Date.parse('0001-01-01') ? '0001-01-01' : new Date(time).toISOString().slice(0, 10);
}
