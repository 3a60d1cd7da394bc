import { type Operation, operationFromDocument, type Schema } from '@apollo/federation-internals';
import { computeResponse } from '@apollo/gateway/dist/resultShaping';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { JsonObject } from './result-tree';
import type { Variables } from './run';

export interface ShapedResult {
  readonly data?: JsonObject | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: { readonly valueCompletion: readonly GraphQLError[] };
}

/**
 * Shapes a result that is not in good order as the stock gateway does: nulls go up to the nearest field that
 * may be null; what was found wrong is told under `extensions.valueCompletion`, unless there are errors of
 * subgraphs to tell, which it follows from.
 */
export class StockShaper {
  #operation: Operation | undefined;

  constructor(
    private readonly apiSchema: Schema,
    private readonly document: DocumentNode,
    private readonly operationName: string | undefined,
  ) {}

  shape(input: JsonObject, variables: Variables, errors: readonly GraphQLError[]): ShapedResult {
    try {
      this.#operation ??= operationFromDocument(this.apiSchema, this.document, {
        validate: false,
        ...(this.operationName === undefined ? {} : { operationName: this.operationName }),
      });
      const { data, errors: found } = computeResponse({
        operation: this.#operation,
        variables,
        input,
        introspectionHandling: ({ element }) => input[element.responseName()],
      });
      const shaped = data ?? null;
      if (errors.length > 0) return { errors, data: shaped };
      if (found.length === 0) return { data: shaped };
      return { extensions: { valueCompletion: found }, data: shaped };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      const { message } = error as Error;
      return { errors: [new GraphQLError(message, { originalError: error as Error })] };
    }
  }
}
