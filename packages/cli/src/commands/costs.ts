import { type CostMetric, type CostsQuery, costs, type Granularity } from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { filterOf, groupOf } from '../dimensions';
import { periodOf } from '../period';
import { formatTable } from '../table';

export interface CostsOptions extends GlobalOptions {
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly metric: string;
  readonly granularity: string;
  readonly top?: string;
}

export async function costsCommand(options: CostsOptions): Promise<void> {
  const top = options.top === undefined ? undefined : Number(options.top);
  if (top !== undefined && !(Number.isInteger(top) && top > 0)) {
    throw new CliError(`--top ${options.top}: write a whole number from 1.`);
  }
  const { costs: answer } = await costs(clientOf(options), {
    input: {
      metric: metricOf(options.metric),
      period: periodOf(options, new Date()),
      groupBy: options.by.map(groupOf),
      filter: options.where.map(filterOf),
      granularity: options.granularity.toUpperCase() as Granularity,
      ...(top === undefined ? {} : { top }),
    },
  });
  print(options, answer, () => describe(answer, options.by));
}

/** `effective` or `EFFECTIVE_COST`. */
function metricOf(name: string): CostMetric {
  const upper = name.toUpperCase();
  return (upper.endsWith('_COST') ? upper : `${upper}_COST`) as CostMetric;
}

function describe(answer: CostsQuery['costs'], by: readonly string[]): string {
  const bucketed = answer.granularity !== 'TOTAL';
  const columns = [
    ...(bucketed ? [{ title: 'from' }] : []),
    ...by.map((title) => ({ title })),
    { title: answer.metric.toLowerCase(), right: true },
    { title: 'currency' },
  ];
  const rows = answer.rows.map((row) => [
    ...(bucketed ? [row.bucket ?? ''] : []),
    ...row.keys.map((key, i) =>
      row.other ? (i === 0 ? '(others)' : '') : (key.value ?? '(none)'),
    ),
    row.cost?.amount ?? '(unknown)',
    row.cost?.currency ?? '',
  ]);
  const totals = answer.totals.map((total) => `${total.amount} ${total.currency}`).join(', ');
  return [
    formatTable(columns, rows),
    '',
    `Total from ${answer.from} to before ${answer.to} (UTC): ${totals || 'no charges'}`,
  ].join('\n');
}
