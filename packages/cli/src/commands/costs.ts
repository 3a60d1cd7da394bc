import {
  type Answered,
  type Comparison,
  type CostMetric,
  type CostsQuery,
  costs,
  type Granularity,
  type Metric,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { type ConversionOptions, conversionLines, conversionOf } from '../conversion';
import { filterOf, groupOf } from '../dimensions';
import { saveAnswer } from '../output';
import { periodOf } from '../period';
import { formatTable } from '../table';

export interface CostsOptions extends GlobalOptions, ConversionOptions {
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly last?: string;
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
  readonly metric: string;
  readonly granularity: string;
  readonly top?: string;
  readonly metrics: readonly string[];
  readonly compare?: string;
  readonly cumulative?: boolean;
  readonly fiscalStart?: string;
}

export async function costsCommand(options: CostsOptions): Promise<void> {
  const { cumulative, compare } = options;
  const top = countOf('--top', options.top);
  const fiscalYearStart = countOf('--fiscal-start', options.fiscalStart);
  const input = {
    metric: metricOf(options.metric),
    period: periodOf(options, new Date()),
    groupBy: options.by.map(groupOf),
    filter: options.where.map(filterOf),
    granularity: options.granularity.toUpperCase() as Granularity,
    metrics: options.metrics.map((name) => enumName(name) as Metric),
    ...conversionOf(options),
    ...(top === undefined ? {} : { top }),
    ...(fiscalYearStart === undefined ? {} : { fiscalYearStart }),
    ...(cumulative ? { cumulative } : {}),
    ...(compare === undefined ? {} : { compareWith: comparisonOf(compare) }),
  };
  if (options.output) return saveAnswer(options, options.output, 'costs', input);
  const { costs: answer } = await costs(clientOf(options), { input });
  print(options, answer, () => describe(answer, options.by));
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new CliError(`${option} ${text}: write a whole number from 1.`);
}

/** `unit-price` as the graph writes it. The graph knows the whole list and says so when a name is not in it. */
const enumName = (name: string): string => name.replaceAll('-', '_').toUpperCase();

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  period: 'PREVIOUS_PERIOD',
  year: 'PREVIOUS_YEAR',
  weekdays: 'SAME_WEEKDAYS',
};

/** `period`, `year` or `weekdays`. */
export function comparisonOf(name: string): Comparison {
  const comparison = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (comparison) return comparison;
  throw new CliError(`--compare ${name}: write ${Object.keys(COMPARISONS).join(', ')}.`);
}

/** `effective` or `EFFECTIVE_COST`. */
export function metricOf(name: string): CostMetric {
  const upper = name.toUpperCase();
  return (upper.endsWith('_COST') ? upper : `${upper}_COST`) as CostMetric;
}

function describe(answer: Answered<CostsQuery>['costs'], by: readonly string[]): string {
  const compared = answer.comparedFrom !== null;
  const bucketed = answer.granularity !== 'TOTAL';
  const columns = [
    ...(bucketed ? [{ title: 'from' }] : []),
    ...by.map((title) => ({ title })),
    { title: answer.metric.toLowerCase(), right: true },
    { title: 'currency' },
    ...(compared
      ? [
          { title: 'change', right: true },
          { title: '%', right: true },
        ]
      : []),
    ...(answer.rows[0]?.metrics ?? []).map(({ metric }) => ({
      title: metric.toLowerCase(),
      right: true,
    })),
  ];
  const rows = answer.rows.map((row) => [
    ...(bucketed ? [(answer.granularity === 'HOUR' ? row.bucketStart : row.bucket) ?? ''] : []),
    ...row.keys.map((key, i) =>
      row.other ? (i === 0 ? '(others)' : '') : (key.value ?? '(none)'),
    ),
    row.cost?.amount ?? '(unknown)',
    row.cost?.currency ?? '',
    ...(compared ? [row.change?.amount ?? '', percent(row.changeRatio)] : []),
    ...row.metrics.map(({ value, unit }) => [value ?? '(unknown)', unit ?? ''].join(' ').trim()),
  ]);
  const totals = answer.totals.map((total) => `${total.amount} ${total.currency}`).join(', ');
  return [
    formatTable(columns, rows),
    '',
    `Total from ${answer.from} to before ${answer.to} (UTC): ${totals || 'no charges'}`,
    ...conversionLines(answer.conversion),
  ].join('\n');
}

/** A ratio with one decimal of a per cent, for reading; the whole of it is in the JSON. */
export function percent(ratio: string | null): string {
  return ratio === null ? '' : `${(Number(ratio) * 100).toFixed(1)} %`;
}
