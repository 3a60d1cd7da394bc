import type {
  Comparison,
  CostFilterInput,
  CostMetric,
  CostsInput,
  Dimension,
  FilterOperator,
  Granularity,
  GroupByInput,
  PeriodBasis,
} from '@/generated/graphql';
import {
  addDays,
  addMonths,
  type Bucketing,
  daysBetween,
  type Period,
  previousPeriod,
  startOfMonth,
} from '@/lib/calendar';
import { type ConversionChoice, conversionInput } from './conversion-choice';

/** Lengths of buckets that the charts show. */
export type ViewGranularity = Exclude<Granularity, 'HOUR'>;

/** A dimension, and the key where it is a tag. */
export interface Term {
  readonly dimension: Dimension;
  readonly tagKey: string | null;
}

export interface Filter {
  readonly term: Term;
  readonly operator: FilterOperator;
  readonly values: readonly string[];
}

/** What the dashboard shows: a cost question, complete. */
export interface CostView extends Period, ConversionChoice {
  readonly metric: CostMetric;
  readonly basis: PeriodBasis;
  readonly group: readonly Term[];
  readonly granularity: ViewGranularity;
  readonly top: number | null;
  readonly filter: readonly Filter[];
}

/** What an address says of it; null where it says nothing, or nothing that can be read. */
export type ViewParams = { readonly [Name in keyof CostView]: CostView[Name] | null };

const DEFAULT_TOP = 8;
/** Groups that a page lists when the address does not say; the rest is added up. */
const MOST_LISTED = 100;

/**
 * An address with a period is a whole question, as the API's own links are: what it leaves out has the
 * API's default. Any other gets the view that says most: a year of months by service.
 */
export function resolveView(params: ViewParams, extent: Period | null, today: string): CostView {
  const { from, to, convert, rates, maxAge } = params;
  const conversion = { convert, rates, maxAge };
  if (from !== null && to !== null && from < to) {
    return {
      metric: params.metric ?? 'EFFECTIVE_COST',
      from,
      to,
      basis: params.basis ?? 'CHARGE_PERIOD',
      group: params.group ?? [],
      granularity: params.granularity ?? 'TOTAL',
      top: params.top,
      filter: params.filter ?? [],
      ...conversion,
    };
  }
  return {
    ...yearOfMonths(extent, today),
    metric: params.metric ?? 'EFFECTIVE_COST',
    basis: params.basis ?? 'CHARGE_PERIOD',
    group: params.group ?? [{ dimension: 'SERVICE_NAME', tagKey: null }],
    granularity: params.granularity ?? 'MONTH',
    top: params.top ?? DEFAULT_TOP,
    filter: params.filter ?? [],
    ...conversion,
  };
}

/** The last twelve months up to now, or up to the end of the bills when these ended before. */
function yearOfMonths(extent: Period | null, today: string): Period {
  const now = addMonths(startOfMonth(today), 1);
  const lastDay = extent ? addDays(extent.to, -1) : today;
  const end = lastDay < startOfMonth(today) ? addMonths(startOfMonth(lastDay), 1) : now;
  return { from: addMonths(end, -12), to: end };
}

const groupBy = ({ dimension, tagKey }: Term): GroupByInput =>
  tagKey === null ? { dimension } : { dimension, tagKey };

const filterInput = ({ term, operator, values }: Filter): CostFilterInput => ({
  ...groupBy(term),
  operator,
  values: [...values],
});

export function costsInput(view: CostView): CostsInput {
  const { metric, from, to, basis, group, granularity, top, filter } = view;
  return {
    metric,
    period: { from, to },
    basis,
    groupBy: group.map(groupBy),
    granularity,
    filter: filter.map(filterInput),
    top: group.length === 0 ? null : (top ?? MOST_LISTED),
    ...conversionInput(view),
  };
}

/** The question whose answer becomes a file: that has room for every group, unless the view keeps only some. */
export function exportInput(view: CostView, compareWith: Comparison | null): CostsInput {
  const { top, group } = view;
  return { ...costsInput(view), top: group.length === 0 ? null : top, compareWith };
}

/** The API's most, so that as few groups as can be are without a figure to compare with. */
const MOST_COMPARED = 1_000;

export function previousInput(view: CostView): CostsInput {
  return {
    ...costsInput(view),
    period: previousPeriod(view),
    granularity: 'TOTAL',
    top: view.group.length === 0 ? null : MOST_COMPARED,
  };
}

/** False when the bills begin within the period before: a change against a part of it would mislead. */
export function isComparable(view: Period, extent: Period | null): boolean {
  return extent !== null && extent.from <= previousPeriod(view).from;
}

export interface Preset {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly granularity: Bucketing;
}

/** A length of bucket that gives between about ten and ninety of them. */
function fitting(period: Period): Bucketing {
  const days = daysBetween(period);
  if (days <= 62) return 'DAY';
  if (days <= 200) return 'WEEK';
  return days <= 2_000 ? 'MONTH' : 'QUARTER';
}

export function presets(extent: Period | null, today: string): Preset[] {
  const month = startOfMonth(today);
  const tomorrow = addDays(today, 1);
  const nextMonth = addMonths(month, 1);
  const year = `${today.slice(0, 4)}-01-01`;
  const periods: [string, Period][] = [
    ['Last 30 days', { from: addDays(tomorrow, -30), to: tomorrow }],
    ['Last 90 days', { from: addDays(tomorrow, -90), to: tomorrow }],
    ['This month', { from: month, to: nextMonth }],
    ['Last month', { from: addMonths(month, -1), to: month }],
    ['Last 12 months', { from: addMonths(nextMonth, -12), to: nextMonth }],
    ['This year', { from: year, to: addMonths(year, 12) }],
    ...(extent ? ([['All bills', extent]] as [string, Period][]) : []),
  ];
  return periods.map(([name, period]) => ({
    name,
    ...period,
    granularity: name === 'Last 12 months' || name === 'This year' ? 'MONTH' : fitting(period),
  }));
}

export const sameTerm = (a: Term, b: Term): boolean =>
  a.dimension === b.dimension && a.tagKey === b.tagKey;

/** The view of one value: its filter replaces any other on the same dimension. */
export function narrowed(view: CostView, term: Term, value: string | null): CostView {
  const filter: Filter =
    value === null
      ? { term, operator: 'IS_NULL', values: [] }
      : { term, operator: 'IN', values: [value] };
  return {
    ...view,
    filter: [...view.filter.filter((other) => !sameTerm(other.term, term)), filter],
  };
}

export function without(view: CostView, removed: Filter): CostView {
  return { ...view, filter: view.filter.filter((filter) => filter !== removed) };
}
