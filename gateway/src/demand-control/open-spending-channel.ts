import cluster from 'node:cluster';
import type { Env } from '../env';
import type { GatewayLogger } from '../logging';
import { RedisSpending } from './redis-spending';
import type { SpendingChannel } from './spending-channel';
import { WorkerSpending } from './worker-spending';

/** A Redis reaches every process, the supervisor only its workers; null for one process that is alone. */
export function openSpendingChannel(env: Env, logger: GatewayLogger): SpendingChannel | null {
  const { REDIS_URL: url, REDIS_PASSWORD: password } = env;
  if (url) return new RedisSpending({ url, password }, env.INTERNAL_TOKEN_SECRET, logger);
  return cluster.isWorker ? new WorkerSpending() : null;
}
