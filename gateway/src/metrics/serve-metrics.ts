import { timingSafeEqual } from 'node:crypto';
import { bearerToken } from '@ai-finops/service-kit/access-token';
import { AppError } from '@ai-finops/service-kit/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../env';
import type { GatewayMetrics } from './gateway-metrics';
import { metricsReader } from './worker-metrics';

/** IPv4 and IPv6, also as a socket that listens on both names it. */
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/**
 * `/metrics` for Prometheus. With METRICS_TOKEN: to whoever shows it. Without: while developing, to this
 * machine; in production to nobody, as if there were no such route.
 */
export function serveMetrics(
  app: FastifyInstance,
  metrics: GatewayMetrics,
  { METRICS_TOKEN, NODE_ENV }: Env,
): void {
  const mayRead = METRICS_TOKEN
    ? (request: FastifyRequest) =>
        isEqual(bearerToken(request.headers.authorization), METRICS_TOKEN)
    : (request: FastifyRequest) => NODE_ENV !== 'production' && LOOPBACK.test(request.ip);
  const readAll = metricsReader(metrics.registry);
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request)) throw new AppError(METRICS_TOKEN ? 'UNAUTHENTICATED' : 'NOT_FOUND');
    const text = await readAll();
    if (text === null) throw new AppError('SERVICE_UNAVAILABLE');
    return reply.header('cache-control', 'no-store').type(metrics.registry.contentType).send(text);
  });
  app.addHook('onResponse', async (request, reply) => {
    // How long a client listens is no time that anybody waits for.
    if (isEventStream(reply)) return;
    const route = request.routeOptions.url ?? '(none)';
    metrics.requestEnded(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
  });
}

function isEqual(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const isEventStream = (reply: FastifyReply): boolean =>
  String(reply.getHeader('content-type')).startsWith('text/event-stream');
