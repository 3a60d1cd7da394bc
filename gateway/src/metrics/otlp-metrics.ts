import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What prom-client says of one metric: its type is one of these words, whatever its own types declare. */
type Metric = Pick<MetricObjectWithValues<MetricValue<string>>, 'name' | 'help'> & {
  readonly type: unknown;
  readonly values: readonly Sample[];
};

interface Sample {
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly value: number;
  /** Of a histogram: which of its series this is. */
  readonly metricName?: string;
}

/** Since when the numbers are counted, and now, in milliseconds since 1970. */
export interface Span {
  readonly since: number;
  readonly now: number;
}

/** AGGREGATION_TEMPORALITY_CUMULATIVE: counted since the process began. */
const CUMULATIVE = 2;

const nanos = (milliseconds: number): string => `${Math.round(milliseconds)}000000`;

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === 'number' ? { doubleValue: value } : { stringValue: value },
});

const attributesOf = (labels: Sample['labels']) =>
  Object.entries(labels).flatMap(([key, value]) =>
    key === 'le' || value === undefined ? [] : [attribute(key, value)],
  );

const times = ({ since, now }: Span) => ({
  startTimeUnixNano: nanos(since),
  timeUnixNano: nanos(now),
});

/** Buckets that count what is up to their bound, as those of OTLP: what is between two bounds. */
function histogramPoints({ name, values }: Metric, span: Span) {
  const series = new Map<string, Sample[]>();
  for (const sample of values) {
    const key = JSON.stringify(attributesOf(sample.labels));
    const known = series.get(key) ?? [];
    known.push(sample);
    series.set(key, known);
  }
  return [...series.values()].map((samples) => {
    const total = (suffix: string): number =>
      samples.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
    const buckets = samples
      .filter(({ metricName }) => metricName === `${name}_bucket`)
      .map(({ labels, value }) => ({ bound: Number(labels.le), value }))
      .filter(({ bound }) => Number.isFinite(bound))
      .sort((a, b) => a.bound - b.bound);
    const count = total('count');
    const upTo = [0, ...buckets.map(({ value }) => value), count];
    return {
      attributes: attributesOf(samples[0]?.labels ?? {}),
      ...times(span),
      count: String(count),
      sum: total('sum'),
      explicitBounds: buckets.map(({ bound }) => bound),
      bucketCounts: upTo.slice(1).map((value, index) => String(value - (upTo[index] ?? 0))),
    };
  });
}

function otlpMetric(metric: Metric, span: Span): object {
  const { name, help, type, values } = metric;
  const common = {
    name,
    description: help,
    ...(/_seconds(_|$)/.test(name) ? { unit: 's' } : {}),
    ...(/_bytes(_|$)/.test(name) ? { unit: 'By' } : {}),
  };
  if (type === 'histogram') {
    const dataPoints = histogramPoints(metric, span);
    return { ...common, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  }
  const dataPoints = values.map(({ labels, value }) => ({
    attributes: attributesOf(labels),
    ...times(span),
    asDouble: value,
  }));
  return type === 'counter'
    ? { ...common, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } }
    : { ...common, gauge: { dataPoints } };
}

/** A request of OTLP over HTTP as JSON (opentelemetry-proto, `ExportMetricsServiceRequest`). */
export function otlpRequest(
  metrics: readonly Metric[],
  resource: Readonly<Record<string, string>>,
  span: Span,
): object {
  const attributes = Object.entries(resource).map(([key, value]) => attribute(key, value));
  const scopeMetrics = [
    { scope: { name: 'ai-finops' }, metrics: metrics.map((metric) => otlpMetric(metric, span)) },
  ];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics }] };
}
