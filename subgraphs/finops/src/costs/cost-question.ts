import { type ConversionQuestion, conversionQuestion } from '../conversion/conversion';
import type {
  Comparison,
  CostFilterInput,
  CostMetric,
  CostOrderInput,
  CostsInput,
  Dimension,
  Granularity,
  Metric,
  PeriodBasis,
  PeriodInput,
  QueryDimensionValuesArgs,
  SortDirection,
} from '../generated/graphql';
import type { Condition } from './charge-query';
import { isTag, kindOf, type Term, type TermKind } from './dimensions';
import { isAdditive } from './metrics';
import { refuse } from './refusal';

/** Days in UTC, `to` not included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

type Test<Of extends Condition> = Of extends Condition
  ? Omit<Of, 'key'> & { readonly term: Term }
  : never;

export type CostFilter = Test<Condition>;

/** One part of the order of the rows. */
export interface CostOrder {
  readonly by:
    | { readonly of: 'BUCKET' | 'CURRENCY' | 'CHARGES' }
    | { readonly of: 'KEY'; readonly index: number }
    | { readonly of: 'METRIC' | 'CHANGE' | 'CHANGE_RATIO'; readonly metric: Metric };
  readonly direction: SortDirection;
}

/** A cost question whose every part has been checked. */
export interface CostQuestion {
  readonly metric: CostMetric;
  readonly metrics: readonly Metric[];
  readonly period: Days;
  readonly basis: PeriodBasis;
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
  readonly granularity: Granularity;
  readonly fiscalYearStart: number;
  readonly cumulative: boolean;
  readonly compareWith: Comparison | null;
  /** Null where amounts stay in the currencies of their charges. */
  readonly convertTo: ConversionQuestion | null;
  readonly top: number | null;
  readonly topBy: Metric;
  readonly orderBy: readonly CostOrder[];
  /** Rows of a page; null for all of them. */
  readonly first: number | null;
  /** Cursor of the row before the page. */
  readonly after: string | null;
}

/** A checked question for the values of a dimension. */
export interface ValuesQuestion {
  readonly term: Term;
  readonly period: Days | null;
  readonly search: string | null;
  readonly first: number;
}

const MOST_GROUP_KEYS = 5;
const MOST_METRICS = 12;
const MOST_VALUES = 1000;
const MOST_GROUPS = 1000;
const MOST_PAGE_ROWS = 10_000;

/** Error VALIDATION_FAILED names the first field at fault. */
export function costQuestion(input: CostsInput): CostQuestion {
  const { metric = 'EFFECTIVE_COST', basis = 'CHARGE_PERIOD', granularity = 'TOTAL' } = input;
  const { groupBy = [], filter = [], metrics = [], orderBy = [] } = input;
  const { top = null, first = null, after = null, compareWith = null } = input;
  const { cumulative = false, fiscalYearStart = 1 } = input;
  const topBy = input.topBy ?? metric;
  atMost('groupBy', groupBy.length, MOST_GROUP_KEYS, 'dimensions');
  atMost('metrics', metrics.length, MOST_METRICS, 'metrics');
  if (top !== null) requireCount('top', top, MOST_GROUPS);
  if (first !== null) requireCount('first', first, MOST_PAGE_ROWS);
  if (after !== null && first === null) refuse('after', 'goes with first only');
  requireCount('fiscalYearStart', fiscalYearStart, 12);
  const asked: ReadonlySet<Metric> = new Set([metric, ...metrics]);
  if (!asked.has(topBy)) refuse('topBy', 'must be the metric or one of the metrics');
  if (cumulative) requireRunningSums(granularity, [...asked]);
  return {
    metric,
    metrics: [...new Set(metrics)],
    basis,
    granularity,
    fiscalYearStart,
    cumulative,
    compareWith,
    convertTo: conversionQuestion(input.currency, input.rates),
    top,
    topBy,
    first,
    after,
    period: daysOf(input.period),
    groupBy: groupBy.map(({ dimension, tagKey }, index) =>
      termOf(dimension, tagKey, `groupBy.${index}.tagKey`),
    ),
    filter: filter.map((condition, index) => filterOf(condition, `filter.${index}`)),
    orderBy: orderBy.map((order, index) =>
      orderOf(order, `orderBy.${index}`, {
        metric,
        asked,
        keys: groupBy.length,
        compared: compareWith !== null,
      }),
    ),
  };
}

function requireRunningSums(granularity: Granularity, metrics: readonly Metric[]): void {
  if (granularity === 'TOTAL') refuse('cumulative', 'needs a granularity other than TOTAL');
  const other = metrics.find((metric) => !isAdditive(metric));
  if (other) refuse('cumulative', `cannot add up ${other}, which is no sum`);
}

interface Orderable {
  readonly metric: CostMetric;
  readonly asked: ReadonlySet<Metric>;
  readonly keys: number;
  readonly compared: boolean;
}

