import type { Audience } from '@ai-finops/service-kit/internal-token';
import { Pool } from 'undici';
import type { Env } from './env';

/** Where a subgraph tells whoever has the gateway's token what version its data have. */
export interface DataVersionSource {
  readonly path: string;
  /** When it takes longer, it is quicker to ask the question itself. */
  readonly withinMs: number;
}

/** A service behind the gateway. */
export interface Subgraph {
  readonly name: Audience;
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly healthPath: string;
  /** Longest time that one fetch may take from its first byte to the last of its answer. */
  readonly timeoutMs: number;
  /** Where it says what version its data have; without it no answer of it is kept. */
  readonly dataVersion?: DataVersionSource;
}

const CONNECT_TIMEOUT_MS = 2_000;
const CONNECTIONS = 128;
/** Subgraphs tell every 12 s that their events go on; without a word for longer than that they do not. */
const EVENTS_SILENT_MS = 30_000;
/** An idle connection is closed after this, however long its subgraph would keep it: bursts leave many. */
const KEEP_IDLE_MS = 15_000;
/** An answer beyond this is a fault of the subgraph, not something to hold in memory. */
export const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

const QUICK_MS = 5_000;
/** Cost questions and answers of the assistant may scan a lot. */
const PATIENT_MS = 30_000;

type Addresses = Pick<
  Env,
  'DATABASE_SERVICE_URL' | 'AUTH_SERVICE_URL' | 'FINOPS_SERVICE_URL' | 'ASSISTANT_SERVICE_URL'
>;

export function subgraphsOf(env: Addresses): readonly Subgraph[] {
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
      dataVersion: { path: '/internal/data-version', withinMs: 1_000 },
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

/**
 * A subgraph with its keep-alive connections. None is opened yet: the pool does with the first request, so
 * services may start in any order.
 */
export class ConnectedSubgraph implements Subgraph {
  readonly name: Audience;
  readonly url: string;
  readonly healthPath: string;
  readonly timeoutMs: number;
  readonly dataVersion?: DataVersionSource;
  /** Path of the base URL, before every path that is asked for; mostly empty. */
  readonly basePath: string;
  /** For events: each stream has a connection of its own for as long as it takes, and keeps none from a fetch. */
  readonly events: Pool;
  #pool: Pool;

  constructor({ name, url, healthPath, timeoutMs, dataVersion }: Subgraph) {
    this.name = name;
    this.url = url;
    this.healthPath = healthPath;
    this.timeoutMs = timeoutMs;
    if (dataVersion) this.dataVersion = dataVersion;
    this.basePath = new URL(url).pathname.replace(/\/$/, '');
    this.#pool = this.#open();
    this.events = new Pool(new URL(this.url).origin, {
      connections: null,
      pipelining: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: this.timeoutMs,
      bodyTimeout: EVENTS_SILENT_MS,
    });
  }

  get pool(): Pool {
    return this.#pool;
  }

  /** Goes on with new connections: a network that lost its way leaves some on which nothing is ever answered. */
  renew(): void {
    // Requests under way end on the connections that they have.
    this.#pool.close().catch(() => undefined);
    this.#pool = this.#open();
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.events.destroy()]);
  }

  #open(): Pool {
    return new Pool(new URL(this.url).origin, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      keepAliveMaxTimeout: KEEP_IDLE_MS,
      headersTimeout: this.timeoutMs,
      bodyTimeout: this.timeoutMs,
      maxResponseSize: MAX_RESPONSE_BYTES,
    });
  }
}
