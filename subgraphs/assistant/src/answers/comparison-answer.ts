import type { CostResult, CostRow, Money } from '../finops/cost-types';
import type { ComparisonResults } from '../finops/finops-api';
import { daysBetween } from '../language/days';
import { termPlural } from '../language/dimension-names';
import { daysText, type Period, periodName } from '../language/period';
import {
  absolute,
  compareSize,
  difference,
  exactText,
  moneyText,
  percentText,
  signOf,
  zero,
} from './amounts';
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

/** A comparison with both periods decided. */
export interface ComparisonSubject extends Subject {
  readonly baseline: Period;
}

/** The cost of a group in both periods. */
interface Pair {
  readonly row: CostRow;
  readonly later: Money;
  readonly earlier: Money;
  readonly change: Money;
}

const SPOKEN = 3;

/** The groups of both results side by side, the largest change first. */
export function pairsOf(
  { period, baseline }: ComparisonResults,
  direction: 'up' | 'down' | null = null,
): Pair[] {
  const rows = new Map<string, { row: CostRow; later?: Money; earlier?: Money }>();
  const put = (result: CostResult, side: 'later' | 'earlier') => {
    for (const row of result.rows) {
      if (!row.cost) continue;
      const key = JSON.stringify([
        row.other,
        row.keys.map(({ value }) => value),
        row.cost.currency,
      ]);
      rows.set(key, { row, ...rows.get(key), [side]: row.cost });
    }
  };
  put(period, 'later');
  put(baseline, 'earlier');
  const pairs = [...rows.values()].map(({ row, later, earlier }): Pair => {
    const currency = later?.currency ?? earlier?.currency ?? '';
    const [a, b] = [later ?? zero(currency), earlier ?? zero(currency)];
    return { row, later: a, earlier: b, change: difference(a, b) };
  });
  const wanted = { up: 1, down: -1 };
  return pairs
    .filter(({ change }) => direction === null || signOf(change) === wanted[direction])
    .sort((a, b) => compareSize(b.change, a.change));
}

/** One sentence for each currency: how much it changed, and over the same days while the later period runs. */
export function comparisonText(subject: ComparisonSubject, results: ComparisonResults): string {
  const head = `${capital(metricName(subject.metric))}, ${scopeText(subject)}, against ${daysText(subject.baseline)}.`;
  return [
    head,
    ...currenciesOf(results).map((currency) => changeText(subject, results, currency)),
  ].join(' ');
}

function currenciesOf({ period, baseline }: ComparisonResults): string[] {
  return [
    ...new Set([...period.totals, ...baseline.totals].map(({ currency }) => currency)),
  ].sort();
}

const totalIn = (result: CostResult | undefined, currency: string): Money =>
  result?.totals.find((total) => total.currency === currency) ?? zero(currency);

function changeText(
  { period, baseline }: ComparisonSubject,
  results: ComparisonResults,
  currency: string,
): string {
  const [later, earlier] = [totalIn(results.period, currency), totalIn(results.baseline, currency)];
  const main = `${moneyText(later)} in ${periodName(period)}, ${moneyText(earlier)} in ${periodName(baseline)}: ${directionText(later, earlier)}.`;
  if (!results.sameDays) return main;
  const same = totalIn(results.sameDays, currency);
  const days = daysBetween(period.from, period.to);
  return `${main} The first ${days > 1 ? `${days} days` : 'day'} of ${periodName(baseline)} had ${moneyText(same)}, so like for like it is ${directionText(later, same)}.`;
}

/** "up 12.00 USD (+3.4 %)". */
function directionText(later: Money, earlier: Money): string {
  const change = difference(later, earlier);
  const sign = signOf(change);
  if (sign === 0) return 'no change';
  const percent = percentText(later, earlier);
  return `${sign > 0 ? 'up' : 'down'} ${moneyText(absolute(change))}${percent === null ? '' : ` (${percent})`}`;
}

/** The groups whose cost changed most, for each currency and direction. */
export function moversText(
  subject: ComparisonSubject,
  results: ComparisonResults,
  direction: 'up' | 'down' | null,
): string {
  const by = inWords(subject.groupBy.map(termPlural));
  const pairs = pairsOf(results);
  const lists = currenciesOf(results).flatMap((currency) =>
    (['up', 'down'] as const)
      .filter((way) => direction === null || way === direction)
      .map((way) => listText(subject, pairs, currency, way, by)),
  );
  return [comparisonText(subject, results), ...lists].join(' ');
}

function listText(
  subject: ComparisonSubject,
  pairs: readonly Pair[],
  currency: string,
  way: 'up' | 'down',
  by: string,
): string {
  const sign = way === 'up' ? 1 : -1;
  const own = pairs.filter(({ change }) => change.currency === currency && signOf(change) === sign);
  if (own.length === 0) return `No ${by} went ${way} in ${currency}.`;
  const parts = own.slice(0, SPOKEN).map(({ row, later, earlier, change }) => {
    const percent = percentText(later, earlier) ?? 'new';
    return `${groupText(row, subject.groupBy)} by ${moneyText(absolute(change))} (${percent})`;
  });
  return `${capital(by)} that went ${way} most in ${currency}: ${parts.join('; ')}.`;
}

export function comparisonTable(subject: ComparisonSubject, pairs: readonly Pair[]): Table {
  return {
    columns: [
      ...groupColumns(subject.groupBy),
      { title: periodName(subject.period), kind: 'MONEY' },
      { title: periodName(subject.baseline), kind: 'MONEY' },
      { title: 'Change', kind: 'MONEY' },
      { title: 'Change in percent', kind: 'PERCENT' },
    ],
    rows: pairs.map(({ row, later, earlier, change }) => [
      ...groupCells(row),
      exactText(later),
      exactText(earlier),
      exactText(change),
      percentText(later, earlier),
    ]),
  };
}
