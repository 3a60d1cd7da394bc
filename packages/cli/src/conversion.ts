import type { ConversionFieldsFragment } from '@ai-finops/sdk';
import { CliError } from './cli-error';

/** Options of commands whose amounts may be converted. */
export interface ConversionOptions {
  readonly currency?: string;
  readonly rates?: string;
  readonly maxAge?: string;
}

/** What of a question says the currency of its answer; nothing where it is not converted. */
export function conversionOf({ currency, rates, maxAge }: ConversionOptions) {
  if (currency === undefined) {
    if (rates !== undefined || maxAge !== undefined) {
      throw new CliError('--rates and --max-age go with --currency.');
    }
    return {};
  }
  const maxAgeDays = maxAge === undefined ? undefined : Number(maxAge);
  if (maxAgeDays !== undefined && !Number.isInteger(maxAgeDays)) {
    throw new CliError(`--max-age ${maxAge}: a number of days.`);
  }
  return {
    currency,
    rates: {
      ...(rates === undefined ? {} : { source: rates }),
      ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    },
  };
}

/** How an answer was converted, a line for each currency; none where it was not. */
export function conversionLines(conversion: ConversionFieldsFragment | null): string[] {
  if (!conversion) return [];
  const { currency, source, pairs } = conversion;
  return [
    `In ${currency} at the rates of ${source}, each charge at that of its day:`,
    ...pairs.map(({ from, via, firstRateDate, lastRateDate }) => {
      const through = via === null ? '' : ` through ${via}`;
      return `  ${from}${through}, published for ${firstRateDate} to ${lastRateDate}`;
    }),
  ];
}
