import { AppError } from '@ai-finops/service-kit/errors';
import { currencyCode, isRate, isRateDay, type RateQuote } from './rate-quote';

/** What a file of rates says. */
export interface RatesFile {
  readonly quotes: readonly RateQuote[];
  /** True for a column a currency, as the European Central Bank publishes them. */
  readonly wide: boolean;
}

const LONG_COLUMNS = ['date', 'from', 'to', 'rate'] as const;

/**
 * Reads rates from CSV, in one of two forms:
 *
 *     Date,USD,JPY,…              a day a line, units of each currency for one of `wideBase`; N/A for none
 *     date,from,to,rate           a rate a line, in any order of the columns
 *
 * Days are 2026-05-01 or, as in the daily file of the European Central Bank, 1 May 2026. Error FILE_EMPTY;
 * VALIDATION_FAILED names the line at fault.
 */
export function readRates(text: string, wideBase: string): RatesFile {
  const [header, ...lines] = linesOf(text);
  if (!header) throw new AppError('FILE_EMPTY');
  const names = header.cells.map((name) => name.toLowerCase());
  const long = LONG_COLUMNS.every((name) => names.includes(name));
  if (!long && names[0] !== 'date') {
    refuse(1, 'The columns must be `date,from,to,rate`, or `Date` and a currency each');
  }
  const quotes = long
    ? lines.map((line) => longQuote(line, names))
    : wideQuotes(header.cells, lines, wideBase);
  if (quotes.length === 0) throw new AppError('FILE_EMPTY', 'The file has no rates.');
  return { quotes, wide: !long };
}

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

function linesOf(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** No cell of such a file has a comma or a quote in it. */
function cellsOf(line: string): string[] {
  const cells = line.split(',').map((cell) => cell.trim());
  return line.includes('"') ? cells.map((cell) => cell.replace(/^"(.*)"$/, '$1')) : cells;
}

function longQuote({ number, cells }: Line, names: readonly string[]): RateQuote {
  const [date = '', from = '', to = '', rate = ''] = LONG_COLUMNS.map(
    (name) => cells[names.indexOf(name)],
  );
  if (from === to) refuse(number, `A rate is between two currencies, not of ${from} to itself`);
  return {
    date: dateIn(date, number),
    from: currencyIn(from, number),
    to: currencyIn(to, number),
    rate: rateIn(rate, number),
  };
}

function wideQuotes(header: readonly string[], lines: readonly Line[], base: string): RateQuote[] {
  const columns = header.flatMap((currency, index) => {
    // The files of the European Central Bank end each line with a comma.
    if (index === 0 || currency === '') return [];
    if (currency === base) refuse(1, `${base} is the base and has no column`);
    return [{ to: currencyIn(currency, 1), index }];
  });
  return lines.flatMap(({ number, cells }) => {
    const date = dateIn(cells[0] ?? '', number);
    return columns.flatMap(({ to, index }) => {
      const rate = cells[index] ?? '';
      if (rate === '' || rate === 'N/A') return [];
      return [{ date, from: base, to, rate: rateIn(rate, number) }];
    });
  });
}

const dateIn = (text: string, line: number): string =>
  dayOf(text) ?? refuse(line, `"${text}" is no day such as 2026-05-01`);

const currencyIn = (text: string, line: number): string =>
  currencyCode.safeParse(text).success
    ? text
    : refuse(line, `"${text}" is no currency such as EUR`);

const rateIn = (text: string, line: number): string =>
  isRate(text) ? text : refuse(line, `"${text}" is no rate from 0.000000001 to 1000000000`);

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** The day as 2026-05-01; null when it is none. */
function dayOf(text: string): string | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2}) (\w+) (\d{4})$/.exec(text) ?? [];
  const iso = year
    ? `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
    : text;
  return isRateDay(iso) ? iso : null;
}

function refuse(line: number, what: string): never {
  const short = what.length > 200 ? `${what.slice(0, 200)}…` : what;
  throw new AppError('VALIDATION_FAILED', `Line ${line}: ${short}.`, { line });
}
