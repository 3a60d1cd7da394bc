import { AppError } from '@ai-finops/service-kit/errors';
import type {
  CostFilterInput,
  CostMetric,
  CostsInput,
  Dimension,
  Granularity,
  PeriodBasis,
  PeriodInput,
  QueryDimensionValuesArgs,
} from '../generated/graphql';
import type { Term } from './dimensions';

/** Days in UTC, `to` not included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export type CostFilter =
  | {
      readonly term: Term;
      readonly operator: 'IN' | 'NOT_IN' | 'CONTAINS';
      readonly values: readonly string[];
    }
  | { readonly term: Term; readonly operator: 'IS_NULL' | 'IS_NOT_NULL' };

/** A cost question whose every part has been checked. */
export interface CostQuestion {
  readonly metric: CostMetric;
  readonly period: Days;
  readonly basis: PeriodBasis;
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
  readonly granularity: Granularity;
  readonly top: number | null;
}

/** A checked question for the values of a dimension. */
export interface ValuesQuestion {
  readonly term: Term;
  readonly period: Days | null;
  readonly search: string | null;
  readonly first: number;
}

const MOST_GROUP_KEYS = 5;
const MOST_VALUES = 1000;
const MOST_GROUPS = 1000;

/** Error VALIDATION_FAILED names the first field at fault. */
export function costQuestion(input: CostsInput): CostQuestion {
  const { metric = 'EFFECTIVE_COST', basis = 'CHARGE_PERIOD', granularity = 'TOTAL' } = input;
  const { groupBy = [], filter = [], top = null } = input;
  if (groupBy.length > MOST_GROUP_KEYS)
    refuse('groupBy', `takes at most ${MOST_GROUP_KEYS} dimensions`);
  if (top !== null) requireCount('top', top, MOST_GROUPS);
  return {
    metric,
    basis,
    granularity,
    top,
    period: daysOf(input.period),
    groupBy: groupBy.map(({ dimension, tagKey }, index) =>
      termOf(dimension, tagKey, `groupBy.${index}.tagKey`),
    ),
    filter: filter.map((condition, index) => filterOf(condition, `filter.${index}`)),
  };
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

function daysOf({ from, to }: PeriodInput): Days {
  if (to <= from) refuse('period.to', `must be after ${from}, the first day`);
  return { from, to };
}

function termOf(dimension: Dimension, tagKey: string | null | undefined, field: string): Term {
  if (dimension === 'TAG') {
    return { dimension, tagKey: tagKey || refuse(field, 'is required with TAG') };
  }
  if (typeof tagKey === 'string') refuse(field, `goes with TAG only, not with ${dimension}`);
  return { dimension, tagKey: null };
}

function filterOf(input: CostFilterInput, field: string): CostFilter {
  const { operator = 'IN', values = [] } = input;
  const term = termOf(input.dimension, input.tagKey, `${field}.tagKey`);
  if (operator === 'IS_NULL' || operator === 'IS_NOT_NULL') {
    if (values.length > 0) refuse(`${field}.values`, `must be left out with ${operator}`);
    return { term, operator };
  }
  if (values.length === 0) refuse(`${field}.values`, `needs at least one value with ${operator}`);
  if (values.length > MOST_VALUES) refuse(`${field}.values`, `takes at most ${MOST_VALUES} values`);
  if (values.includes('')) {
    refuse(`${field}.values`, 'must not be empty texts; IS_NULL finds charges without a value');
  }
  return { term, operator, values };
}

function requireCount(field: string, count: number, most: number): number {
  return count >= 1 && count <= most ? count : refuse(field, `must be 1 to ${most}`);
}

function refuse(field: string, what: string): never {
  throw new AppError('VALIDATION_FAILED', `${field} ${what}.`, { field });
}
