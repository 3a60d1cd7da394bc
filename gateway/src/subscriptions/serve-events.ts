import { AppError } from '@ai-finops/service-kit/errors';
import { EVENT_STREAM_HEADERS, EventStream } from '@ai-finops/service-kit/event-stream';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { resultText } from '../result-text';
import type { FetchContext } from '../subgraph-fetches';
import type { CredentialCheck } from './credential';
import type { Telling } from './subscription';
import type { Subscriptions } from './subscriptions';

const EVENTS = 'text/event-stream';
const JSON_TOO = /[/+]json\b|\*\/\*|application\/\*/;

/** Whether a request may be answered by events. */
export const takesEvents = ({ headers: { accept } }: FastifyRequest): boolean =>
  accept?.includes(EVENTS) ?? false;

export interface EventParts<Context extends FetchContext> {
  readonly apollo: ApolloServer<Context>;
  readonly subscriptions: Subscriptions;
  /** Who asks. Errors are those of the request as such. */
  readonly contextOf: (request: FastifyRequest) => Promise<Context>;
  readonly checkOf: (request: FastifyRequest, context: Context) => CredentialCheck;
  /** An error as the client sees it. */
  readonly formatError: (request: FastifyRequest, error: GraphQLError) => GraphQLFormattedError;
  readonly onEvent: () => void;
  readonly onEnd: (end: string) => void;
}

/**
 * Answers an operation to a client of the protocol graphql-sse (distinct connections): a subscription by its
 * events, anything else by one. It is parsed, judged and refused where every other operation is; only what
 * comes of it is told otherwise.
 */
export async function answerByEvents<Context extends FetchContext>(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: EventParts<Context>,
): Promise<FastifyReply> {
  const { apollo, subscriptions, contextOf, checkOf } = parts;
  const subscription = subscriptions.begin();
  // A client may leave before there is anything to tell.
  reply.raw.once('close', () => subscription.leave());
  const takesJson = JSON_TOO.test(request.headers.accept ?? '');
  let check: CredentialCheck | undefined;
  const { status, headers, body } = await apollo
    .executeHTTPGraphQLRequest({
      httpGraphQLRequest: httpRequest(request, takesJson),
      context: async () => {
        const context = await contextOf(request);
        check = checkOf(request, context);
        return { ...context, subscription };
      },
    })
    .catch((error: unknown) => {
      subscription.leave();
      throw error;
    });
  if (subscription.isOpen && check) {
    const stream = new EventStream();
    void subscription.tell(telling(request, stream, check, parts)).then(parts.onEnd);
    return reply.headers(EVENT_STREAM_HEADERS).send(stream);
  }
  subscription.leave();
  const text = body.kind === 'complete' ? body.string : '';
  if (takesJson || (status !== undefined && status !== 200)) {
    for (const [name, value] of headers) void reply.header(name, value);
    return reply.status(status ?? 200).send(text);
  }
  const stream = new EventStream();
  // Bytes, where it is long or its bytes were known: see resultBody.
  stream.complete(String(text).trimEnd());
  return reply.headers(EVENT_STREAM_HEADERS).send(stream);
}

function telling<Context extends FetchContext>(
  request: FastifyRequest,
  stream: EventStream,
  check: CredentialCheck,
  { formatError, onEvent }: EventParts<Context>,
): Telling {
  const textOf: Telling['textOf'] = ({ data, errors, extensions }) =>
    resultText({
      ...(errors ? { errors: errors.map((error) => formatError(request, error)) } : {}),
      ...(data === undefined ? {} : { data }),
      ...(extensions ? { extensions } : {}),
    }).trimEnd();
  const refusal: Telling['refusal'] = (cause) => {
    const error = formatError(request, graphqlError(cause));
    return { code: String(error.extensions?.code), text: JSON.stringify({ errors: [error] }) };
  };
  return { stream, check, textOf, refusal, onEvent };
}

function graphqlError(cause: unknown): GraphQLError {
  const { message } = cause as Error;
  if (!(cause instanceof AppError))
    return new GraphQLError(message, { originalError: cause as Error });
  const { code, details } = cause;
  return new GraphQLError(message, { extensions: { ...details, code } });
}

/** As Apollo Server takes it; it writes nothing but JSON. */
function httpRequest(request: FastifyRequest, takesJson: boolean): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!takesJson) headers.set('accept', 'application/json');
  const query = request.url.indexOf('?');
  return {
    method: request.method,
    headers,
    search: query < 0 ? '' : request.url.slice(query),
    body: request.body,
  };
}
