import {
  createLoader,
  createParser,
  createSerializer,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { FileFormat } from '@/features/exports/file-formats';
import { isDay } from '@/lib/calendar';
import type { CostView, Filter, Term } from './view';
import { filterText, parseFilter, parseTerms, termsText } from './view-text';
import { BASES, COMPARISONS, GRANULARITIES, METRICS } from './vocabulary';

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

/** A code of the platform's catalogue of errors. */
const errorCode = createParser({
  parse: (text) => (/^[A-Z_]{1,64}$/.test(text) ? text : null),
  serialize: (text: string) => text,
});

/**
 * Beside the question: the currency whose chart is shown, where there are several, and why a file of the
 * view that was asked for just now did not come.
 */
export const pageParsers = { ...viewParsers, currency: parseAsString, failed: errorCode };

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
