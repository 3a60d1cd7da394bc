import {
  createLoader,
  createParser,
  createSerializer,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { FileFormat } from '@/features/exports/file-formats';
import { conversionParams } from './conversion-choice';
import { conversionParsers, count, failureParsers, periodParsers } from './param-parsers';
import type { CostView, Filter, Term } from './view';
import { filterText, parseFilter, parseTerms, termsText } from './view-text';
import { COMPARISONS, GRANULARITIES, METRICS } from './vocabulary';

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

/** The address of a view, parameter by parameter, in the order in which the API writes its links. */
export const viewParsers = {
  metric: parseAsStringLiteral(METRICS),
  ...periodParsers,
  group: terms,
  granularity: parseAsStringLiteral(GRANULARITIES),
  top: count(1, MOST_GROUPS),
  filter: parseAsNativeArrayOf(filter),
  ...conversionParsers,
};

/**
 * Beside the question: the currency whose chart is shown, where there are several, and why a file of the
 * view did not come.
 */
export const pageParsers = {
  ...viewParsers,
  currency: parseAsString,
  ...failureParsers,
};

export const loadPage = createLoader(pageParsers);

/** A file has beside the view what the page compares it with. */
const exportParsers = {
  ...viewParsers,
  currency: parseAsString,
  compare: parseAsStringLiteral(COMPARISONS),
};

export const loadExport = createLoader(exportParsers);

/** What the address of a view says: as in the API's links, what has its default is left out. */
export function paramsOf(view: CostView) {
  const { basis, granularity, group, filter: filters } = view;
  return {
    ...view,
    basis: basis === 'CHARGE_PERIOD' ? null : basis,
    group: group.length === 0 ? null : group,
    granularity: granularity === 'TOTAL' ? null : granularity,
    filter: filters.length === 0 ? null : [...filters],
    ...conversionParams(view),
  };
}

const serialize = createSerializer(pageParsers);

export function viewLink(view: CostView, currency?: string): string {
  return serialize('/', { ...paramsOf(view), currency: currency ?? null });
}

const serializeExport = createSerializer(exportParsers);

interface ExportChoices {
  readonly format: FileFormat;
  readonly currency: string;
  readonly compares: boolean;
}

/** Address of the view as a file; `currency` is the one that the page shows, to lead back there. */
export function exportLink(view: CostView, { format, currency, compares }: ExportChoices): string {
  return serializeExport(`/api/exports/costs.${format}`, {
    ...paramsOf(view),
    currency,
    compare: compares ? 'PREVIOUS_PERIOD' : null,
  });
}
