import { hash } from 'node:crypto';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { audienceOf } from '../audience';
import { entityVariables } from '../execution/entity-calls';
import { isJsonObject, type JsonObject } from '../execution/result-tree';
import type {
  AskedEntities,
  SendToSubgraph,
  SubgraphAnswer,
  SubgraphOperation,
} from '../execution/run';
import type { GatewayMetrics } from '../metrics/gateway-metrics';
import type { CachePolicy } from './cache-policy';
import type { DataVersions } from './data-versions';
import { type CacheOutcome, type KeptAnswers, outcomeOf } from './kept-answers';

const LONGEST_KEY = 128;

interface Question {
  readonly send: SendToSubgraph;
  readonly operation: SubgraphOperation;
  readonly entities: AskedEntities;
  readonly policy: CachePolicy;
}

/**
 * What subgraphs told of entities, each for itself, where the hints of its type allow that. The same holds as for whole
 * answers: it is told again only while the subgraph's data have the version that they had before it was asked.
 */
export class EntityCache {
  /** What operations ask, whatever the client's operation is called. */
  readonly #ids = new WeakMap<SubgraphOperation, string>();

  constructor(
    private readonly kept: KeptAnswers<string>,
    private readonly versions: DataVersions,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** A way to the subgraphs on which only those entities are asked for that are not kept. */
  before(send: SendToSubgraph, context: RequestContext): SendToSubgraph {
    // Once for a subgraph is enough: it is after the request came and before anything is asked of it here.
    const versions = new Map<string, Promise<string | undefined>>();
    const versionOf = (subgraph: string): Promise<string | undefined> => {
      const version = versions.get(subgraph) ?? this.versions.current([subgraph]);
      versions.set(subgraph, version);
      return version;
    };
    return (operation, variables, entities) => {
      const { keeps: policy, subgraph } = operation;
      const isKnown = policy && (context.viewer !== null || policy.scope === 'PUBLIC');
      if (!entities || !isKnown || !this.versions.has([subgraph])) {
        return send(operation, variables, entities);
      }
      const question = { send, operation, entities, policy };
      return versionOf(subgraph).then((version) => this.#ask(question, version, context));
    };
  }

  async #ask(
    question: Question,
    version: string | undefined,
    context: RequestContext,
  ): Promise<SubgraphAnswer> {
    const { operation, entities, policy } = question;
    const { representations, given } = entities;
    const whose = policy.scope === 'PRIVATE' ? audienceOf(context) : '';
    const about = hash('sha256', `${this.#idOf(operation)}\n${whose}\n${given}`, 'base64url');
    const keys = representations.map((text) => keyOf(about, text));
    const found = this.#find(keys, version, Date.now() - policy.maxAge * 1_000);
    const missing = [...found.keys()].filter((index) => found[index] === undefined);
    if (missing.length === 0) return { data: { _entities: found.map(parsed) } };
    const answer = await askFor(question, missing);
    const told = entitiesOf(answer, missing.length);
    if (!told)
      return missing.length === found.length ? answer : askFor(question, [...found.keys()]);
    if (version !== undefined) {
      const since = Date.now();
      for (const [at, content] of faultless(answer, told)) {
        const key = keys[missing[at] ?? -1];
        if (key !== undefined) this.kept.set(key, { content, version, since });
      }
    }
    return completed(answer, found, missing, told);
  }

  /** What is kept and holds, at its place. */
  #find(
    keys: readonly string[],
    version: string | undefined,
    oldest: number,
  ): readonly (string | undefined)[] {
    const outcomes = new Map<CacheOutcome, number>();
    const found = keys.map((key) => {
      const kept = this.kept.get(key);
      const outcome = outcomeOf(kept, version, oldest);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      return outcome === 'hit' ? kept?.content : undefined;
    });
    this.metrics.askedEntities(outcomes);
    return found;
  }

  #idOf(operation: SubgraphOperation): string {
    let id = this.#ids.get(operation);
    if (id === undefined) {
      const { subgraph, query, name } = operation;
      id = `entity\n${subgraph}\n${name ? query.replace(` ${name}`, '') : query}`;
      this.#ids.set(operation, id);
    }
    return id;
  }
}

/** Representations are mostly a type and an id: those are shorter than their hash takes time. */
const keyOf = (about: string, representation: string): string =>
  about +
  (representation.length <= LONGEST_KEY
    ? representation
    : hash('sha256', representation, 'base64url'));

const parsed = (text: string | undefined): unknown =>
  text === undefined ? null : JSON.parse(text);

function askFor(
  { send, operation, entities: { representations, given } }: Question,
  indices: readonly number[],
): Promise<SubgraphAnswer> {
  const asked = { given, representations: indices.map((index) => representations[index] ?? '') };
  return send(operation, entityVariables(asked), asked);
}

/** Undefined unless there are as many as were asked for. */
function entitiesOf({ data }: SubgraphAnswer, count: number): readonly unknown[] | undefined {
  const entities = data?._entities;
  return Array.isArray(entities) && entities.length === count ? entities : undefined;
}

/** Those that came without an error, with their text; none when an error names no entity. */
function* faultless(
  { errors = [] }: SubgraphAnswer,
  told: readonly unknown[],
): Generator<[index: number, text: string]> {
  const faulty = new Set<unknown>();
  for (const { path } of errors) {
    if (path?.[0] !== '_entities' || typeof path[1] !== 'number') return;
    faulty.add(path[1]);
  }
  for (const [index, entity] of told.entries()) {
    if (isJsonObject(entity) && !faulty.has(index)) yield [index, JSON.stringify(entity)];
  }
}

/** The answer to some, with those that were kept: as if all of them had been asked for. */
function completed(
  { errors }: SubgraphAnswer,
  found: readonly (string | undefined)[],
  missing: readonly number[],
  told: readonly unknown[],
): SubgraphAnswer {
  const all: unknown[] = found.map(parsed);
  for (const [at, index] of missing.entries()) all[index] = told[at];
  const data: JsonObject = { _entities: all };
  if (!errors) return { data };
  return {
    data,
    errors: errors.map((error) => {
      const [root, at, ...rest] = error.path ?? [];
      const index = typeof at === 'number' ? missing[at] : undefined;
      if (root !== '_entities' || index === undefined) return error;
      return { ...error, path: [root, index, ...rest] };
    }),
  };
}
