import { type Operation, operationFromDocument, type Schema } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import type { PlannerSupergraph } from './planner-supergraph';
import { RequiredInputs } from './required-inputs';
import { type Restore, restoring } from './restoring';
import { type Names, withoutShadows } from './shadowing-names';
import { refusalOfUnplannable, refuseUnanswerable, typelessInterfaces } from './unanswerable';

/** A document as it is to be planned and answered. */
export interface Plannable {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode | null | undefined;
  /** The way back to what was asked; undefined where there is nothing to undo. */
  readonly restore: Restore | undefined;
}

/** The planner of `@apollo/query-planner`, and what it takes for its plans to be right. */
export class Planner {
  readonly #selects: ReadonlySet<string>;
  readonly #calls: Names;
  readonly #inputs: RequiredInputs;
  readonly #typeless: ReadonlySet<GraphQLNamedType>;

  constructor(
    private readonly planner: QueryPlanner,
    /** What the planner was made of. */
    planned: PlannerSupergraph,
    private readonly apiSchema: Schema,
    /** The same, as graphql-js has it. */
    private readonly schema: GraphQLSchema,
  ) {
    this.#selects = planned.selects;
    this.#calls = new Map([...planned.calls].map(([name, { field }]) => [name, field]));
    this.#inputs = new RequiredInputs(planned);
    this.#typeless = typelessInterfaces(schema);
  }

  /** What to plan for an operation of a validated document. */
  plannable(given: DocumentNode, operationName: string | undefined): Plannable {
    const { document, names } = withoutShadows(given, this.#selects);
    const operation = getOperationAST(document, operationName);
    const restore = operation ? restoring(document, operation, names, this.#calls) : undefined;
    return { document, operation, restore };
  }

  /** Without a document there is nothing to fetch. Error GRAPHQL_VALIDATION_FAILED where nobody could be asked. */
  plan(document: DocumentNode | undefined, operationName: string | undefined): QueryPlan {
    if (!document) return { kind: 'QueryPlan' };
    const operation = operationFromDocument(this.apiSchema, document, {
      validate: false,
      ...(operationName === undefined ? {} : { operationName }),
    });
    const definition = getOperationAST(document, operationName);
    const plan = this.#inputs.planned(this.#stockPlan(operation, document, definition));
    if (definition) refuseUnanswerable(this.schema, this.#typeless, document, definition, plan);
    return plan;
  }

  #stockPlan(
    operation: Operation,
    document: DocumentNode,
    definition: OperationDefinitionNode | null | undefined,
  ): QueryPlan {
    try {
      return this.planner.buildQueryPlan(operation);
    } catch (failure) {
      const refusal =
        definition && refusalOfUnplannable(this.schema, this.#typeless, document, definition);
      throw refusal ?? failure;
    }
  }
}
