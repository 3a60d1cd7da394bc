import { add, dayFrom, type Unit, yearOf } from './days';
import { countOf } from './numbers';
import type { Token } from './tokens';

/** Some calendar units in a row, as a phrase names them: "October", "Q1 2026", "5 May", "last week". */
export interface Span {
  readonly unit: Unit;
  readonly start: string;
  readonly count: number;
  /** The phrase names no year: `start` lies in the latest one in which it has begun. */
  readonly yearless: boolean;
}

export interface Match<Value> {
  readonly value: Value;
  /** How many tokens it takes. */
  readonly length: number;
}

const MONTHS = [
  'january jan',
  'february feb',
  'march mar',
  'april apr',
  'may',
  'june jun',
  'july jul',
  'august aug',
  'september sep sept',
  'october oct',
  'november nov',
  'december dec',
].map((names) => names.split(' '));

const UNITS: Readonly<Record<string, Unit>> = {
  day: 'DAY',
  days: 'DAY',
  d: 'DAY',
  week: 'WEEK',
  weeks: 'WEEK',
  w: 'WEEK',
  month: 'MONTH',
  months: 'MONTH',
  quarter: 'QUARTER',
  quarters: 'QUARTER',
  year: 'YEAR',
  years: 'YEAR',
  y: 'YEAR',
};

const ORDINALS = ['first', 'second', 'third', 'fourth'];

export const unitOf = (word: string | undefined): Unit | undefined =>
  word !== undefined && word.length > 1 ? UNITS[word] : undefined;

/** "30d", "12weeks", "6m": a number and a unit in one word. */
export function compactSpan(word: string): { count: number; unit: Unit } | undefined {
  const [, digits, letters] = /^(\d{1,4})([a-z]+)$/.exec(word) ?? [];
  const unit = letters === 'm' ? 'MONTH' : UNITS[letters ?? ''];
  const count = countOf(digits);
  return unit && count ? { count, unit } : undefined;
}

/** Every month, quarter, half, year or day that a phrase at `at` names with or without its year. */
export function calendarPhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<Span> | undefined {
  const token = tokens[at];
  if (!token || token.quoted) return undefined;
  return (
    isoPhrase(token.word) ??
    dayPhrase(tokens, at, today) ??
    monthPhrase(tokens, at, today) ??
    quarterPhrase(tokens, at, today) ??
    yearPhrase(tokens, at)
  );
}

/** The same span in another year. */
export function inYear(span: Span, year: number): Span {
  const start = add('YEAR', span.start, year - yearOf(span.start));
  return { ...span, start, yearless: false };
}

function isoPhrase(word: string): Match<Span> | undefined {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/.exec(word) ?? [];
  if (!year || !month) return unambiguousDay(word);
  const start = dayFrom(Number(year), Number(month), Number(day ?? 1));
  return spanOf(day ? 'DAY' : 'MONTH', start, 1, false, 1);
}

/** 25/12/2026 and 12/25/2026; where both readings are possible it is for the asker to say. */
function unambiguousDay(word: string): Match<Span> | undefined {
  const [, a, b, year] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(word) ?? [];
  if (!a || !b || !year) return undefined;
  const readings = [dayFrom(Number(year), +b, +a), dayFrom(Number(year), +a, +b)];
  const [day, ...others] = [...new Set(readings.filter((reading) => reading !== undefined))];
  return spanOf('DAY', others.length === 0 ? day : undefined, 1, false, 1);
}

/** True for a day written so that day and month cannot be told apart. */
export function isAmbiguousDay(word: string): boolean {
  return /^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$/.test(word) && !unambiguousDay(word);
}

const monthNumber = (word: string | undefined): number =>
  word === undefined ? 0 : MONTHS.findIndex((names) => names.includes(word)) + 1;

function dayPhrase(tokens: readonly Token[], at: number, today: string): Match<Span> | undefined {
  const word = (offset: number) => tokens[at + offset]?.word;
  // "the 5th of May", "5 May"
  const leading = word(0) === 'the' ? 1 : 0;
  const dayFirst = dayNumber(word(leading));
  if (dayFirst) {
    const of = word(leading + 1) === 'of' ? 1 : 0;
    const month = monthNumber(word(leading + 1 + of));
    return month ? dated(tokens, at, leading + 2 + of, month, dayFirst, today) : undefined;
  }
  // "May 5", "May the 5th"; but "May 2026" is a month.
  const month = monthNumber(word(0));
  const the = word(1) === 'the' ? 1 : 0;
  const day = dayNumber(word(1 + the));
  return month && day ? dated(tokens, at, 2 + the, month, day, today) : undefined;
}

function dayNumber(word: string | undefined): number {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word ?? '')?.[1] ?? 0);
  return day <= 31 ? day : 0;
}

