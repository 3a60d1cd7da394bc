import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ShapedResult } from '../execution/stock-shaper';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import { bodyOf, dataOf } from '../result-text';
import type { Cacheable } from './cacheable';
import type { DataVersions } from './data-versions';
import { type CacheOutcome, type KeptAnswers, outcomeOf } from './kept-answers';
import type { RedisAnswers } from './redis-answers';

export interface CachedResult {
  readonly result: ShapedResult;
  readonly outcome: CacheOutcome;
  /** How long ago it was found. */
  readonly ageSeconds: number;
}

/** To be told of an answer by whoever has asked the subgraphs for it. */
export type Keep = (found: ShapedResult) => void;

/**
 * Answers to queries, each kept with the versions that the subgraphs' data had before they were asked, and given again
 * only while, after the request arrived, they still have these. So an answer is never older than its request, whoever
 * changed something by whatever way, and in whichever process it was kept.
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
    const version = await this.versions.current(subgraphs);
    const oldest = Date.now() - policy.maxAge * 1_000;
    let kept = this.answers.get(key);
    let outcome = outcomeOf(kept, version, oldest);
    if (this.shared && outcome !== 'hit' && outcome !== 'bypass') {
      const others = await this.shared.get(key);
      if (others && outcomeOf(others, version, oldest) === 'hit') {
        this.answers.set(key, others);
        kept = others;
        outcome = 'hit';
      }
    }
    this.metrics.askedCache(outcome);
    if (kept && outcome === 'hit') {
      const ageSeconds = Math.max(0, Math.floor((Date.now() - kept.since) / 1_000));
      return { result: { data: dataOf(kept.content) }, outcome, ageSeconds };
    }
    const result = await find((found) => {
      if (version === undefined || found.errors || found.extensions || !found.data) return;
      const answer = { content: bodyOf(found.data), version, since: Date.now() };
      this.answers.set(key, answer);
      void this.shared?.set(key, answer, policy.maxAge);
    });
    return { result, outcome, ageSeconds: 0 };
  }
}
