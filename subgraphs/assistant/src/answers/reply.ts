import type { CostFilter } from '../finops/cost-types';
import { type Term, termName } from '../language/dimension-names';
import { daysText, type Period } from '../language/period';
import type { Metric } from '../language/question';

export interface Column {
  readonly title: string;
  readonly kind: 'TEXT' | 'DATE' | 'MONEY' | 'PERCENT';
}

/** The numbers of an answer, the query that gave them and where to see them. */
export interface Figures {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly query: string;
  readonly variables: string;
  readonly link: string;
}

/** What the analyst says: figures, or words alone when there are none to give. */
export interface Reply {
  readonly text: string;
  readonly figures: Figures | null;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A question with everything decided, to be put into words. */
export interface Subject {
  readonly metric: Metric;
  readonly period: Period;
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
}

/** Rows that a message carries; the link shows the rest. */
export const MOST_ROWS = 400;

const METRICS: Readonly<Record<Metric, string>> = {
  BILLED_COST: 'billed cost',
  EFFECTIVE_COST: 'effective cost',
  LIST_COST: 'list cost',
  CONTRACTED_COST: 'contracted cost',
};

export const metricName = (metric: Metric): string => METRICS[metric];

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "1–31 Oct 2026 (UTC)", and the conditions: ", only provider AWS and without region eu-west-1". */
export function scopeText({ period, filter }: Pick<Subject, 'period' | 'filter'>): string {
  const conditions = filter.map(conditionText);
  const only = conditions.length > 0 ? `, ${conditions.join(', ')}` : '';
  return `${daysText(period)} (UTC)${only}`;
}

const SHOWN = 4;

function conditionText(filter: CostFilter): string {
  const name = termName(filter);
  if (filter.operator === 'IS_NULL') return `without ${name}`;
  if (filter.operator === 'IS_NOT_NULL') return `with ${name}`;
  const shown = filter.values.slice(0, SHOWN).map((value) => value.trim());
  const rest = filter.values.length - shown.length;
  const values = rest > 0 ? `${shown.join(', ')} and ${rest} more` : inWords(shown, 'or');
  if (filter.operator === 'CONTAINS') return `${name} with “${values}” in it`;
  return filter.operator === 'NOT_IN' ? `without ${name} ${values}` : `${name} ${values}`;
}

/** "a, b and c". */
export function inWords(parts: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = parts.at(-1) ?? '';
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} ${word} ${last}` : last;
}

/** Titles of the columns of the groups. */
export function groupColumns(groupBy: readonly Term[]): Column[] {
  return groupBy.map((term) => ({ title: capital(termName(term)), kind: 'TEXT' }));
}

export const OTHERS = 'Others';

/** A group in a sentence: "Amazon EC2, eu-west-1". */
export function groupText(
  row: { readonly other: boolean; readonly keys: readonly { readonly value: string | null }[] },
  groupBy: readonly Term[],
): string {
  if (row.other) return 'others';
  return row.keys
    .map(
      ({ value }, i) =>
        shortened(value?.trim() ?? '') ||
        `(no ${termName(groupBy[i] ?? { dimension: 'TAG', tagKey: '' })})`,
    )
    .join(', ');
}

const LONGEST_IN_A_SENTENCE = 60;

/** Ids of resources tell at their end what they are; the table has the whole. */
function shortened(value: string): string {
  const characters = [...value];
  return characters.length <= LONGEST_IN_A_SENTENCE
    ? value
    : `…${characters.slice(1 - LONGEST_IN_A_SENTENCE).join('')}`;
}

/** The cells of a group's columns. */
export function groupCells(row: {
  readonly other: boolean;
  readonly keys: readonly { readonly value: string | null }[];
}): (string | null)[] {
  return row.keys.map(({ value }, i) => (row.other ? (i === 0 ? OTHERS : null) : value));
}
