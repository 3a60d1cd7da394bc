import { Exact } from '../costs/exact';
import type { RateQuote } from './rate-quote';

/** The rate of a day between two currencies. */
export interface FoundRate {
  /** Day that it was published for. */
  readonly rateDate: string;
  /** Units of the one for one of the other, exact decimal. */
  readonly rate: string;
}

/** Places of rates that are divided: cross rates and inverses. */
const PLACES = 18;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Rates of one source. Each of them has its base on one side, so that any two currencies of a day have a
 * rate: the quoted one, its inverse, or the cross rate through the base, divided once and rounded half up.
 */
export class RateBook {
  /** By day, then by currency. */
  readonly #days = new Map<string, Map<string, RateQuote>>();

  constructor(
    readonly base: string,
    quotes: readonly RateQuote[],
  ) {
    for (const quote of quotes) {
      const day = this.#days.get(quote.date) ?? new Map<string, RateQuote>();
      day.set(quote.from === base ? quote.to : quote.from, quote);
      this.#days.set(quote.date, day);
    }
  }

  /** That of the last day, at most `maxAgeDays` before `day`, for which both currencies are quoted; null when there is none. */
  find(from: string, to: string, day: string, maxAgeDays: number): FoundRate | null {
    for (let age = 0; age <= maxAgeDays; age++) {
      const rateDate = daysBefore(day, age);
      const rate = this.#rateOf(from, to, rateDate);
      if (rate !== null) return { rateDate, rate };
    }
    return null;
  }

  /** The base, where a rate between the two goes through it. */
  via(from: string, to: string): string | null {
    return from === this.base || to === this.base ? null : this.base;
  }

  #rateOf(from: string, to: string, day: string): string | null {
    const quotes = this.#days.get(day);
    if (from === to) return '1';
    const [value, price] = [from, to].map((currency) => this.#inBase(currency, quotes));
    if (!value || !price) return null;
    return new Exact(value.over)
      .times(price.under)
      .div(new Exact(value.under).times(price.over))
      .toDecimalPlaces(PLACES)
      .toFixed();
  }

  /** What one unit is in the base, as a fraction. */
  #inBase(currency: string, quotes: ReadonlyMap<string, RateQuote> | undefined) {
    if (currency === this.base) return { over: '1', under: '1' };
    const quote = quotes?.get(currency);
    if (!quote) return null;
    return quote.to === this.base
      ? { over: quote.rate, under: '1' }
      : { over: '1', under: quote.rate };
  }
}

export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}
