import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { GatewayLogger } from '../logging';

/** Tells a worker its number, which whoever takes its place gets too. */
export const WORKER_NUMBER = 'GATEWAY_WORKER_NUMBER';

const ASKED = 'gateway:all-metrics';
const PATIENCE_MS = 6_000;

/** A worker asks the supervisor for the numbers of all workers. */
interface Question {
  readonly type: typeof ASKED;
  readonly id: number;
}

interface Answer extends Question {
  /** In Prometheus' format; null when a worker did not tell. */
  readonly text: string | null;
}

const isQuestion = (message: unknown): message is Question =>
  (message as Partial<Question> | null)?.type === ASKED;

/** In the supervisor: collects what the workers count whenever one of them is asked. */
export function collectWorkerMetrics(logger: GatewayLogger): void {
  const workers = new AggregatorRegistry();
  cluster.on('message', async (worker: Worker, message: unknown) => {
    if (!isQuestion(message)) return;
    const text = await workers.clusterMetrics().catch((err: unknown) => {
      logger.warn({ err }, 'The numbers of the workers could not be collected.');
      return null;
    });
    if (worker.isConnected()) worker.send({ type: ASKED, id: message.id, text } satisfies Answer);
  });
}

/**
 * What reads the numbers of the whole gateway, whichever of its processes is asked: those of each worker bear
 * its number, so that a counter that begins anew with another process is seen to. Null, from a worker, when
 * they could not be collected.
 */
export function metricsReader(registry: Registry): () => Promise<string | null> {
  if (!cluster.isWorker) return () => registry.metrics();
  // biome-ignore lint/style/noProcessEnv: the supervisor's word to its worker is no configuration.
  registry.setDefaultLabels({ worker: process.env[WORKER_NUMBER] ?? '' });
  AggregatorRegistry.setRegistries(registry);
  // It answers the supervisor from now on.
  new AggregatorRegistry();
  const waiting = new Map<number, (text: string | null) => void>();
  let asked = 0;
  process.on('message', (message) => {
    if (isQuestion(message)) waiting.get(message.id)?.((message as Answer).text);
  });
  return () =>
    new Promise((resolve) => {
      asked += 1;
      const id = asked;
      const done = (text: string | null): void => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(text);
      };
      const late = setTimeout(done, PATIENCE_MS, null);
      waiting.set(id, done);
      process.send?.({ type: ASKED, id } satisfies Question);
    });
}
