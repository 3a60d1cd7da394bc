import { setImmediate as othersTurn } from 'node:timers/promises';
import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

const SPECS = 'https://specs.apollo.dev';
/** What a supergraph may be made with: all that the stock gateway knows, and the demands on viewers. */
const FEATURES = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  `${SPECS}/authenticated/v0.1`,
  `${SPECS}/requiresScopes/v0.1`,
  `${SPECS}/policy/v0.1`,
]);

/** A supergraph with all that is made of it before anything can be asked. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly supergraph: Supergraph;
  /** What clients may ask. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  /** With what is @inaccessible to clients but exchanged with subgraphs. */
  readonly supergraphSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
}

/**
 * Rejects with the errors of a supergraph that is not valid. Loading takes a quarter of a second and more of
 * processor time, so requests are served between its steps.
 */
export async function loadSupergraph(sdl: string): Promise<LoadedSupergraph> {
  const supergraph = Supergraph.build(sdl, {
    supportedFeatures: FEATURES,
    validateSupergraph: true,
  });
  await othersTurn();
  const apiSchema = supergraph.apiSchema();
  await othersTurn();
  const schema = apiSchema.toGraphQLJSSchema();
  await othersTurn();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  await othersTurn();
  const planner = new QueryPlanner(supergraph);
  await othersTurn();
  return { sdl, supergraph, schema, apiSchema, supergraphSchema, planner };
}
