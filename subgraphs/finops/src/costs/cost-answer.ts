import type { CostRow, DimensionValue, Metric, MetricValue, Money } from '../generated/graphql';
import type { CostRecord } from './cost-planner';
import type { CostQuestion } from './cost-question';
import { change, difference, Exact, quotient, rounded } from './exact';
import { type Base, columnOf, METRICS } from './metrics';
import type { ValueRecord } from './values-planner';

type Asked = Pick<CostQuestion, 'metric' | 'metrics' | 'groupBy' | 'compareWith'>;

/** The store's rows as those of the answer. */
export function costRows(records: readonly CostRecord[], question: Asked): CostRow[] {
  const costOf = valueReader(question.metric, question);
  const metricsOf = metricsReader(question);
  const keys = question.groupBy.map((term, index) => [term, `key_${index}`] as const);
  return records.map((record) => {
    const { currency, bucket = null } = record;
    const cost = costOf(record);
    const money = (amount: string | null) => (amount === null ? null : { amount, currency });
    return {
      bucket: bucket?.slice(0, 10) ?? null,
      bucketStart: bucket === null ? null : momentOf(bucket),
      keys: keys.map(([{ dimension, tagKey }, column]) => ({
        dimension,
        tagKey,
        value: record[column] || null,
      })),
      other: record.other === 1,
      currency,
      cost: money(cost.value),
      charges: Number(record.m_charges),
      previous: money(cost.previous),
      change: money(cost.change),
      changeRatio: cost.changeRatio,
      metrics: metricsOf(record),
    };
  });
}

/** The metrics of a row, in the order of the question. */
export function metricValues(record: CostRecord, question: Asked): MetricValue[] {
  return metricsReader(question)(record);
}

type Read<Result> = (record: CostRecord) => Result;

function metricsReader(question: Asked): Read<MetricValue[]> {
  const readers = question.metrics.map((metric) => valueReader(metric, question));
  return (record) => readers.map((read) => read(record));
}

type Value = MetricValue & {
  value: string | null;
  previous: string | null;
  change: string | null;
  changeRatio: string | null;
};

/** Reads a metric out of rows: what is the same for all of them is found out once. */
function valueReader(metric: Metric, { compareWith }: Asked): Read<Value> {
  const form = METRICS[metric];
  const amountNow = amountReader(metric, false);
  const amountBefore = compareWith ? amountReader(metric, true) : () => null;
  // Exact arithmetic is most of what a row costs here: nothing is worked out that nobody asked for.
  const differ = form.kind === 'quotient' ? difference : change;
  const splitColumn = 'split' in form ? (`split_${form.split}` as const) : null;
  const shown = (amount: string | null) => (form.kind === 'quotient' ? amount : rounded(amount));
  const inMoney = form.of === 'money' || form.of === 'price';
  const isSplitMoney = form.of === 'money' && splitColumn !== null;
  const hasUnit = form.of === 'quantity' || form.of === 'price';
  return (record) => {
    const value = amountNow(record);
    const previous = amountBefore(record);
    const changed = compareWith ? differ(value, previous) : null;
    const split = splitColumn && (record[splitColumn] || null);
    return {
      metric,
      value: shown(value),
      currency: inMoney ? (isSplitMoney ? split : record.currency) : null,
      unit: hasUnit ? split : null,
      previous: shown(previous),
      change: shown(changed),
      changeRatio: quotient(changed, previous),
    };
  };
}

function amountReader(metric: Metric, previous: boolean): Read<string | null> {
  const form = METRICS[metric];
  const column = (base: Base) => columnOf(base, previous) as `m_${string}`;
  const first = column(form.bases[0]);
  if (form.kind === 'base') return (record) => record[first] ?? null;
  const second = column(form.bases[1]);
  const together = form.kind === 'difference' ? difference : quotient;
  return (record) => together(record[first] ?? null, record[second] ?? null);
}

function momentOf(bucket: string): string {
  return bucket.includes(' ') ? `${bucket.replace(' ', 'T')}.000Z` : `${bucket}T00:00:00.000Z`;
}

/** Sums of the rows by currency, in the order of its code; none for a currency without any known cost. */
export function totalsOf(
  records: readonly CostRecord[],
  { metric }: Pick<Asked, 'metric'>,
): Money[] {
  const sums = new Map<string, InstanceType<typeof Exact>>();
  const costOf = amountReader(metric, false);
  for (const record of records) {
    const cost = costOf(record);
    const { currency } = record;
    if (cost !== null) sums.set(currency, new Exact(cost).plus(sums.get(currency) ?? 0));
  }
  return [...sums]
    .map(([currency, sum]) => ({ amount: rounded(sum.toFixed()), currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

export function dimensionValues(records: readonly ValueRecord[]): DimensionValue[] {
  return records.map(({ value, charges }) => ({ value: value || null, charges: Number(charges) }));
}
