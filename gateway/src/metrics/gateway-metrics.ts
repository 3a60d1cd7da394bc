import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CacheOutcome } from '../caching/kept-answers';
import type { BreakerState } from '../resilience/circuit-breaker';
import { KnownNames } from './known-names';

/** From a cache hit to the longest timeout. Seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const STATES: readonly BreakerState[] = ['closed', 'half-open', 'open'];

/** A subgraph as far as its numbers go. */
export interface WatchedSubgraph {
  readonly name: string;
  readonly state: BreakerState;
  readonly underWay: number;
  readonly retries: number;
}

/** What a cache holds as far as its numbers go. */
export interface Held {
  readonly count: number;
  readonly bytes: number;
}

export type Outcome = 'ok' | 'partial' | 'refused' | 'failed';

/** The numbers of one gateway process, in Prometheus' text format. Times in seconds. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #names = new KnownNames();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #operations: Histogram<'operation' | 'type' | 'outcome'>;
  readonly #fetches: Histogram<'subgraph' | 'outcome'>;
  readonly #planning: Histogram;
  readonly #refusals: Counter<'code'>;
  readonly #cacheRequests: Counter<'outcome'>;
  readonly #cacheEntities: Counter<'outcome'>;
  readonly #cacheFaults: Counter;
  readonly #events: Counter;
  readonly #subscriptions: Counter<'end'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: 'gateway_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#operations = new Histogram({
      name: 'gateway_operation_duration_seconds',
      help: 'Time of GraphQL operations: ok, refused (no error but what the client must change), partial (answered in part) or failed.',
      labelNames: ['operation', 'type', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.#fetches = new Histogram({
      name: 'gateway_fetch_duration_seconds',
      help: 'Time of fetches from subgraphs; the outcome is ok or the code of the failure.',
      labelNames: ['subgraph', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.#planning = new Histogram({
      name: 'gateway_plan_duration_seconds',
      help: 'Time of planning operations that were not planned yet.',
      buckets: SECONDS,
      registers,
    });
    this.#refusals = new Counter({
      name: 'gateway_refusals_total',
      help: 'Operations refused before they were planned, by code.',
      labelNames: ['code'],
      registers,
    });
    this.#cacheRequests = new Counter({
      name: 'gateway_cache_requests_total',
      help: 'Queries whose answers may be kept: hit, miss, expired, changed (data are not what they were) or bypass (a subgraph does not say whether they are).',
      labelNames: ['outcome'],
      registers,
    });
    this.#cacheEntities = new Counter({
      name: 'gateway_cache_entities_total',
      help: 'Entities that may be kept and were asked for, by the same outcomes.',
      labelNames: ['outcome'],
      registers,
    });
    this.#cacheFaults = new Counter({
      name: 'gateway_cache_redis_faults_total',
      help: 'Times that Redis did not give or take a kept answer.',
      registers,
    });
    this.#events = new Counter({
      name: 'gateway_subscription_events_total',
      help: 'Events of subscriptions that were told.',
      registers,
    });
    this.#subscriptions = new Counter({
      name: 'gateway_subscriptions_total',
      help: 'Subscriptions that ended: complete, left (by the client), or with the code of an error.',
      labelNames: ['end'],
      registers,
    });
  }

  /** Reads how many subscriptions are open whenever somebody asks. */
  watchSubscriptions(open: () => number): void {
    new Gauge({
      name: 'gateway_subscriptions_open',
      help: 'Subscriptions that are open.',
      registers: [this.registry],
      collect() {
        this.set(open());
      },
    });
  }

  /** Reads the numbers of the subgraphs whenever somebody asks. */
  watch(subgraphs: () => readonly WatchedSubgraph[]): void {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: (one: WatchedSubgraph) => number): void => {
      new Gauge({
        name,
        help,
        labelNames: ['subgraph'],
        registers,
        collect() {
          for (const one of subgraphs()) this.set({ subgraph: one.name }, read(one));
        },
      });
    };
    gauge(
      'gateway_fetches_under_way',
      'Fetches that a subgraph has not answered yet.',
      (one) => one.underWay,
    );
    gauge('gateway_circuit_state', 'Circuit of a subgraph: 0 closed, 1 half-open, 2 open.', (one) =>
      STATES.indexOf(one.state),
    );
    new Counter({
      name: 'gateway_fetch_retries_total',
      help: 'Fetches that were sent once more.',
      labelNames: ['subgraph'],
      registers,
      collect() {
        this.reset();
        for (const one of subgraphs()) this.inc({ subgraph: one.name }, one.retries);
      },
    });
  }

  /** Reads how much the caches hold whenever somebody asks. */
  watchCache(kinds: Readonly<Record<'answers' | 'entities', Held>>): void {
    const registers = [this.registry];
    const gauge = (name: string, help: string, read: (one: Held) => number): void => {
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers,
        collect() {
          for (const [kind, held] of Object.entries(kinds)) this.set({ kind }, read(held));
        },
      });
    };
    gauge('gateway_cache_kept', 'Answers, and entities, that this process keeps.', (h) => h.count);
    gauge('gateway_cache_bytes', 'Memory that they take.', (held) => held.bytes);
  }

  requestEnded(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  operationEnded(name: string, type: string, outcome: Outcome, seconds: number): void {
    this.#operations.observe({ operation: this.#names.label(name), type, outcome }, seconds);
  }

  fetchEnded(subgraph: string, outcome: string, seconds: number): void {
    this.#fetches.observe({ subgraph, outcome }, seconds);
  }

  planned(seconds: number): void {
    this.#planning.observe(seconds);
  }

  askedCache(outcome: CacheOutcome): void {
    this.#cacheRequests.inc({ outcome });
  }

  askedEntities(outcomes: ReadonlyMap<CacheOutcome, number>): void {
    for (const [outcome, count] of outcomes) this.#cacheEntities.inc({ outcome }, count);
  }

  redisFailed(): void {
    this.#cacheFaults.inc();
  }

  eventTold(): void {
    this.#events.inc();
  }

  subscriptionEnded(end: string): void {
    this.#subscriptions.inc({ end });
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }
}
