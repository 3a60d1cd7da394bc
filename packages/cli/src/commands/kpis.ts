import { type Answered, type KpisQuery, kpis } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { type ConversionOptions, conversionLines, conversionOf } from '../conversion';
import { filterOf, groupOf } from '../dimensions';
import { saveAnswer } from '../output';
import { periodOf } from '../period';
import { formatTable } from '../table';
import { percent } from './costs';

export interface KpisOptions extends GlobalOptions, ConversionOptions {
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly last?: string;
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tag?: string;
}

export async function kpisCommand(options: KpisOptions): Promise<void> {
  const { tag } = options;
  const input = {
    period: periodOf(options, new Date()),
    groupBy: options.by.map(groupOf),
    filter: options.where.map(filterOf),
    ...conversionOf(options),
    ...(tag === undefined ? {} : { tagKey: tag }),
  };
  if (options.output) return saveAnswer(options, options.output, 'kpis', input);
  const { kpis: answer } = await kpis(clientOf(options), { input });
  print(options, answer, () => describe(answer));
}

const COLUMNS = [
  { title: 'kpi' },
  { title: 'value', right: true },
  { title: 'numerator', right: true },
  { title: 'denominator', right: true },
  { title: 'formula' },
];

function describe({ rows, from, to, conversion }: Answered<KpisQuery>['kpis']): string {
  const tables = rows.map(({ currency, keys, values }) => {
    const name = [...keys.map(({ value }) => value ?? '(none)'), currency].join(', ');
    const lines = values.map(({ title, unit, value, numerator, denominator, formula }) => [
      title,
      unit === 'RATIO' ? percent(value) || '(unknown)' : (value ?? '(unknown)'),
      numerator.value ?? '(unknown)',
      denominator ? (denominator.value ?? '(unknown)') : '',
      formula,
    ]);
    return `${name}\n${formatTable(COLUMNS, lines)}`;
  });
  const period = `From ${from} to before ${to} (UTC)`;
  const converted = conversionLines(conversion).join('\n');
  return [
    period,
    ...(tables.length > 0 ? tables : ['no charges']),
    ...(converted === '' ? [] : [converted]),
  ].join('\n\n');
}
