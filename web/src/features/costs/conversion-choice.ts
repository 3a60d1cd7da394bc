import type { CostsInput } from '@/generated/graphql';

/** In which currency amounts are wanted, and by which rates; null is the API's default. */
export interface ConversionChoice {
  /** Null leaves amounts in the currencies of their charges. */
  readonly convert: string | null;
  /** Name of the source of the rates. */
  readonly rates: string | null;
  /** Most days that a rate may be older than its charge. */
  readonly maxAge: number | null;
}

export const DEFAULT_RATES = 'ECB';
export const DEFAULT_MAX_AGE = 7;
/** The API's most. */
export const MOST_AGE = 31;

/** The part of a question that says its currency; nothing where amounts stay as they are. */
export function conversionInput({
  convert,
  rates,
  maxAge,
}: ConversionChoice): Pick<CostsInput, 'currency' | 'rates'> {
  if (convert === null) return {};
  return {
    currency: convert,
    rates: { source: rates ?? DEFAULT_RATES, maxAgeDays: maxAge ?? DEFAULT_MAX_AGE },
  };
}

/** What an address says of it: what has its default is left out, and rates without a currency. */
export function conversionParams({ convert, rates, maxAge }: ConversionChoice): ConversionChoice {
  return {
    convert,
    rates: convert === null || rates === DEFAULT_RATES ? null : rates,
    maxAge: convert === null || maxAge === DEFAULT_MAX_AGE ? null : maxAge,
  };
}

/** A source of rates and everything that it can convert to and from. */
export interface RateSource {
  readonly name: string;
  readonly currencies: readonly string[];
}

/** `ECB:EUR`, as the value of a choice; empty for none. */
export const choiceText = ({ convert, rates }: ConversionChoice): string =>
  convert === null ? '' : `${rates ?? DEFAULT_RATES}:${convert}`;

/** The sources that there are, and the currency of the choice even where none of them has it. */
export function offeredSources(
  { convert, rates }: ConversionChoice,
  sources: readonly RateSource[],
): RateSource[] {
  const offered = sources.map(({ name, currencies }) => ({
    name,
    currencies: [...currencies].sort(),
  }));
  const name = rates ?? DEFAULT_RATES;
  const own = offered.find((source) => source.name === name);
  if (convert === null || own?.currencies.includes(convert)) return offered;
  if (own) own.currencies.push(convert);
  return own ? offered : [...offered, { name, currencies: [convert] }];
}
