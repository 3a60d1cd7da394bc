import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import { signedIn } from './signed-in';

interface ReceivedSpan {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** Spans are sent every five seconds. */
const PATIENCE_MS = 30_000;

describe('traces', () => {
  const spans: ReceivedSpan[] = [];
  let collector: Server;
  let platform: TestPlatform;
  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      const { resourceSpans = [] } = JSON.parse(await text(request));
      for (const { scopeSpans } of resourceSpans) {
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
    await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
    const { port } = collector.address() as AddressInfo;
    platform = await startPlatform({
      services: ['accounts', 'auth', 'gateway'],
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    });
  });
  afterAll(async () => {
    await platform?.stop();
    collector.close();
  });

  it('of a question reach the collector, with a span for each fetch', async () => {
    const { session } = await signedIn(platform);
    const { accessToken = '' } = (await session.load()) ?? {};
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await fetch(`${platform.url('gateway')}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ query: '{ me { email sessions { id } } }' }),
    });
    const ours = () => spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
    for (const end = Date.now() + PATIENCE_MS; ours().length < 2 && Date.now() < end; ) {
      await sleep(200);
    }
    expect(ours().sort()).toEqual(['POST /graphql', 'fetch accounts']);
  });
});
