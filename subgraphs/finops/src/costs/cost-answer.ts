import type { CostRow, DimensionValue, Metric, MetricValue, Money } from '../generated/graphql';
import type { CostRecord } from './cost-planner';
import type { CostQuestion } from './cost-question';
import { change, difference, Exact, quotient, rounded } from './exact';
import { columnOf, METRICS } from './metrics';
import type { ValueRecord } from './values-planner';

type Asked = Pick<CostQuestion, 'metric' | 'metrics' | 'groupBy' | 'compareWith'>;

/** The store's rows as those of the answer. */
export function costRows(records: readonly CostRecord[], question: Asked): CostRow[] {
  return records.map((record) => {
    const { currency, bucket = null } = record;
    const cost = metricValue(question.metric, record, question);
    const money = (amount: string | null) => (amount === null ? null : { amount, currency });
    return {
      bucket: bucket?.slice(0, 10) ?? null,
      bucketStart: bucket === null ? null : momentOf(bucket),
      keys: question.groupBy.map((term, index) => ({
        ...term,
        value: record[`key_${index}`] || null,
      })),
      other: record.other === 1,
      currency,
      cost: money(cost.value),
      charges: Number(record.m_charges),
      previous: money(cost.previous),
      change: money(cost.change),
      changeRatio: cost.changeRatio,
      metrics: metricValues(record, question),
    };
  });
}

/** The metrics of a row, in the order of the question. */
export function metricValues(record: CostRecord, question: Asked): MetricValue[] {
  return question.metrics.map((metric) => metricValue(metric, record, question));
}

type Value = MetricValue & {
  value: string | null;
  previous: string | null;
  change: string | null;
  changeRatio: string | null;
};

function metricValue(metric: Metric, record: CostRecord, { compareWith }: Asked): Value {
  const form = METRICS[metric];
  const value = amountOf(metric, record, false);
  const previous = compareWith ? amountOf(metric, record, true) : null;
  // Exact arithmetic is most of what a row costs here: nothing is worked out that nobody asked for.
  const differ = form.kind === 'quotient' ? difference : change;
  const changed = compareWith ? differ(value, previous) : null;
  const split = 'split' in form ? record[`split_${form.split}`] || null : null;
  const shown = (amount: string | null) => (form.kind === 'quotient' ? amount : rounded(amount));
  const inMoney = form.of === 'money' || form.of === 'price';
  return {
    metric,
    value: shown(value),
    currency: inMoney ? (form.of === 'money' && 'split' in form ? split : record.currency) : null,
    unit: form.of === 'quantity' || form.of === 'price' ? split : null,
    previous: shown(previous),
    change: shown(changed),
    changeRatio: quotient(changed, previous),
  };
}

function amountOf(metric: Metric, record: CostRecord, previous: boolean): string | null {
  const { kind, bases } = METRICS[metric];
  const [first = null, second = null] = bases.map(
    (base) => record[columnOf(base, previous) as `m_${string}`] ?? null,
  );
  if (kind === 'base') return first;
  return kind === 'difference' ? difference(first, second) : quotient(first, second);
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
  for (const record of records) {
    const cost = amountOf(metric, record, false);
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
