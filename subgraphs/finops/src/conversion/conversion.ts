import { refuse } from '../costs/refusal';
import { currencyCode, sourceName } from '../exchange-rates/rate-quote';
import type { Conversion, RatesInput } from '../generated/graphql';
import type { Bindings } from '../store/bindings';

/** A checked wish to have amounts in one currency. */
export interface ConversionQuestion {
  readonly currency: string;
  readonly source: string;
  readonly maxAgeDays: number;
}

/** Every rate that a question needs: for each day on which it has charges, one of each of their currencies. */
export interface RateGrid {
  readonly currency: string;
  readonly days: readonly string[];
  readonly currencies: readonly string[];
  /** Those of the first currency in the order of the days, then those of the next; 0 where there is no charge. */
  readonly rates: readonly string[];
  /** As the answer states it. */
  readonly stated: Conversion;
}

/** As the SDL says them. */
export const DEFAULT_RATES = { source: 'ECB', maxAgeDays: 7 } as const;
const MOST_AGE_DAYS = 31;

/** Null when nothing is to be converted. Error VALIDATION_FAILED names the first field at fault. */
export function conversionQuestion(
  currency: string | null | undefined,
  rates: RatesInput | null | undefined,
): ConversionQuestion | null {
  if (currency === null || currency === undefined) {
    return rates ? refuse('rates', 'go with a currency to convert to') : null;
  }
  if (!currencyCode.safeParse(currency).success) refuse('currency', 'must be a code such as EUR');
  const { source, maxAgeDays } = ratesQuestion(rates);
  return { currency, source, maxAgeDays };
}

/** Error VALIDATION_FAILED names the field at fault. */
export function ratesQuestion(rates: RatesInput | null | undefined) {
  const { source = DEFAULT_RATES.source, maxAgeDays = DEFAULT_RATES.maxAgeDays } = rates ?? {};
  if (!sourceName.safeParse(source).success) refuse('rates.source', 'is no name of a source');
  if (maxAgeDays < 0 || maxAgeDays > MOST_AGE_DAYS) {
    refuse('rates.maxAgeDays', `must be 0 to ${MOST_AGE_DAYS}`);
  }
  return { source, maxAgeDays };
}

/** Currency of a charge; XXX where the bill names none, for which no source has a rate. */
const CHARGE_CURRENCY = "ifNull(BillingCurrency, 'XXX')";
/** Day whose rate a charge is converted with. */
const CHARGE_DAY = 'toDate(ChargePeriodStart)';

// A day or currency that the grid has not leads out of it, where the engine reads 0 and the question fails.
const OUTSIDE = 'toInt32(-100000000)';
const PLACE = `(transform(${CHARGE_DAY}, exchange_days, CAST(range(1, length(exchange_days) + 1), 'Array(Int32)'), ${OUTSIDE})
  + toInt32(length(exchange_days)) * transform(${CHARGE_CURRENCY}, exchange_currencies, CAST(range(length(exchange_currencies)), 'Array(Int32)'), ${OUTSIDE}))`;

/** Rate of a charge, Decimal(38, 18), within a statement that begins with {@link withRates}. */
export const RATE = `(exchange_rates[${PLACE}] + throwIf(exchange_rates[${PLACE}] = 0, 'A charge has no exchange rate'))`;

/** What a statement begins with whose measures are converted: the rates, each written once. */
export function withRates(grid: RateGrid | null, bindings: Bindings): string {
  if (!grid) return '';
  const days = bindings.bind('Array(Date)', grid.days);
  const currencies = bindings.bind('Array(String)', grid.currencies);
  const rates = bindings.bind('Array(Decimal(38, 18))', grid.rates);
  return `WITH ${days} AS exchange_days, ${currencies} AS exchange_currencies, ${rates} AS exchange_rates `;
}
