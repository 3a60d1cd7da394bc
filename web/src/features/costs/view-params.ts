import {
  createLoader,
  createParser,
  createSerializer,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { isDay } from '@/lib/calendar';
import type { CostView, Filter, Term } from './view';
import { filterText, parseFilter, parseTerms, termsText } from './view-text';
import { BASES, GRANULARITIES, METRICS } from './vocabulary';

const day = createParser({
  parse: (text) => (isDay(text) ? text : null),
  serialize: (text: string) => text,
});
const terms = createParser<readonly Term[]>({
  parse: parseTerms,
  serialize: termsText,
  eq: (a, b) => termsText(a) === termsText(b),
});
const filter = createParser<Filter>({
  parse: parseFilter,
  serialize: filterText,
  eq: (a, b) => filterText(a) === filterText(b),
});
const MOST_GROUPS = 1_000;
const top = createParser({
  parse: (text) => {
    const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    return count >= 1 && count <= MOST_GROUPS ? count : null;
  },
  serialize: String,
});

/** The address of a view, parameter by parameter, in the order in which the API writes its links. */
export const viewParsers = {
  metric: parseAsStringLiteral(METRICS),
  from: day,
  to: day,
  basis: parseAsStringLiteral(BASES),
  group: terms,
  granularity: parseAsStringLiteral(GRANULARITIES),
  top,
  filter: parseAsNativeArrayOf(filter),
};

/** The currency whose chart is shown, where there are several; no part of the question. */
export const pageParsers = { ...viewParsers, currency: parseAsString };

export const loadPage = createLoader(pageParsers);

/** What the address of a view says: as in the API's links, what has its default is left out. */
export function paramsOf(view: CostView) {
  const { basis, granularity, group, filter: filters } = view;
  return {
    ...view,
    basis: basis === 'CHARGE_PERIOD' ? null : basis,
    group: group.length === 0 ? null : group,
    granularity: granularity === 'TOTAL' ? null : granularity,
    filter: filters.length === 0 ? null : [...filters],
  };
}

const serialize = createSerializer(pageParsers);

export function viewLink(view: CostView, currency?: string): string {
  return serialize('/', { ...paramsOf(view), currency: currency ?? null });
}
