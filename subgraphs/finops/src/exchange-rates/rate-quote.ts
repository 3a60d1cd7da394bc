import { AppError } from '@ai-finops/service-kit/errors';
import { z } from 'zod';

/** A rate as it was published: one unit of `from` is `rate` units of `to`. */
export interface RateQuote {
  readonly date: string;
  readonly from: string;
  readonly to: string;
  /** Exact decimal. */
  readonly rate: string;
}

/** ISO 4217 codes, as FOCUS has them in BillingCurrency. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR');

export const sourceName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes and underscores');

const RATE = /^(\d{1,10})(\.\d{1,18})?$/;

/**
 * True for a decimal from 1e-9 to 1e9 of at most 18 places: no currency comes near, and so no product of two
 * rates and an amount has more digits than the engine has.
 */
export function isRate(text: string): boolean {
  const rate = RATE.test(text) ? Number(text) : 0;
  return rate >= 1e-9 && rate <= 1e9;
}

/** True for a day as 2026-05-01 that there is, of a year that rates may be of. */
export function isRateDay(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Error VALIDATION_FAILED for two rates of a day between the same currencies: which one holds would be open. */
export function requireOnce(quotes: readonly RateQuote[]): void {
  const days = new Map<string, Set<string>>();
  for (const { date, from, to } of quotes) {
    const pairs = days.get(date) ?? new Set();
    days.set(date, pairs);
    if (pairs.has(from + to)) {
      throw new AppError(
        'VALIDATION_FAILED',
        `There are two rates between ${from} and ${to} for ${date}.`,
        { from, to, date },
      );
    }
    pairs.add(from + to).add(to + from);
  }
}
