import { Decimal } from 'decimal.js';

/** Exact for every sum that the engine can give; more digits than a quotient keeps. */
export const Exact = Decimal.clone({ precision: 120 });

const RATIO_PLACES = 18;

/** Quotient with 18 places; null when there is none (C7). */
export function quotient(dividend: string | null, divisor: string | null): string | null {
  if (dividend === null || divisor === null) return null;
  const by = new Exact(divisor);
  return by.isZero() ? null : new Exact(dividend).div(by).toDecimalPlaces(RATIO_PLACES).toFixed();
}

/** Places of an amount. */
const AMOUNT_PLACES = 12;

/** An amount with 12 places, half away from zero: sums of converted costs have more. */
export function rounded<Amount extends string | null>(amount: Amount): Amount | string {
  if (amount === null) return amount;
  const point = amount.indexOf('.');
  if (point < 0 || amount.length - point - 1 <= AMOUNT_PLACES) return amount;
  return new Exact(amount).toDecimalPlaces(AMOUNT_PLACES).toFixed();
}

/** Difference; null when either is unknown. */
export function difference(minuend: string | null, subtrahend: string | null): string | null {
  if (minuend === null || subtrahend === null) return null;
  return new Exact(minuend).minus(subtrahend).toFixed();
}

/** What changed, where an amount that is unknown in one of two periods counts as 0 there. */
export function change(now: string | null, before: string | null): string | null {
  return now === null && before === null ? null : difference(now ?? '0', before ?? '0');
}

export function sum(...amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  if (known.length === 0) return null;
  return known.reduce((total, amount) => total.plus(amount), new Exact(0)).toFixed();
}
