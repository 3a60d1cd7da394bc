import type { Audience } from '@ai-finops/service-kit/internal-token';
import { Pool } from 'undici';
import type { Env } from './env';

/** A service behind the gateway. */
export interface Subgraph {
  readonly name: Audience;
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly healthPath: string;
  /** Longest time that one fetch may take from its first byte to the last of its answer. */
  readonly timeoutMs: number;
}

/** A subgraph with its keep-alive connections. */
export interface ConnectedSubgraph extends Subgraph {
  readonly pool: Pool;
  /** Path of the base URL, before every path that is asked for; mostly empty. */
  readonly basePath: string;
}

const CONNECT_TIMEOUT_MS = 2_000;
const CONNECTIONS = 128;
/** An idle connection is closed after this, however long its subgraph would keep it: bursts leave many. */
const KEEP_IDLE_MS = 15_000;
/** An answer beyond this is a fault of the subgraph, not something to hold in memory. */
export const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

const QUICK_MS = 5_000;
/** Cost questions and answers of the assistant may scan a lot. */
const PATIENT_MS = 30_000;

export function subgraphsOf(env: Env): readonly Subgraph[] {
  const health = '/health';
  return [
    {
      name: 'accounts',
      url: env.DATABASE_SERVICE_URL,
      healthPath: health,
      timeoutMs: QUICK_MS,
    },
    {
      name: 'auth',
      url: env.AUTH_SERVICE_URL,
      healthPath: '/auth/health',
      timeoutMs: QUICK_MS,
    },
    {
      name: 'finops',
      url: env.FINOPS_SERVICE_URL,
      healthPath: health,
      timeoutMs: PATIENT_MS,
    },
    {
      name: 'assistant',
      url: env.ASSISTANT_SERVICE_URL,
      healthPath: health,
      timeoutMs: PATIENT_MS,
    },
  ];
}

/** Opens no connection yet: the pool does with the first request, so services may start in any order. */
export function connect(subgraph: Subgraph): ConnectedSubgraph {
  const { origin, pathname } = new URL(subgraph.url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveMaxTimeout: KEEP_IDLE_MS,
    headersTimeout: subgraph.timeoutMs,
    bodyTimeout: subgraph.timeoutMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
  return { ...subgraph, pool, basePath: pathname.replace(/\/$/, '') };
}
