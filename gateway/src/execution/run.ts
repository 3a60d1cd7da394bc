import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { CachePolicy } from '../caching/cache-policy';
import type { EntityCalls } from './entity-calls';
import type { Representation } from './representations';
import type { JsonObject } from './result-tree';

export type Variables = Readonly<Record<string, unknown>>;

/** One operation for one subgraph, as the plan has it. */
export interface SubgraphOperation {
  readonly subgraph: string;
  readonly kind: string;
  readonly query: string;
  readonly name: string | undefined;
  /** How long what it tells of an entity may be kept; undefined for never, and for what asks for no entities. */
  readonly keeps?: CachePolicy | undefined;
  /** The JSON text of a request for it, up to the value of `variables` and the closing brace. */
  readonly head: string;
}

export interface SubgraphAnswer {
  readonly data?: JsonObject | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** The JSON text that all of it was read from. */
  readonly bytes?: Buffer;
}

/** The entities that an operation is sent for. */
export interface AskedEntities {
  /** JSON text of the variables besides the representations, without the closing brace. */
  readonly given: string;
  /** JSON texts. */
  readonly representations: readonly string[];
}

/**
 * Sends an operation with the JSON text of its variables. The one door to the subgraphs: whatever concerns
 * every fetch (timeouts, tracing, retries, caching of entities) wraps this. It does not reject: a fetch that
 * failed is answered with errors at the paths that it should have filled.
 */
export type SendToSubgraph = (
  operation: SubgraphOperation,
  variables: string,
  entities?: AskedEntities,
) => Promise<SubgraphAnswer>;

/** One execution of an operation: what was given, and what came together so far. */
export interface Run {
  readonly variables: Variables;
  readonly send: SendToSubgraph;
  readonly data: JsonObject;
  readonly errors: GraphQLError[];
  /** What the last fetch of root fields was answered. */
  atRoot?: SubgraphAnswer;
  /** Calls that several fetches share, by what those have in common. */
  readonly shared: Map<object, EntityCalls>;
  /** What several fetches represent alike, by what they have in common. */
  readonly represented: Map<object, readonly Representation[]>;
}

/** A part of a compiled plan; a promise only where there is something to wait for. */
export type Step = (run: Run) => Promise<void> | undefined;
