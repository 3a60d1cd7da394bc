import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { otlpRequest } from './otlp-metrics';

const SPAN = { since: 1_000, now: 61_000 };
const TIMES = { startTimeUnixNano: '1000000000', timeUnixNano: '61000000000' };

async function metricsOf(registry: Registry): Promise<unknown[]> {
  const metrics = await registry.getMetricsAsJSON();
  const request = otlpRequest(metrics as never, { 'service.name': 'gateway' }, SPAN) as {
    resourceMetrics: { resource: object; scopeMetrics: { metrics: unknown[] }[] }[];
  };
  const [first] = request.resourceMetrics;
  expect(first?.resource).toEqual({
    attributes: [{ key: 'service.name', value: { stringValue: 'gateway' } }],
  });
  return first?.scopeMetrics[0]?.metrics ?? [];
}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe('numbers as OTLP', () => {
  it('count on as sums', async () => {
    const registry = new Registry();
    const registers = [registry];
    const counter = new Counter({ name: 'a_total', help: 'A.', labelNames: ['code'], registers });
    counter.inc({ code: 'X' }, 3);
    expect(await metricsOf(registry)).toEqual([
      {
        name: 'a_total',
        description: 'A.',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [{ attributes: [attribute('code', 'X')], ...TIMES, asDouble: 3 }],
        },
      },
    ]);
  });

  it('stand as gauges, with the unit that their names tell', async () => {
    const registry = new Registry();
    new Gauge({ name: 'heap_bytes', help: 'B.', registers: [registry] }).set(7);
    expect(await metricsOf(registry)).toEqual([
      {
        name: 'heap_bytes',
        description: 'B.',
        unit: 'By',
        gauge: { dataPoints: [{ attributes: [], ...TIMES, asDouble: 7 }] },
      },
    ]);
  });

  it('spread over the buckets of histograms, each counting its own', async () => {
    const registry = new Registry();
    const histogram = new Histogram({
      name: 'took_seconds',
      help: 'C.',
      labelNames: ['to'],
      buckets: [0.1, 1],
      registers: [registry],
    });
    for (const seconds of [0.05, 0.5, 0.75, 9]) histogram.observe({ to: 'a' }, seconds);
    histogram.observe({ to: 'b' }, 0.1);
    const point = (to: string, count: string, sum: number, bucketCounts: string[]) => ({
      attributes: [attribute('to', to)],
      ...TIMES,
      count,
      sum,
      explicitBounds: [0.1, 1],
      bucketCounts,
    });
    expect(await metricsOf(registry)).toEqual([
      {
        name: 'took_seconds',
        description: 'C.',
        unit: 's',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            point('a', '4', 10.3, ['1', '2', '1']),
            point('b', '1', 0.1, ['1', '0', '0']),
          ],
        },
      },
    ]);
  });
});
