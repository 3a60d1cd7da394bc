import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { AppError } from './errors';
import { EVENT_STREAM_HEADERS, EventStream } from './event-stream';
import { isStopping, onStop } from './shutdown';
import { SUBSCRIPTION_PATH } from './subscription-path';
import type { RequestContext } from './viewer';

export interface SubscriptionRouteOptions {
  readonly schema: GraphQLSchema;
  /** Who asks. Errors of the catalogue refuse the request. */
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

/** The body of a request, as the gateway writes it. */
interface SubscriptionRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** Documents that are kept parsed: the gateway sends the same few again and again. */
const DOCUMENTS_KEPT = 200;

/**
 * Answers subscriptions as server-sent events (graphql-sse, distinct connections), by the same schema, with
 * the same context and the same errors as other operations.
 */
export function serveSubscriptions(
  fastify: FastifyInstance,
  { schema, contextOf, formatError }: SubscriptionRouteOptions,
): void {
  const documents = new Documents(schema);
  const running = new Set<() => void>();

  const formatted = (error: unknown): GraphQLFormattedError => {
    const { message } = error as Error;
    return formatError(error instanceof GraphQLError ? error.toJSON() : { message }, error);
  };
  const textOf = ({ data, errors }: ExecutionResult): string =>
    JSON.stringify({ ...(errors ? { errors: errors.map(formatted) } : {}), data });
  const refusal = (error: unknown): string => JSON.stringify({ errors: [formatted(error)] });

  /** Tells every event of a source until one of them ends it, the reader leaves or the service stops. */
  async function tell(
    events: AsyncIterator<unknown>,
    operation: ExecutionArgs,
    stream: EventStream,
  ): Promise<void> {
    let last: string | undefined;
    const leave = (): void => {
      running.delete(stop);
      void events.return?.()?.catch(() => undefined);
    };
    const stop = (): void => {
      stream.complete(refusal(restarting()));
      leave();
    };
    running.add(stop);
    stream.once('close', leave);
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done) break;
        // What a request keeps in its context, such as loaders, is true for one event only.
        const contextValue = { ...(operation.contextValue as RequestContext) };
        const result = await execute({ ...operation, rootValue: value, contextValue });
        if (!(await stream.next(textOf(result)))) break;
      }
    } catch (error) {
      last = refusal(error);
    }
    stream.complete(last);
    leave();
  }

  onStop(fastify, () => {
    for (const stop of running) stop();
  });
  fastify.post(SUBSCRIPTION_PATH, async (request, reply) => {
    let contextValue: RequestContext;
    try {
      contextValue = contextOf(request);
    } catch (error) {
      const status = error instanceof AppError ? error.status : 500;
      return reply.status(status).type('application/json').send(refusal(error));
    }
    const { query, variables, operationName } = request.body as SubscriptionRequest;
    const stream = new EventStream();
    const document = documents.get(query);
    if (isStopping(fastify)) {
      stream.complete(refusal(restarting()));
    } else if ('kind' in document) {
      const operation = {
        schema,
        document,
        contextValue,
        variableValues: variables,
        operationName,
      };
      const events = await createSourceEventStream(operation);
      if (Symbol.asyncIterator in events) {
        void tell(events[Symbol.asyncIterator](), operation, stream);
      } else {
        stream.complete(textOf(events));
      }
    } else {
      stream.complete(textOf({ errors: document }));
    }
    return reply.headers(EVENT_STREAM_HEADERS).send(stream);
  });
}

const restarting = (): AppError =>
  new AppError('SERVICE_UNAVAILABLE', 'The service is restarting.');

/** Parsed and validated documents by their text. */
class Documents {
  readonly #known = new Map<string, DocumentNode>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The document, or what is wrong with it. */
  get(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(query);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
    const faults = validate(this.schema, document);
    if (faults.length > 0) return faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
    if (this.#known.size >= DOCUMENTS_KEPT) this.#known.clear();
    this.#known.set(query, document);
    return document;
  }
}

const coded = ({ message }: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });
