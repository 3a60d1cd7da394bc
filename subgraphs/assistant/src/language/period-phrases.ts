import {
  calendarPhrase,
  compactSpan,
  inYear,
  type Match,
  type Span,
  unitOf,
} from './calendar-phrases';
import { add, startOf, type Unit, yearOf } from './days';
import { countOf } from './numbers';
import { type Period, periodUpTo } from './period';
import type { Token } from './tokens';

/** What a phrase says about time. */
export type TimePhrase =
  | {
      readonly kind: 'period';
      /** With the year that another period of the question may lend: "Q1 against Q2 2025". */
      readonly at: (year?: number) => Period;
      /** Undefined when the phrase leaves the year open. */
      readonly year: number | undefined;
      /** Both ends of "between A and B" and "from A to B", for questions that compare them. */
      readonly ends?: readonly [Span, Span];
    }
  /** Relative to the period asked for: "the month before", "a year earlier". */
  | { readonly kind: 'shift'; readonly unit: Unit | 'PERIOD' }
  /** Without a beginning: "until March". */
  | { readonly kind: 'open' }
  | { readonly kind: 'future' };

const BEFORE = /^(last|previous|prior|preceding)$/;
const ROLLING = /^(past|trailing|rolling)$/;
const THIS = /^(this|current|todays)$/;
const EARLIER = /^(earlier|before|previously|prior)$/;

const wordsAt = (tokens: readonly Token[], at: number, pattern: string): boolean =>
  pattern.split(' ').every((word, i) => tokens[at + i]?.word === word && !tokens[at + i]?.quoted);

const firstOf = (tokens: readonly Token[], at: number, patterns: readonly string[]): number =>
  patterns.find((pattern) => wordsAt(tokens, at, pattern))?.split(' ').length ?? 0;

/** The longest phrase of time that begins at `at`. */
export function timePhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<TimePhrase> | undefined {
  if (tokens[at]?.quoted) return undefined;
  return (
    shiftPhrase(tokens, at) ??
    toDatePhrase(tokens, at, today) ??
    rangePhrase(tokens, at, today) ??
    singlePhrase(tokens, at, today)
  );
}

function shiftPhrase(tokens: readonly Token[], at: number): Match<TimePhrase> | undefined {
  const the = /^(the|a|one)$/.test(tokens[at]?.word ?? '') ? 1 : 0;
  const word = (offset: number) => tokens[at + the + offset]?.word ?? '';
  const shift = (unit: Unit | 'PERIOD', length: number): Match<TimePhrase> => ({
    value: { kind: 'shift', unit },
    length: length + the,
  });
  if (word(0) === 'same' && /^(period|time|month|quarter|week|days?)$/.test(word(1))) {
    // "the same month last year", "the same period a year ago"
    const skipped = /^(of|in|from|a|one|the)$/.test(word(2)) ? 1 : 0;
    const named = BEFORE.test(word(2 + skipped)) ? unitOf(word(3 + skipped)) : undefined;
    const ago = /^(ago|earlier|before)$/.test(word(3 + skipped))
      ? unitOf(word(2 + skipped))
      : undefined;
    const unit = named ?? ago;
    return unit ? shift(unit, 4 + skipped) : undefined;
  }
  if (BEFORE.test(word(0)) && /^(period|one)$/.test(word(1))) return shift('PERIOD', 2);
  if (word(0) === 'period' && EARLIER.test(word(1))) return shift('PERIOD', 2);
  const unit = unitOf(word(0));
  if (!unit || !EARLIER.test(word(1))) return undefined;
  // "the month before last" is a period of its own.
  return word(1) === 'before' && word(2) === 'last' ? undefined : shift(unit, 2);
}

function toDatePhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<TimePhrase> | undefined {
  const tomorrow = add('DAY', today, 1);
  const since = (unit: Unit, length: number): Match<TimePhrase> =>
    fixed({ from: startOf(unit, today), to: tomorrow, end: tomorrow }, length);
  const short = { ytd: 'YEAR', qtd: 'QUARTER', mtd: 'MONTH' }[tokens[at]?.word ?? ''] as
    | Unit
    | undefined;
  if (short) return since(short, 1);
  const unit = unitOf(tokens[at]?.word);
  if (unit && wordsAt(tokens, at + 1, 'to date')) return since(unit, 3);
  if (firstOf(tokens, at, ['all time', 'ever'])) {
    return { value: { kind: 'open' }, length: firstOf(tokens, at, ['all time', 'ever']) };
  }
  if (tokens[at]?.word === 'tomorrow') return { value: { kind: 'future' }, length: 1 };
  if (/^(next|coming|upcoming)$/.test(tokens[at]?.word ?? '')) {
    const counted = countOf(tokens[at + 1]?.word) ? 1 : 0;
    if (unitOf(tokens[at + 1 + counted]?.word)) {
      return { value: { kind: 'future' }, length: 2 + counted };
    }
  }
  return undefined;
}

/** "between A and B", "from A to B", "A to B", "since A", "after A", "until A". */
function rangePhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<TimePhrase> | undefined {
  const open = firstOf(tokens, at, ['until', 'till', 'up to', 'before', 'prior to']);
  if (open) {
    const end = spanPhrase(tokens, at + open, today);
    return end && { value: { kind: 'open' }, length: open + end.length };
  }
  const between = firstOf(tokens, at, ['between']);
  const from = firstOf(tokens, at, ['from', 'starting in', 'starting from', 'starting']);
  const lead = between || from;
  const first = spanPhrase(tokens, at + lead, today);
  if (first) {
    const joint = at + lead + first.length;
    const glue = firstOf(
      tokens,
      joint,
      between
        ? ['and', '-', '–', '—']
        : ['to', 'through', 'thru', 'until', 'till', 'up to', '-', '–', '—', '. .', '. . .'],
    );
    const second = glue ? spanPhrase(tokens, joint + glue, today) : undefined;
    if (second) {
      const length = lead + first.length + glue + second.length;
      return { value: rangeOf(first.value, second.value, today), length };
    }
    const onwards = from
      ? firstOf(tokens, joint, ['onwards', 'onward', 'until now', 'to now', 'to today'])
      : 0;
    if (onwards) return sinceSpan(first.value, today, lead + first.length + onwards);
  }
  const since = firstOf(tokens, at, [
    'since',
    'ever since',
    'since the beginning of',
    'since the start of',
  ]);
  if (since) {
    const longest = wordsAt(tokens, at, 'since the') && tokens[at + 3]?.word === 'of' ? 4 : since;
    const start = spanPhrase(tokens, at + longest, today);
    return start && sinceSpan(start.value, today, longest + start.length);
  }
  if (tokens[at]?.word === 'after') {
    const start = spanPhrase(tokens, at + 1, today);
    if (!start) return undefined;
    const { unit, count } = start.value;
    const next = { ...start.value, start: add(unit, start.value.start, count) };
    return sinceSpan(next, today, start.length + 1);
  }
  return undefined;
}

function sinceSpan(span: Span, today: string, length: number): Match<TimePhrase> | undefined {
  const tomorrow = add('DAY', today, 1);
  if (span.start > today) return { value: { kind: 'future' }, length };
  return fixed({ from: span.start, to: tomorrow, end: tomorrow }, length);
}

function rangeOf(first: Span, second: Span, today: string): TimePhrase {
  const between = (a: Span, b: Span) => periodUpTo(a.start, add(b.unit, b.start, b.count), today);
  const at = (year?: number): Period => {
    let b = second.yearless && year !== undefined ? inYear(second, year) : second;
    let a = first;
    if (first.yearless) {
      // "November to January 2026" began in 2025.
      a = inYear(first, yearOf(b.start));
      if (a.start > b.start) a = inYear(first, yearOf(b.start) - 1);
    } else if (second.yearless) {
      b = inYear(second, yearOf(a.start));
      if (b.start < a.start) b = inYear(second, yearOf(a.start) + 1);
    }
    return a.start <= b.start ? between(a, b) : between(b, a);
  };
  const year = first.yearless && second.yearless ? undefined : yearOf(second.start);
  return { kind: 'period', at, year, ends: [first, second] };
}

function singlePhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<TimePhrase> | undefined {
  const span = spanPhrase(tokens, at, today);
  if (span) return { value: spanPeriod(span.value, today), length: span.length };
  return rollingPhrase(tokens, at, today);
}

