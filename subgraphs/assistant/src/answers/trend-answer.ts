import type { CostResult, CostRow, Money } from '../finops/cost-types';
import { add, startOf, type Unit } from '../language/days';
import { termName } from '../language/dimension-names';
import { bucketName, type Period } from '../language/period';
import { compareMoney, exactText, moneyText, percentText, sum } from './amounts';
import {
  capital,
  groupCells,
  groupColumns,
  inWords,
  metricName,
  type Subject,
  scopeText,
  type Table,
} from './reply';

const ADVERBS: Readonly<Record<Unit, string>> = {
  DAY: 'daily',
  WEEK: 'weekly',
  MONTH: 'monthly',
  QUARTER: 'quarterly',
  YEAR: 'yearly',
};

const TITLES: Readonly<Record<Unit, string>> = {
  DAY: 'Day',
  WEEK: 'Week from',
  MONTH: 'Month from',
  QUARTER: 'Quarter from',
  YEAR: 'Year from',
};

interface Bucket {
  readonly start: string;
  readonly cost: Money;
}

/** Where it stood highest and lowest, and how it went from the first whole bucket to the last. */
export function trendText(subject: Subject, unit: Unit, result: CostResult): string {
  const by = subject.groupBy.length > 0 ? ` by ${inWords(subject.groupBy.map(termName))}` : '';
  const head = `${capital(ADVERBS[unit])} ${metricName(subject.metric)}${by}, ${scopeText(subject)}.`;
  const sentences = result.totals.map((total) => {
    const buckets = bucketsOf(result.rows, total.currency);
    const high = buckets.reduce((a, b) => (compareMoney(b.cost, a.cost) > 0 ? b : a));
    const low = buckets.reduce((a, b) => (compareMoney(b.cost, a.cost) < 0 ? b : a));
    const range =
      compareMoney(high.cost, low.cost) > 0
        ? `, highest ${bucketName(unit, high.start)} with ${moneyText(high.cost)}, lowest ${bucketName(unit, low.start)} with ${moneyText(low.cost)}`
        : '';
    return `${moneyText(total)} in all${range}.${wayText(buckets, unit, subject.period)}${gapText(buckets, unit, subject.period)}`;
  });
  return [head, ...sentences].join(' ');
}

function bucketsOf(rows: readonly CostRow[], currency: string): Bucket[] {
  const byStart = new Map<string, Money[]>();
  for (const { bucket, cost } of rows) {
    if (bucket === null || cost?.currency !== currency) continue;
    byStart.set(bucket, [...(byStart.get(bucket) ?? []), cost]);
  }
  return [...byStart]
    .map(([start, costs]) => ({ start, cost: sum(costs, currency) }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

function wayText(buckets: readonly Bucket[], unit: Unit, { from, to }: Period): string {
  const whole = buckets.filter(({ start }) => start >= from && add(unit, start, 1) <= to);
  const [first, last] = [whole[0], whole.at(-1)];
  // Single days go up and down for no reason worth a sentence.
  if (!first || !last || first === last || unit === 'DAY') return '';
  const change = percentText(last.cost, first.cost);
  if (change === null) return '';
  return ` From ${bucketName(unit, first.start)} to ${bucketName(unit, last.start)}: ${change}.`;
}

/** Buckets without any charge do not come back; a reader must not take them for unread. */
function gapText(buckets: readonly Bucket[], unit: Unit, { from, to }: Period): string {
  let expected = 0;
  for (let at = startOf(unit, from); at < to; at = add(unit, at, 1)) expected += 1;
  const missing = expected - buckets.length;
  const word = unit.toLowerCase();
  return missing > 0
    ? ` ${missing} of the ${expected} ${word}s ${missing > 1 ? 'have' : 'has'} no charges.`
    : '';
}

export function trendTable(subject: Subject, unit: Unit, result: CostResult): Table {
  return {
    columns: [
      { title: TITLES[unit], kind: 'DATE' },
      ...groupColumns(subject.groupBy),
      { title: capital(metricName(subject.metric)), kind: 'MONEY' },
    ],
    rows: result.rows.map((row) => [
      row.bucket,
      ...groupCells(row),
      row.cost && exactText(row.cost),
    ]),
  };
}