function dated(
  tokens: readonly Token[],
  at: number,
  length: number,
  month: number,
  day: number,
  today: string,
): Match<Span> | undefined {
  const year = yearAfter(tokens, at + length);
  if (year) {
    const start = dayFrom(year.value, month, day);
    return spanOf('DAY', start, 1, false, length + year.length);
  }
  return latest(today, (candidate) => dayFrom(candidate, month, day), 'DAY', 1, length);
}

function monthPhrase(tokens: readonly Token[], at: number, today: string): Match<Span> | undefined {
  const word = tokens[at]?.word;
  const [, joined, joinedYear] = /^([a-z]+)-(\d{4})$/.exec(word ?? '') ?? [];
  if (monthNumber(joined)) {
    const start = dayFrom(Number(joinedYear), monthNumber(joined), 1);
    return spanOf('MONTH', start, 1, false, 1);
  }
  const month = monthNumber(word);
  if (!month) return undefined;
  const year = yearAfter(tokens, at + 1);
  const start = year && dayFrom(year.value, month, 1);
  if (year) return spanOf('MONTH', start, 1, false, 1 + year.length);
  // "May I see …" asks for leave, not for a month.
  if (word === 'may' && /^(i|we|you|have|be)$/.test(tokens[at + 1]?.word ?? '')) return undefined;
  return latest(today, (candidate) => dayFrom(candidate, month, 1), 'MONTH', 1, 1);
}

function quarterPhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<Span> | undefined {
  const word = tokens[at]?.word ?? '';
  const reversed = /^(\d{4})-?([qh][1-4])$/.exec(word);
  const straight = /^([qh][1-4])[-/]?(\d{4})?$/.exec(word);
  if (reversed) return fraction(reversed[2], yearMatch(reversed[1], 0), 1, today);
  if (straight) {
    const year = straight[2] ? yearMatch(straight[2], 0) : yearAfter(tokens, at + 1);
    return fraction(straight[1], year, 1, today);
  }
  const leadingYear = yearMatch(word, 1);
  if (leadingYear && /^[qh][1-4]$/.test(tokens[at + 1]?.word ?? '')) {
    return fraction(tokens[at + 1]?.word, leadingYear, 1, today);
  }
  const the = word === 'the' ? 1 : 0;
  const ordinal = ORDINALS.indexOf(tokens[at + the]?.word ?? '') + 1;
  const kind = { quarter: 'q', half: 'h' }[tokens[at + the + 1]?.word ?? ''];
  if (!ordinal || !kind) return undefined;
  return fraction(`${kind}${ordinal}`, yearAfter(tokens, at + the + 2), the + 2, today);
}

function fraction(
  code: string | undefined,
  year: Match<number> | undefined,
  length: number,
  today: string,
): Match<Span> | undefined {
  const number = Number(code?.[1]);
  const half = code?.startsWith('h');
  if (half && number > 2) return undefined;
  const month = (number - 1) * (half ? 6 : 3) + 1;
  const count = half ? 2 : 1;
  if (!year) {
    return latest(today, (candidate) => dayFrom(candidate, month, 1), 'QUARTER', count, length);
  }
  const start = dayFrom(year.value, month, 1);
  return spanOf('QUARTER', start, count, false, length + year.length);
}

function yearPhrase(tokens: readonly Token[], at: number): Match<Span> | undefined {
  const year = yearMatch(tokens[at]?.word, 1);
  const start = year && dayFrom(year.value, 1, 1);
  return spanOf('YEAR', start, 1, false, 1);
}

/** ", 2026", "of 2026", "2026". */
function yearAfter(tokens: readonly Token[], at: number): Match<number> | undefined {
  const skipped = /^(,|of|in)$/.test(tokens[at]?.word ?? '') ? 1 : 0;
  return yearMatch(tokens[at + skipped]?.word, skipped + 1);
}

function yearMatch(word: string | undefined, length: number): Match<number> | undefined {
  return word && /^20\d\d$/.test(word) ? { value: Number(word), length } : undefined;
}

function latest(
  today: string,
  startIn: (year: number) => string | undefined,
  unit: Unit,
  count: number,
  length: number,
): Match<Span> | undefined {
  // 29 February needs up to eight years.
  for (let year = yearOf(today); year > yearOf(today) - 9; year -= 1) {
    const start = startIn(year);
    if (start && start <= today) return spanOf(unit, start, count, true, length);
  }
  return undefined;
}

function spanOf(
  unit: Unit,
  start: string | undefined,
  count: number,
  yearless: boolean,
  length: number,
): Match<Span> | undefined {
  return start === undefined ? undefined : { value: { unit, start, count, yearless }, length };
}
