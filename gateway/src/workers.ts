import cluster, { type Worker } from 'node:cluster';
import type { StopSignal } from '@ai-finops/service-kit/shutdown';
import { passSpendingOn } from './demand-control/worker-spending';
import type { GatewayLogger } from './logging';
import { collectWorkerMetrics, WORKER_NUMBER } from './metrics/worker-metrics';

/** A worker that ends is replaced after this; one that cannot start ends everything instead. */
const REPLACE_AFTER_MS = 500;

/**
 * Runs the gateway in several processes on one port. Each worker loads, checks and drains by itself, so
 * whichever of them answers `/health/ready` speaks for what it can do; what they grant of the cost budgets
 * they tell each other. A signal to stop reaches all of them, and the process ends with the last.
 */
export function superviseWorkers(count: number, logger: GatewayLogger): void {
  const listening = new Set<Worker>();
  const numbers = new Map<Worker, number>();
  let stopping = false;
  const fork = (number: number): void => {
    numbers.set(cluster.fork({ [WORKER_NUMBER]: String(number) }), number);
  };

  collectWorkerMetrics(logger);
  passSpendingOn();

  cluster.on('listening', (worker) => {
    listening.add(worker);
    logger.info({ worker: worker.process.pid }, 'A worker listens.');
  });
  cluster.on('exit', (worker, code, signal) => {
    const wasListening = listening.delete(worker);
    const number = numbers.get(worker) ?? 0;
    numbers.delete(worker);
    const left = Object.keys(cluster.workers ?? {}).length;
    if (stopping) {
      if (left === 0) process.exit(0);
      return;
    }
    // It has said why.
    if (!wasListening) process.exit(code || 1);
    logger.error({ worker: worker.process.pid, code, signal }, 'A worker ended; another follows.');
    setTimeout(() => {
      if (!stopping) fork(number);
    }, REPLACE_AFTER_MS);
  });

  const stop = (signal: StopSignal): void => {
    if (stopping) return;
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    if (workers.length === 0) process.exit(0);
    for (const worker of workers) worker.process.kill(signal);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  for (let nth = 1; nth <= count; nth += 1) fork(nth);
}
