import type { KpiUnit, KpiValueFragment } from '@/generated/graphql';
import {
  changeInTenths,
  compareDecimals,
  formatAmount,
  formatPoints,
  formatQuantity,
  formatShare,
  formatTenths,
} from '@/lib/decimal';
import { UNITS } from './vocabulary';

/** The value of a KPI for people. */
export const shownValue = (value: string, unit: KpiUnit, currency: string): string =>
  unit === 'RATIO' ? formatShare(value) : `${formatAmount(value)} ${currency}`;

/** A term of a KPI for people: an amount, or what is counted. */
export function shownTerm(name: string, value: string | null, currency: string): string {
  if (value === null) return 'no value';
  const unit = UNITS[name];
  return unit ? `${formatQuantity(value)} ${unit}` : `${formatAmount(value)} ${currency}`;
}

/** How it changed: by points where it is a quotient, else by percents; null where one of both is unknown. */
export function shownChange(
  { unit, value }: Pick<KpiValueFragment, 'unit' | 'value'>,
  before: string | null,
): string | null {
  if (value === null || before === null) return null;
  if (unit === 'RATIO') return formatPoints(before, value);
  const change = changeInTenths(before, value);
  return change === null ? null : formatTenths(change);
}

/** Why a KPI has no value. Unknown is not 0: a quotient with nothing below it has no value at all. */
export function unknownReason(value: KpiValueFragment): string {
  const { numerator, denominator, inputs } = value;
  const missing = inputs.filter((input) => input.value === null).map(({ name }) => name);
  if (missing.length > 0) {
    return `No charge of the period has a value for ${missing.join(' or ')}.`;
  }
  if (denominator?.value && compareDecimals(denominator.value, '0') === 0) {
    return `${denominator.name}: there is none in the period, so there is nothing to measure it by.`;
  }
  return `The bills of the period do not say ${numerator.name.toLowerCase()}.`;
}
