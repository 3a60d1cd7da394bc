import type { FastifyInstance } from 'fastify';
import { createSourceEventStream, type ExecutionArgs, execute } from 'graphql';
import { AppError } from './errors';
import { EVENT_STREAM_HEADERS, EventStream } from './event-stream';
import {
  AnswerTexts,
  type GraphqlRequest,
  type GraphqlRouteOptions,
  refusalStatus,
} from './graphql-route';
import { KnownDocuments } from './known-documents';
import { isStopping, onStop } from './shutdown';
import { SUBSCRIPTION_PATH } from './subscription-path';
import type { RequestContext } from './viewer';

/**
 * Answers subscriptions as server-sent events (graphql-sse, distinct connections), by the same schema, with
 * the same context and the same errors as other operations.
 */
export function serveSubscriptions(
  fastify: FastifyInstance,
  { schema, contextOf, formatError }: GraphqlRouteOptions,
): void {
  const documents = new KnownDocuments(schema);
  const texts = new AnswerTexts(formatError);
  const running = new Set<() => void>();

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
      stream.complete(texts.refusal(restarting()));
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
        if (!(await stream.next(texts.of(result)))) break;
      }
    } catch (error) {
      last = texts.refusal(error);
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
      return reply.status(refusalStatus(error)).type('application/json').send(texts.refusal(error));
    }
    const { query, variables, operationName } = request.body as GraphqlRequest;
    const stream = new EventStream();
    const document = documents.get(query);
    if (isStopping(fastify)) {
      stream.complete(texts.refusal(restarting()));
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
        stream.complete(texts.of(events));
      }
    } else {
      stream.complete(texts.of({ errors: document }));
    }
    return reply.headers(EVENT_STREAM_HEADERS).send(stream);
  });
}

const restarting = (): AppError =>
  new AppError('SERVICE_UNAVAILABLE', 'The service is restarting.');
