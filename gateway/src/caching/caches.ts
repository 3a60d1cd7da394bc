import type { Env } from '../env';
import type { GatewayLogger } from '../logging';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import type { ConnectedSubgraph } from '../subgraphs';
import { DataVersions } from './data-versions';
import { EntityCache } from './entity-cache';
import { KeptAnswers } from './kept-answers';
import { RedisAnswers } from './redis-answers';
import { ResponseCache } from './response-cache';

const MIB = 1024 * 1024;

/** Of the memory; the rest is for whole answers. */
const SHARE_OF_ENTITIES = 1 / 4;

/** What one process keeps. */
export interface Caches {
  readonly responses: ResponseCache;
  readonly entities: EntityCache;
  close(): void;
}

/** Null where nothing is to be kept. */
export function openCaches(
  env: Env,
  subgraphs: readonly ConnectedSubgraph[],
  metrics: GatewayMetrics,
  logger: GatewayLogger,
): Caches | null {
  const { GATEWAY_CACHE_MB: mib, REDIS_URL: url, REDIS_PASSWORD: password } = env;
  if (mib === 0) return null;
  const secret = env.INTERNAL_TOKEN_SECRET;
  const answers = new KeptAnswers<Buffer>(mib * MIB * (1 - SHARE_OF_ENTITIES));
  const entities = new KeptAnswers<string>(mib * MIB * SHARE_OF_ENTITIES);
  metrics.watchCache({ answers, entities });
  const versions = new DataVersions(subgraphs, secret, logger);
  const shared = url
    ? new RedisAnswers({ url, password }, secret, logger, () => metrics.redisFailed())
    : null;
  void shared?.connect();
  return {
    responses: new ResponseCache(answers, shared, versions, metrics),
    entities: new EntityCache(entities, versions, metrics),
    close: () => shared?.close(),
  };
}
