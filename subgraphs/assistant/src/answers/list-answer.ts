import type { CostResult, CostRow, Money } from '../finops/cost-types';
import { termName, termPlural } from '../language/dimension-names';
import type { Breakdown, Top } from '../language/question';
import { compareMoney, exactText, moneyText, shareText } from './amounts';
import {
  capital,
  groupCells,
  groupColumns,
  groupText,
  inWords,
  metricName,
  type Subject,
  scopeText,
  type Table,
} from './reply';

type Priced = CostRow & { readonly cost: Money };

const isPriced = (row: CostRow): row is Priced => row.cost !== null;

/** Groups named in the sentence; the table has the rest. */
const SPOKEN = 5;

/** "Effective cost for 1–31 Oct 2026 (UTC): 12.00 USD and 3.00 EUR." */
export function totalText(subject: Subject, { totals }: CostResult): string {
  const amounts = inWords(totals.map(moneyText));
  return `${capital(metricName(subject.metric))} for ${scopeText(subject)}: ${amounts}.`;
}

export function totalTable(subject: Subject, { totals }: CostResult): Table {
  return {
    columns: [{ title: capital(metricName(subject.metric)), kind: 'MONEY' }],
    rows: totals.map((total) => [exactText(total)]),
  };
}

/** The groups with the smallest cost, of each currency, the smallest first. */
export function smallest(result: CostResult, count: number): CostRow[] {
  return result.totals.flatMap(({ currency }) =>
    result.rows
      .filter((row): row is Priced => row.cost?.currency === currency && !row.other)
      .sort((a, b) => compareMoney(a.cost, b.cost))
      .slice(0, count),
  );
}

/** The rows of one currency together, in the order that they had. */
export function byCurrency(result: CostResult): CostRow[] {
  const known = result.totals.flatMap(({ currency }) =>
    result.rows.filter(({ cost }) => cost?.currency === currency),
  );
  return [...known, ...result.rows.filter(({ cost }) => cost === null)];
}

/** What a list is of: "Effective cost by service", "Top 5 services by effective cost". */
export function listHead(subject: Subject, question: Top | Breakdown): string {
  const metric = metricName(subject.metric);
  if (question.kind === 'breakdown') {
    return `${capital(metric)} by ${inWords(subject.groupBy.map(termName))}`;
  }
  const which = question.order === 'largest' ? 'Top' : 'Smallest';
  return `${which} ${question.count} ${inWords(subject.groupBy.map(termPlural))} by ${metric}`;
}

/** One sentence for each currency: the leading groups and the whole. */
export function listText(
  head: string,
  subject: Subject,
  result: CostResult,
  rows: readonly CostRow[],
): string {
  const sentences = result.totals.map((total) => {
    const own = rows.filter(isPriced).filter(({ cost }) => cost.currency === total.currency);
    const named = own.filter(({ other }) => !other);
    const parts = named.slice(0, SPOKEN).map((row, i) => {
      const share = i === 0 && named.length > 1 ? shareText(row.cost, total) : null;
      const ofIt = share === null ? '' : ` (${share} of it)`;
      return `${groupText(row, subject.groupBy)} ${moneyText(row.cost)}${ofIt}`;
    });
    const list = parts.length > 0 ? `: ${parts.join('; ')}` : '';
    return `${moneyText(total)} in all${list}.`;
  });
  return [`${head}, ${scopeText(subject)}.`, ...sentences].join(' ');
}

export function listTable(subject: Subject, rows: readonly CostRow[]): Table {
  return {
    columns: [
      ...groupColumns(subject.groupBy),
      { title: capital(metricName(subject.metric)), kind: 'MONEY' },
    ],
    rows: rows.map((row) => [...groupCells(row), row.cost && exactText(row.cost)]),
  };
}
