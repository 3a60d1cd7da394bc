import { AppError } from '@ai-finops/service-kit/errors';
import { Injectable } from '@nestjs/common';
import type { ChargeScope } from '../access/charge-scope';
import { refuse } from '../costs/refusal';
import { noSource } from '../exchange-rates/exchange-rates.service';
import { ExchangeRatesStore } from '../exchange-rates/exchange-rates.store';
import { daysBefore, type FoundRate, RateBook } from '../exchange-rates/rate-book';
import { currencyCode, isRateDay } from '../exchange-rates/rate-quote';
import type { AppliedRate, ConversionPair, QueryExchangeRateArgs } from '../generated/graphql';
import { type ConversionQuestion, type RateGrid, ratesQuestion } from './conversion';
import { ConversionDaysStore, type DaysQuestion } from './conversion-days.store';

/**
 * Most days times currencies of a question: the rates go to the engine with it, and a statement of its has
 * at most 256 KiB. Enough for two years of five currencies.
 */
const MOST_RATES = 4_000;

/** Finds the rates that a question is to be converted with. */
@Injectable()
export class Conversions {
  constructor(
    private readonly rates: ExchangeRatesStore,
    private readonly days: ConversionDaysStore,
  ) {}

  /**
   * The rates of every charge that the question is about; null when nothing is to be converted. Errors
   * NOT_FOUND, EXCHANGE_RATE_MISSING, QUERY_TOO_LARGE.
   */
  async gridFor(
    { convertTo, ...asked }: DaysQuestion & { readonly convertTo: ConversionQuestion | null },
    scope: ChargeScope,
    signal?: AbortSignal,
  ): Promise<RateGrid | null> {
    if (!convertTo) return null;
    const found = await this.days.find(asked, scope, MOST_RATES + 1, signal);
    const days = [...new Set(found.map(({ day }) => day))].sort();
    const currencies = [...new Set(found.map(({ currency }) => currency))].sort();
    if (days.length * currencies.length > MOST_RATES) {
      throw new AppError(
        'QUERY_TOO_LARGE',
        `The charges need more than ${MOST_RATES} exchange rates: narrow the period or filter.`,
        { limit: MOST_RATES },
      );
    }
    const book = await this.bookOf(convertTo, currencies, days);
    const pairs = currencies.map((from) => {
      const own = found.filter(({ currency }) => currency === from);
      return { from, rates: own.map(({ day }) => rateOn(book, from, convertTo, day)) };
    });
    return {
      currency: convertTo.currency,
      days,
      currencies,
      rates: pairs.flatMap(({ rates }) => {
        const byDay = new Map(rates.map(({ date, rate }) => [date, rate]));
        return days.map((day) => byDay.get(day) ?? '0');
      }),
      stated: {
        ...convertTo,
        pairs: pairs
          .filter(({ from }) => from !== convertTo.currency)
          .map(({ from, rates }) => pairOf(book, from, convertTo.currency, rates)),
      },
    };
  }

  /** The rate that a charge of a day is converted with. Errors VALIDATION_FAILED, NOT_FOUND, EXCHANGE_RATE_MISSING. */
  async rateOf({ from, to, date, rates }: QueryExchangeRateArgs): Promise<AppliedRate> {
    for (const [field, currency] of Object.entries({ from, to })) {
      if (!currencyCode.safeParse(currency).success) refuse(field, 'must be a code such as EUR');
    }
    if (!isRateDay(date)) refuse('date', 'must be within 1900 to 2199');
    const asked = { currency: to, ...ratesQuestion(rates) };
    return rateOn(await this.bookOf(asked, [from], [date]), from, asked, date);
  }

  private async bookOf(
    { source, currency, maxAgeDays }: ConversionQuestion,
    currencies: readonly string[],
    days: readonly string[],
  ): Promise<RateBook> {
    const base = await this.rates.baseOf(source);
    if (base === null) throw noSource(source);
    const [first, last] = [days.at(0), days.at(-1)];
    if (first === undefined || last === undefined) return new RateBook(base, []);
    const quotes = await this.rates.findQuotes(source, base, [...currencies, currency], {
      first: daysBefore(first, maxAgeDays),
      last,
    });
    return new RateBook(base, quotes);
  }
}

type Applied = AppliedRate & FoundRate;

/** Error EXCHANGE_RATE_MISSING names the pair and the day. */
function rateOn(
  book: RateBook,
  from: string,
  { currency: to, source, maxAgeDays }: ConversionQuestion,
  date: string,
): Applied {
  const found = book.find(from, to, date, maxAgeDays);
  if (found) return { date, ...found };
  const before = maxAgeDays === 0 ? '' : `, nor for the ${maxAgeDays} days before`;
  throw new AppError(
    'EXCHANGE_RATE_MISSING',
    `${source} has no exchange rate from ${from} to ${to} for ${date}${before}.`,
    { source, from, to, date, maxAgeDays },
  );
}

function pairOf(
  book: RateBook,
  from: string,
  to: string,
  rates: readonly Applied[],
): ConversionPair {
  const published = rates.map(({ rateDate }) => rateDate).sort();
  return {
    from,
    to,
    via: book.via(from, to),
    firstRateDate: published.at(0) ?? '',
    lastRateDate: published.at(-1) ?? '',
    rates: [...rates],
  };
}
