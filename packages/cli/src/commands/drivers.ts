import { type Answered, type CostDriversQuery, costDrivers } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { type ConversionOptions, conversionLines, conversionOf } from '../conversion';
import { filterOf, groupOf } from '../dimensions';
import { saveAnswer } from '../output';
import { periodOf } from '../period';
import { formatTable } from '../table';
import { comparisonOf, metricOf, percent } from './costs';

export interface DriversOptions extends GlobalOptions, ConversionOptions {
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly last?: string;
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
  readonly metric: string;
  readonly compare: string;
  readonly top: string;
}

export async function driversCommand(options: DriversOptions): Promise<void> {
  const input = {
    metric: metricOf(options.metric),
    period: periodOf(options, new Date()),
    compareWith: comparisonOf(options.compare),
    dimensions: options.by.map(groupOf),
    filter: options.where.map(filterOf),
    top: Number(options.top),
    ...conversionOf(options),
  };
  if (options.output) return saveAnswer(options, options.output, 'costDrivers', input);
  const { costDrivers: answer } = await costDrivers(clientOf(options), { input });
  print(options, answer, () => describe(answer));
}

const COLUMNS = [
  { title: 'value' },
  { title: 'change', right: true },
  { title: 'share', right: true },
  { title: 'by usage', right: true },
  { title: 'by price', right: true },
  { title: 'other', right: true },
  { title: 'status' },
];

function describe({ changes, ...answer }: Answered<CostDriversQuery>['costDrivers']): string {
  const parts = changes.map(({ currency, previous, current, change, changeRatio, dimensions }) => [
    `${previous} -> ${current} ${currency}: ${change} ${percent(changeRatio)}`.trim(),
    ...dimensions.map(({ dimension, tagKey, concentration, drivers }) => {
      const rows = drivers.map((driver) => [
        driver.other ? `(${driver.values} others)` : (driver.value ?? '(none)'),
        driver.change,
        percent(driver.share),
        driver.usageEffect,
        driver.priceEffect,
        driver.otherEffect,
        driver.status.toLowerCase(),
      ]);
      const name = tagKey === null ? dimension.toLowerCase() : `tag:${tagKey}`;
      return `\n${name}, ${percent(concentration)} of the movement\n${formatTable(COLUMNS, rows)}`;
    }),
  ]);
  const periods = `From ${answer.baseFrom} to before ${answer.baseTo}, then ${answer.from} to before ${answer.to} (UTC)`;
  return [
    periods,
    ...(parts.length > 0 ? parts.flat() : ['no charges']),
    ...conversionLines(answer.conversion),
  ].join('\n');
}
