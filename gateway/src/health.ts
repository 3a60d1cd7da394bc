import type { FastifyInstance } from 'fastify';
import type { ConnectedSubgraph } from './subgraphs';

interface ServiceHealth {
  readonly status: 'up' | 'down';
  readonly latencyMs: number;
}

interface Health {
  readonly status: 'ok' | 'degraded';
  readonly services: Readonly<Record<string, ServiceHealth>>;
}

const PROBE_TIMEOUT_MS = 1_500;
/** However many ask, each service is probed once in this time. */
const REUSE_MS = 500;

async function probe({ pool, basePath, healthPath }: ConnectedSubgraph): Promise<ServiceHealth> {
  const started = performance.now();
  let status: ServiceHealth['status'] = 'down';
  try {
    const response = await pool.request({
      method: 'GET',
      path: `${basePath}${healthPath}`,
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await response.body.dump();
    if (response.statusCode === 200) status = 'up';
  } catch {
    // Whatever the reason, it is down as far as the gateway can see.
  }
  return { status, latencyMs: Math.round((performance.now() - started) * 10) / 10 };
}

async function probeAll(subgraphs: readonly ConnectedSubgraph[]): Promise<Health> {
  const probes = await Promise.all(subgraphs.map(async (s) => [s.name, await probe(s)] as const));
  const up = probes.every(([, { status }]) => status === 'up');
  return { status: up ? 'ok' : 'degraded', services: Object.fromEntries(probes) };
}

/**
 * `/health` is 200 while the process lives and tells how each service is. `/health/ready` is 200 while the
 * gateway can do its own work: the supergraph is loaded (nothing listens before), sessions can be checked,
 * and it is not about to stop. A subgraph that is down does not make it unready: the others still answer.
 */
export function serveHealth(
  app: FastifyInstance,
  subgraphs: readonly ConnectedSubgraph[],
  readiness: () => { readonly sessions: boolean; readonly stopping: boolean },
): void {
  let latest: Promise<Health> | undefined;
  let probedAt = Number.NEGATIVE_INFINITY;
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/health')) void reply.header('cache-control', 'no-store');
  });
  app.get('/health', async () => {
    if (!latest || performance.now() - probedAt > REUSE_MS) {
      probedAt = performance.now();
      latest = probeAll(subgraphs);
    }
    return latest;
  });
  app.get('/health/ready', async (_request, reply) => {
    const { sessions, stopping } = readiness();
    const ready = sessions && !stopping;
    return reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : stopping ? 'stopping' : 'starting',
      checks: { supergraph: true, sessions },
    });
  });
}
