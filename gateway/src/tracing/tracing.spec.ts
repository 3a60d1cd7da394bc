import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import Fastify from 'fastify';
import { Tracing } from './tracing';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

function traced(share = 1) {
  const exporter = new InMemorySpanExporter();
  const tracing = new Tracing(new SimpleSpanProcessor({ exporter }), {
    serviceName: 'test',
    share,
  });
  const app = Fastify();
  app.decorateRequest('operationName', null);
  tracing.follow(app);
  const told: string[] = [];
  app.get('/work', async (request) => {
    for (const [subgraph, outcome] of [
      ['accounts', 'ok'],
      ['finops', 'TIMEOUT'],
    ] as const) {
      const span = tracing.startFetch(tracing.contextOf(request), subgraph);
      told.push(span.headers.join(': '));
      span.end(outcome);
    }
    return {};
  });
  return { app, exporter, told };
}

describe('tracing', () => {
  it('makes a span of the request and one of each fetch, within the caller’s trace', async () => {
    const { app, exporter, told } = traced();
    await app.inject({
      url: '/work?secret=1',
      headers: { traceparent: `00-${TRACE}-${CALLER}-01` },
    });
    const spans = exporter.getFinishedSpans();
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]));
    const request = spans.find(({ name }) => name === 'GET /work');
    expect(request?.parentSpanContext?.spanId).toBe(CALLER);
    expect(request?.attributes).toMatchObject({
      'url.path': '/work',
      'http.response.status_code': 200,
    });
    const fetches = spans.filter(({ name }) => name.startsWith('fetch '));
    expect(fetches.map(({ name, attributes }) => [name, attributes['ai_finops.outcome']])).toEqual([
      ['fetch accounts', 'ok'],
      ['fetch finops', 'TIMEOUT'],
    ]);
    for (const fetch of fetches) {
      expect(fetch.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    }
    expect(told).toEqual(
      fetches.map((fetch) => `traceparent: 00-${TRACE}-${fetch.spanContext().spanId}-01`),
    );
  });

  it('keeps no trace that its caller does not keep', async () => {
    const { app, exporter, told } = traced();
    await app.inject({ url: '/work', headers: { traceparent: `00-${TRACE}-${CALLER}-00` } });
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(told[0]).toMatch(new RegExp(`^traceparent: 00-${TRACE}-[0-9a-f]{16}-00$`));
  });

  it.each([
    ['fails', () => Promise.reject(new Error('The collector is away.'))],
    ['never ends', () => new Promise<void>(() => undefined)],
  ])('ends although sending what is left %s', async (_, shutdown) => {
    const processor = new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() });
    processor.shutdown = shutdown;
    const tracing = new Tracing(processor, { serviceName: 'test', share: 1 });
    await expect(tracing.stop()).resolves.toBeUndefined();
  });

  it('keeps the share of traces that it is told to', async () => {
    const { app, exporter } = traced(0);
    await app.inject({ url: '/work' });
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});
