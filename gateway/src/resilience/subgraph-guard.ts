import { setTimeout as sleep } from 'node:timers/promises';
import { type BreakerState, CircuitBreaker } from './circuit-breaker';
import { RetryBudget } from './retry-budget';

/** The circuit is open, or too many fetches are under way: the subgraph was not asked. */
export class NotAsked extends Error {
  override readonly name = 'NotAsked';
}

export interface GuardOptions {
  /** Fetches that may be under way at once; beyond, they are refused instead of queued. */
  readonly maxConcurrent: number;
  /** Whether a failure tells that the subgraph is in trouble (a timeout, no connection, a broken answer). */
  readonly isFailure: (cause: unknown) => boolean;
  /** Whether the subgraph cannot have seen the whole fetch, or said that it cannot answer now. */
  readonly mayRepeat: (cause: unknown) => boolean;
  /** Called before a fetch that finds out whether the subgraph is back. */
  readonly beforeProbe?: () => void;
}

const BREAKER = { windowMs: 10_000, failures: 5, openMs: 1_000 };
/** A retry comes after this long at least and three times this long at most. */
const BACKOFF_MS = 25;

/** Stands between the gateway and one subgraph: circuit breaker, bulkhead, and one retry of queries. */
export class SubgraphGuard {
  readonly #breaker = new CircuitBreaker(BREAKER);
  readonly #budget = new RetryBudget();
  #underWay = 0;
  #retries = 0;

  constructor(private readonly options: GuardOptions) {}

  get state(): BreakerState {
    return this.#breaker.state;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Retries so far. */
  get retries(): number {
    return this.#retries;
  }

  /** Runs a fetch; a query whose fetch may be repeated gets one more. Error NotAsked. */
  async run<Answer>(isQuery: boolean, fetch: () => Promise<Answer>): Promise<Answer> {
    this.#budget.deposit();
    try {
      return await this.#once(fetch);
    } catch (cause) {
      if (!isQuery || !this.options.mayRepeat(cause) || !this.#budget.withdraw()) throw cause;
      await sleep(BACKOFF_MS * (1 + 2 * Math.random()));
      this.#retries += 1;
      return this.#once(fetch);
    }
  }

  async #once<Answer>(fetch: () => Promise<Answer>): Promise<Answer> {
    if (this.#underWay >= this.options.maxConcurrent) throw new NotAsked('It has enough to do.');
    const call = this.#breaker.admit(performance.now());
    if (!call) throw new NotAsked('Its circuit is open.');
    if (call.probes) this.options.beforeProbe?.();
    this.#underWay += 1;
    try {
      const answer = await fetch();
      this.#breaker.succeeded(call, performance.now());
      return answer;
    } catch (cause) {
      if (this.options.isFailure(cause)) this.#breaker.failed(call, performance.now());
      else this.#breaker.abandoned(call);
      throw cause;
    } finally {
      this.#underWay -= 1;
    }
  }
}
