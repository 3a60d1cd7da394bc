import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { BoundedMap } from '../bounded-map';
import { NotCompilable } from './plan-compiler';
import { PlannedOperation } from './planned-operation';
import type { Variables } from './run';
import { SharedRuns } from './shared-runs';

/** Characters of operations and of their plans that are kept ready; those used last stay. */
const CHARACTERS_KEPT = 32 * 1024 * 1024;

/** An operation as it came from clients before, with its plan. */
export interface KnownOperation {
  readonly plan: QueryPlan;
  readonly variableDefinitions: readonly VariableDefinitionNode[];
  /** Runs of it that requests share. */
  readonly shared: SharedRuns;
  /** Undefined for what only the stock executor can run. */
  readonly planned: PlannedOperation | undefined;
}

/**
 * One supergraph, loaded: its schemas, its planner and the operations made ready for it. It never changes: a
 * changed supergraph is another graph, and requests under way end on the one that they began with.
 */
export class Graph {
  /** What clients may ask. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  /** With what is @inaccessible to clients but exchanged with subgraphs. */
  readonly supergraphSchema: GraphQLSchema;
  readonly subgraphs: readonly string[];
  readonly #planner: QueryPlanner;
  readonly #operations = new BoundedMap<string, KnownOperation>(CHARACTERS_KEPT);

  /** Errors of the supergraph when it is not valid. */
  constructor(
    readonly supergraphSdl: string,
    /** Told how long each planning took. */
    private readonly planned: (seconds: number) => void = () => undefined,
  ) {
    const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: true });
    this.apiSchema = supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph);
    this.subgraphs = [...supergraph.subgraphsMetadata()].map(({ name }) => name);
  }

  /** An operation that was made ready before, by its text; undefined for a new one. */
  known(query: string, operationName: string | undefined): KnownOperation | undefined {
    return this.#operations.get(keyOf(query, operationName));
  }

  /** Plans and compiles an operation of a validated document, once for its text. */
  prepare(
    query: string,
    document: DocumentNode,
    operationName: string | undefined,
  ): KnownOperation {
    const key = keyOf(query, operationName);
    const known = this.#operations.get(key);
    if (known) return known;
    const started = performance.now();
    const operation = operationFromDocument(this.apiSchema, document, {
      validate: false,
      ...(operationName === undefined ? {} : { operationName }),
    });
    const plan = this.#planner.buildQueryPlan(operation);
    const definition = getOperationAST(document, operationName);
    const prepared = {
      plan,
      variableDefinitions: definition?.variableDefinitions ?? [],
      shared: new SharedRuns(),
      planned: definition ? this.#compiled(document, definition, plan) : undefined,
    };
    this.planned((performance.now() - started) / 1_000);
    // What else is made of an operation grows with its plan: fragments are spread there.
    this.#operations.set(key, prepared, key.length + JSON.stringify(plan).length);
    return prepared;
  }

  /** What is wrong with the variables that an operation came with. */
  refusals(known: KnownOperation, variables: Variables | undefined): readonly GraphQLError[] {
    const { variableDefinitions } = known;
    if (variableDefinitions.length === 0) return [];
    return getVariableValues(this.schema, variableDefinitions, variables ?? {}).errors ?? [];
  }

  #compiled(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    plan: QueryPlan,
  ): PlannedOperation | undefined {
    try {
      return new PlannedOperation({ ...this.#schemas, document, operation, plan });
    } catch (error) {
      if (error instanceof NotCompilable) return undefined;
      throw error;
    }
  }

  get #schemas(): Pick<Graph, 'schema' | 'apiSchema' | 'supergraphSchema'> {
    const { schema, apiSchema, supergraphSchema } = this;
    return { schema, apiSchema, supergraphSchema };
  }
}

const keyOf = (query: string, operationName: string | undefined): string =>
  operationName === undefined ? query : `${operationName}\n${query}`;