/** The period of a span, in a year that may be lent. */
export function spanPeriod(span: Span, today: string): Extract<TimePhrase, { kind: 'period' }> {
  const at = (year?: number): Period => {
    const { start, unit, count } = span.yearless && year !== undefined ? inYear(span, year) : span;
    return periodUpTo(start, add(unit, start, count), today);
  };
  return { kind: 'period', at, year: span.yearless ? undefined : yearOf(span.start) };
}

/** "the last 30 days" (with today), "the last 3 months" (whole ones, without the current), "past week". */
function rollingPhrase(
  tokens: readonly Token[],
  at: number,
  today: string,
): Match<TimePhrase> | undefined {
  const the = tokens[at]?.word === 'the' ? 1 : 0;
  const word = (offset: number) => tokens[at + the + offset]?.word ?? '';
  const rolling = ROLLING.test(word(0));
  if (!rolling && !BEFORE.test(word(0))) return undefined;
  const compact = compactSpan(word(1));
  const count = compact?.count ?? countOf(word(1));
  const unit = compact?.unit ?? unitOf(word(count ? 2 : 1));
  if (!unit) return undefined;
  const length = the + (compact ? 2 : count ? 3 : 2);
  const period = count
    ? lastUnits(unit, count, today)
    : lastUnits('DAY', { DAY: 1, WEEK: 7, MONTH: 30, QUARTER: 90, YEAR: 365 }[unit], today);
  return period.from < '1971' ? undefined : fixed(period, length);
}

/** Days end with today; longer units are whole ones, so the current is left out. */
export function lastUnits(unit: Unit, count: number, today: string): Period {
  const end = unit === 'DAY' ? add('DAY', today, 1) : startOf(unit, today);
  return { from: add(unit, end, -count), to: end, end };
}

function fixed(period: Period, length: number): Match<TimePhrase> {
  return { value: { kind: 'period', at: () => period, year: yearOf(period.from) }, length };
}

/** A calendar phrase, or one relative to today that names a single unit: "last month", "2 weeks ago". */
function spanPhrase(tokens: readonly Token[], at: number, today: string): Match<Span> | undefined {
  const word = (offset: number) => tokens[at + offset]?.word ?? '';
  const relative = (unit: Unit, offset: number, length: number): Match<Span> | undefined => {
    const start = add(unit, startOf(unit, today), offset);
    return start < '1971'
      ? undefined
      : { value: { unit, start, count: 1, yearless: false }, length };
  };
  if (word(0) === 'today') return relative('DAY', 0, 1);
  if (word(0) === 'yesterday') return relative('DAY', -1, 1);
  if (wordsAt(tokens, at, 'the day before yesterday')) return relative('DAY', -2, 4);
  const the = word(0) === 'the' ? 1 : 0;
  const unit = unitOf(word(the + 1));
  if (unit && THIS.test(word(the))) return relative(unit, 0, the + 2);
  if (unit && BEFORE.test(word(the))) return relative(unit, -1, the + 2);
  const before = unitOf(word(the));
  if (before && wordsAt(tokens, at + the + 1, 'before last')) {
    return relative(before, -2, the + 3);
  }
  const ago = agoPhrase(tokens, at);
  if (ago) return relative(ago.value.unit, -ago.value.count, ago.length);
  // "last September" is over; "this September" has begun.
  const qualifier = BEFORE.test(word(the)) || THIS.test(word(the)) ? the + 1 : 0;
  const named = calendarPhrase(tokens, at + qualifier, today);
  if (!named || !qualifier) return named;
  const { value } = named;
  if (!value.yearless) return undefined;
  const over = add(value.unit, value.start, value.count) <= today || THIS.test(word(the));
  const span = over ? value : inYear(value, yearOf(value.start) - 1);
  return { value: { ...span, yearless: false }, length: named.length + qualifier };
}

function agoPhrase(
  tokens: readonly Token[],
  at: number,
): Match<{ unit: Unit; count: number }> | undefined {
  const word = (offset: number) => tokens[at + offset]?.word ?? '';
  const count = /^(a|an)$/.test(word(0)) ? 1 : countOf(word(0));
  const unit = unitOf(word(1));
  return count && unit && word(2) === 'ago' ? { value: { unit, count }, length: 3 } : undefined;
}
