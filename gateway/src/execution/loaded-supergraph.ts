import { setImmediate as othersTurn } from 'node:timers/promises';
import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { Planner } from '../planning/planner';
import { plannerSupergraph } from '../planning/planner-supergraph';

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
  readonly planner: Planner;
}

/**
 * Rejects with the errors of a supergraph that is not valid. Loading takes a quarter of a second and more of
 * processor time, so requests are served between its steps.
 */
export async function loadSupergraph(sdl: string): Promise<LoadedSupergraph> {
  const document = parse(sdl);
  await othersTurn();
  const supergraph = Supergraph.build(document, {
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
  const planned = plannerSupergraph(document);
  await othersTurn();
  // The one that was given is valid, and what is corrected in it is nothing that composition would make.
  const unchecked = { supportedFeatures: null, validateSupergraph: false };
  const corrected = planned.document ? Supergraph.build(planned.document, unchecked) : supergraph;
  await othersTurn();
  const planner = new Planner(new QueryPlanner(corrected), planned, apiSchema, schema);
  await othersTurn();
  return { sdl, supergraph, schema, apiSchema, supergraphSchema, planner };
}
