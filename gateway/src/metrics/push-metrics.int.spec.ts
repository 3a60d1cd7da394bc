import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, SECRETS } from '../../test/platform';
import { readEnv } from '../env';
import { createLogger } from '../logging';
import { GatewayMetrics } from './gateway-metrics';
import { MetricsPush } from './push-metrics';

interface Received {
  readonly url: string | undefined;
  readonly body: {
    readonly resourceMetrics: readonly {
      readonly resource: { readonly attributes: readonly { readonly key: string }[] };
      readonly scopeMetrics: readonly {
        readonly metrics: readonly {
          readonly name: string;
          readonly histogram?: { readonly dataPoints: readonly { readonly count: string }[] };
        }[];
      }[];
    }[];
  };
}

/** A collector that keeps what it is sent. */
async function collector(): Promise<{ server: Server; url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      received.push({ url: request.url, body: JSON.parse(text) });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

describe('metrics for a collector', () => {
  const start = (metrics: GatewayMetrics, own: Readonly<Record<string, string>>) => {
    const env = readEnv({ ...SECRETS, NODE_ENV: 'test', ...own });
    return MetricsPush.start(metrics.registry, env, createLogger('silent'));
  };

  it('are sent again and again, and at the end', async () => {
    const { server, url, received } = await collector();
    const metrics = new GatewayMetrics();
    const push = start(metrics, {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_METRIC_EXPORT_INTERVAL: '100',
    });
    const planned = (one: Received | undefined): number =>
      (one?.body.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [])
        .filter(({ name }) => name === 'gateway_plan_duration_seconds')
        .flatMap(({ histogram }) => histogram?.dataPoints ?? [])
        .reduce((sum, { count }) => sum + Number(count), 0);
    metrics.planned(0.1);
    await eventually(async () => received.length > 1 && planned(received.at(-1)) === 1);
    expect(received[0]?.url).toBe('/v1/metrics');
    const [resource] = received[0]?.body.resourceMetrics ?? [];
    const attributes = resource?.resource.attributes.map(({ key }) => key);
    expect(attributes).toEqual(['service.name', 'service.instance.id']);
    metrics.planned(0.1);
    await push?.stop();
    expect(planned(received.at(-1))).toBe(2);
    await new Promise((resolve) => server.close(resolve));
  });

  it('keep nothing from stopping when the collector is not there', async () => {
    const push = start(new GatewayMetrics(), {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    await expect(push?.stop()).resolves.toBeUndefined();
  });

  it('are for those who ask for them', () => {
    expect(
      start(new GatewayMetrics(), { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a.test' }),
    ).toBeNull();
  });
});
