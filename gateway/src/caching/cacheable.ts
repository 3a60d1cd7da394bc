import { hash } from 'node:crypto';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { QueryPlan } from '@apollo/query-planner';
import { audienceOf } from '../audience';
import type { Variables } from '../execution/run';
import type { CachePolicy } from './cache-policy';

/** An operation whose answers may be kept. */
export interface Cacheable {
  /** Tells it from every other operation of every other supergraph. */
  readonly id: string;
  readonly policy: CachePolicy;
  /** Whom its plan asks. */
  readonly subgraphs: readonly string[];
}

/** The subgraphs that a plan asks, by name. */
export function subgraphsOf(plan: QueryPlan): readonly string[] {
  const names = new Set<string>();
  JSON.stringify(plan.node ?? null, (key, value) => {
    if (key === 'serviceName') names.add(value);
    // Operations of fetches have no more of them within.
    return key === 'operation' ? undefined : value;
  });
  return [...names].sort();
}

/** Under what an answer is kept: whatever can change it but the subgraphs' data. */
export function cacheKey(
  { id, policy }: Cacheable,
  context: RequestContext,
  variables: Variables | undefined,
): string {
  const whose = policy.scope === 'PRIVATE' ? audienceOf(context) : '';
  return hash('sha256', `${id}\n${whose}\n${JSON.stringify(variables ?? {})}`, 'base64url');
}
