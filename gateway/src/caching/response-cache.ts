import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { JsonObject } from '../execution/result-tree';
import type { ShapedResult } from '../execution/stock-shaper';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import { bodyOf, dataOf } from '../result-text';
import type { Cacheable } from './cacheable';
import type { DataVersions } from './data-versions';
import { type CacheOutcome, type KeptAnswer, type KeptAnswers, outcomeOf } from './kept-answers';
import type { RedisAnswers } from './redis-answers';

export interface CachedResult {
  readonly result: ShapedResult;
  readonly outcome: CacheOutcome;
  /** How long ago it was found. */
  readonly ageSeconds: number;
}

type Kept = KeptAnswer<Buffer>;

/** To be told of an answer by whoever has asked the subgraphs for it. */
export type Keep = (found: ShapedResult) => void;

/**
 * Answers to queries, each kept with a version that the subgraphs' data had before they were asked, and given again only
 * while, after the request arrived, they still have it. So an answer is never older than its request, whoever changed
 * something by whatever way, and in whichever process it was kept.
 */
export class ResponseCache {
  constructor(
    private readonly answers: KeptAnswers<Buffer>,
    /** What other processes keep. */
    private readonly shared: RedisAnswers | null,
    private readonly versions: DataVersions,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** Whether answers to an operation can be kept at all for whoever asks. */
  serves({ subgraphs, policy }: Cacheable, { viewer }: RequestContext): boolean {
    // What is somebody's own can be kept only where it is known whose.
    return (viewer !== null || policy.scope === 'PUBLIC') && this.versions.has(subgraphs);
  }

  async answer(
    { policy, subgraphs }: Cacheable,
    key: string,
    find: (keep: Keep) => Promise<ShapedResult>,
  ): Promise<CachedResult> {
    const before = this.versions.last(subgraphs);
    const asking = this.versions.current(subgraphs);
    const oldest = Date.now() - policy.maxAge * 1_000;
    const own = this.answers.get(key);
    if (before !== undefined && !(await this.#kept(key, ({ since }) => since > oldest))) {
      let whole: JsonObject | undefined;
      // The subgraphs need not wait for what nothing depends on but the keeping of the answer.
      const [result, version] = await Promise.all([
        find((found) => {
          whole = wholeOf(found);
        }),
        asking,
      ]);
      // It was this version all the time from before they were asked.
      if (whole && version === before) this.#keep(key, whole, version, policy.maxAge);
      return this.#missed(result, outcomeOf(own, version, oldest));
    }
    const version = await asking;
    const kept =
      version === undefined
        ? undefined
        : await this.#kept(key, (one) => one.version === version && one.since > oldest);
    if (kept) {
      this.metrics.askedCache('hit');
      const ageSeconds = Math.max(0, Math.floor((Date.now() - kept.since) / 1_000));
      return { result: { data: dataOf(kept.content) }, outcome: 'hit', ageSeconds };
    }
    const result = await find((found) => {
      const whole = wholeOf(found);
      if (whole && version !== undefined) this.#keep(key, whole, version, policy.maxAge);
    });
    return this.#missed(result, outcomeOf(own, version, oldest));
  }

  /** What is kept here, or by other processes, if it will do. */
  async #kept(key: string, willDo: (answer: Kept) => boolean): Promise<Kept | undefined> {
    const own = this.answers.get(key);
    if (own && willDo(own)) return own;
    const others = await this.shared?.get(key);
    if (!others || !willDo(others)) return undefined;
    this.answers.set(key, others);
    return others;
  }

  #keep(key: string, data: JsonObject, version: string, maxAge: number): void {
    const answer = { content: bodyOf(data), version, since: Date.now() };
    this.answers.set(key, answer);
    void this.shared?.set(key, answer, maxAge);
  }

  #missed(result: ShapedResult, outcome: CacheOutcome): CachedResult {
    this.metrics.askedCache(outcome);
    return { result, outcome, ageSeconds: 0 };
  }
}

/** Undefined for what is not kept. */
const wholeOf = ({ data, errors, extensions }: ShapedResult): JsonObject | undefined =>
  errors || extensions ? undefined : (data ?? undefined);