function orderOf(input: CostOrderInput, field: string, known: Orderable): CostOrder {
  const { by, index = null, metric = null, direction = 'DESC' } = input;
  if (by !== 'KEY' && index !== null) refuse(`${field}.index`, 'goes with KEY only');
  switch (by) {
    case 'KEY':
      if (index === null || index < 0 || index >= known.keys) {
        return refuse(`${field}.index`, 'must be the place of a dimension in groupBy, from 0');
      }
      return { by: { of: by, index }, direction };
    case 'BUCKET':
    case 'CURRENCY':
    case 'CHARGES':
      if (metric !== null) refuse(`${field}.metric`, `does not go with ${by}`);
      return { by: { of: by }, direction };
    default: {
      const of = metric ?? known.metric;
      if (!known.asked.has(of)) {
        refuse(`${field}.metric`, 'must be the metric or one of the metrics');
      }
      if (by !== 'METRIC' && !known.compared) refuse(`${field}.by`, 'needs compareWith');
      return { by: { of: by, metric: of }, direction };
    }
  }
}

/** Error VALIDATION_FAILED names the first field at fault. */
export function valuesQuestion(args: QueryDimensionValuesArgs): ValuesQuestion {
  return {
    term: termOf(args.dimension, args.tagKey, 'tagKey'),
    period: args.period ? daysOf(args.period) : null,
    search: args.search || null,
    first: firstOf(args.first),
  };
}

/** Error VALIDATION_FAILED unless 1 to 1000. */
export function firstOf(first = 100): number {
  return requireCount('first', first, MOST_VALUES);
}

/** Error VALIDATION_FAILED unless it ends after it begins. */
export function daysOf({ from, to }: PeriodInput, field = 'period'): Days {
  if (to <= from) refuse(`${field}.to`, `must be after ${from}, the first day`);
  return { from, to };
}

/** Error VALIDATION_FAILED when a tag has no key, or anything else has one. */
export function termOf(
  dimension: Dimension,
  tagKey: string | null | undefined,
  field: string,
): Term {
  if (isTag(dimension)) {
    return { dimension, tagKey: tagKey || refuse(field, `is required with ${dimension}`) };
  }
  if (typeof tagKey === 'string') refuse(field, `goes with tags only, not with ${dimension}`);
  return { dimension, tagKey: null };
}

/** Error VALIDATION_FAILED names the part at fault, after `field`. */
export function filterOf(input: CostFilterInput, field: string): CostFilter {
  const { operator = 'IN', values = [] } = input;
  const term = termOf(input.dimension, input.tagKey, `${field}.tagKey`);
  const kind = kindOf(term);
  if (operator === 'IS_NULL' || operator === 'IS_NOT_NULL') {
    if (values.length > 0) refuse(`${field}.values`, `must be left out with ${operator}`);
    return { term, operator };
  }
  if (values.length === 0) refuse(`${field}.values`, `needs at least one value with ${operator}`);
  if (values.length > MOST_VALUES) refuse(`${field}.values`, `takes at most ${MOST_VALUES} values`);
  if (values.includes('')) {
    refuse(`${field}.values`, 'must not be empty texts; IS_NULL finds charges without a value');
  }
  switch (operator) {
    case 'GREATER_THAN':
    case 'AT_LEAST':
    case 'LESS_THAN':
    case 'AT_MOST': {
      if (kind === 'text') refuse(`${field}.operator`, 'is for numbers and times only');
      const [value, ...others] = values.map((text) => engineValue(kind, text, `${field}.values`));
      if (value === undefined || others.length > 0) {
        return refuse(`${field}.values`, `takes one value with ${operator}`);
      }
      return { term, operator, values: [value] };
    }
    case 'IN':
    case 'NOT_IN':
      return {
        term,
        operator,
        values: values.map((text) => engineValue(kind, text, `${field}.values`)),
      };
    default:
      if (kind !== 'text') refuse(`${field}.operator`, 'is for texts only');
      return { term, operator, values };
  }
}

const DECIMAL = /^-?\d{1,26}(\.\d{1,12})?$/;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})Z)?$/;
/** Times of charges in the store. */
const [FIRST_TIME, LAST_TIME] = ['1970-01-01 00:00:00', '2106-02-07 06:28:15'];

/** The value as the engine reads it. */
function engineValue(kind: TermKind, text: string, field: string): string {
  if (kind === 'text') return text;
  if (kind === 'decimal') {
    return DECIMAL.test(text)
      ? text
      : refuse(field, 'must be decimals of at most 12 places, such as 12.5');
  }
  const [, day = '', clock = '00:00:00'] = TIME.exec(text) ?? [];
  const time = new Date(`${day}T${clock}Z`);
  if (Number.isNaN(time.getTime()) || !time.toISOString().startsWith(day)) {
    refuse(field, 'must be days or times, such as 2026-05-01 or 2026-05-01T12:00:00Z');
  }
  const moment = `${day} ${clock}`;
  if (moment < FIRST_TIME) return FIRST_TIME;
  return moment > LAST_TIME ? LAST_TIME : moment;
}

function atMost(field: string, count: number, most: number, what: string): void {
  if (count > most) refuse(field, `takes at most ${most} ${what}`);
}

function requireCount(field: string, count: number, most: number): number {
  return count >= 1 && count <= most ? count : refuse(field, `must be 1 to ${most}`);
}
