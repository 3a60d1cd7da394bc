import type { FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { AppError } from './errors';
import type { RequestContext } from './viewer';

/** What the routes of a subgraph have in common. */
export interface GraphqlRouteOptions {
  readonly schema: GraphQLSchema;
  /** Who asks. Errors of the catalogue refuse the request. */
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

/** The body of a request. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** False for a body that is no request of GraphQL over HTTP. */
export function isGraphqlRequest(body: unknown): body is GraphqlRequest {
  if (typeof body !== 'object' || body === null) return false;
  const { query, variables, operationName } = body as Partial<Record<string, unknown>>;
  return (
    typeof query === 'string' &&
    (isNothing(variables) || (typeof variables === 'object' && !Array.isArray(variables))) &&
    (isNothing(operationName) || typeof operationName === 'string')
  );
}

/** What execution may throw that says nothing of itself is a fault of the service; before that it is the client's. */
const CODE_OF_FAULTS = 'INTERNAL_SERVER_ERROR';

/** Writes results and refusals, their errors as clients may see them. */
export class AnswerTexts {
  constructor(private readonly formatError: GraphqlRouteOptions['formatError']) {}

  of({ data, errors }: ExecutionResult): string {
    if (!errors) return JSON.stringify({ data });
    const executed = data !== undefined;
    return JSON.stringify({
      errors: errors.map((error) => this.#formatted(error, executed)),
      data,
    });
  }

  refusal(error: unknown): string {
    return JSON.stringify({ errors: [this.#formatted(error, false)] });
  }

  #formatted(error: unknown, executed: boolean): GraphQLFormattedError {
    if (!(error instanceof GraphQLError)) {
      return this.formatError({ message: (error as Error).message }, error);
    }
    const formatted = error.toJSON();
    if (!executed) return this.formatError(formatted, error);
    const extensions = { code: CODE_OF_FAULTS, ...formatted.extensions };
    return this.formatError({ ...formatted, extensions }, error);
  }
}

export const refusalStatus = (error: unknown): number =>
  error instanceof AppError ? error.status : 500;
