import type { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import type { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { AppError } from '@ai-finops/service-kit/errors';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { compressAnswers } from './compression';
import type { DemandControl } from './demand-control/demand-control';
import { demandControl } from './demand-control/demand-control.plugin';
import type { Env } from './env';
import { formatError, isPublicCode, requestError } from './error-format';
import type { FederatedGateway } from './federated-gateway';
import { type GatewayContext, KnownQueries } from './known-queries';
import type { GatewayLogger } from './logging';
import type { GatewayMetrics } from './metrics/gateway-metrics';
import { measureOperations } from './metrics/operation-metrics.plugin';
import type { OperationWatch } from './metrics/operation-watch';
import { limitsFirst, MAX_TOKENS, operationLimits, refuseLongText } from './operation-limits';
import { resultBody } from './result-text';
import { credentialCheck } from './subscriptions/credential';
import { answerByEvents, takesEvents } from './subscriptions/serve-events';
import { subscriptionRules } from './subscriptions/subscription-rules.plugin';
import type { Subscriptions } from './subscriptions/subscriptions';
import type { Tracing } from './tracing/tracing';
import { resolveDocumentId } from './trusted-documents/document-id';
import { TrustedDocuments } from './trusted-documents/trusted-documents';
import { trustDocuments } from './trusted-documents/trusted-documents.plugin';
import { viewerContext } from './viewer-context';

/** Names the operation for the access log, and logs what clients see masked, once, with the request's id. */
function logOperations(logger: GatewayLogger): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operationName, operation, contextValue }) {
          contextValue.request.operationName = operationName ?? `(${operation?.operation})`;
          contextValue.request.isQuery = operation?.operation === 'query';
        },
        async didEncounterErrors({ errors, contextValue: { request } }) {
          for (const error of errors) logMasked(logger, request, error);
        },
      };
    },
  };
}

/** Tells of an error that its client is not told of. */
function logMasked(logger: GatewayLogger, request: FastifyRequest, err: GraphQLError): void {
  if (isPublicCode(err.extensions.code)) return;
  const { serviceName } = err.extensions;
  const fields = { requestId: request.id, operation: request.operationName, subgraph: serviceName };
  logger.error({ ...fields, path: err.path, err }, 'Masked error');
}

/** Refuses what names no operation of its document before anything is planned for it. */
const nameOperation: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, request: { operationName } }) {
        if (operation) return;
        const message = operationName
          ? `The document has no operation ${JSON.stringify(operationName)}.`
          : 'The document has several operations: name one.';
        throw new GraphQLError(message, {
          extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
        });
      },
    };
  },
};

/**
 * GraphQL over HTTP: to a client that asks for `application/json` alone, a well-formed request is answered
 * 200 even when its document is refused; `application/graphql-response+json` carries the 4xx.
 */
const statusByMediaType: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? '';
        const plainJson =
          accept.includes('application/json') && !accept.includes('graphql-response');
        if (plainJson && response.http.status === 400 && request.query) response.http.status = 200;
      },
    };
  },
};

/** Tells clients when to ask again for what could not be had. */
const retryAfter: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ errors, response: { http } }) {
        const away = errors?.some(({ extensions: { code } }) => code === 'SERVICE_UNAVAILABLE');
        if (away && !http.headers.has('retry-after')) http.headers.set('retry-after', '2');
      },
    };
  },
};

function apolloLogger(logger: GatewayLogger) {
  const plain = (write: GatewayLogger['info']) => (message: unknown) => write({}, String(message));
  return {
    debug: plain(logger.debug),
    // What Apollo has to tell at this level is about itself.
    info: plain(logger.debug),
    warn: plain(logger.warn),
    error: plain(logger.error),
  };
}

/** The manifests that the configuration names; null when any operation is answered. */
export const trustedDocumentsOf = (env: Env): TrustedDocuments | null =>
  env.TRUSTED_DOCUMENTS === 'off' ? null : TrustedDocuments.read(env.TRUSTED_DOCUMENTS_PATH);

/** What operations are judged and followed by, on whichever way they are answered. */
export interface OperationParts {
  readonly documents: TrustedDocuments | null;
  readonly demand: DemandControl;
  readonly watch: OperationWatch;
  readonly logger: GatewayLogger;
}

/** GraphQL over HTTP before the federated graph. */
export function createApolloServer(
  env: Env,
  gateway: FederatedGateway,
  { documents, demand, watch, logger }: OperationParts,
): ApolloServer<GatewayContext> {
  const production = env.NODE_ENV === 'production';
  return new ApolloServer<GatewayContext>({
    gateway,
    logger: apolloLogger(logger),
    nodeEnv: env.NODE_ENV,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    formatError,
    // It is only passed on to be sent, which bytes can be as well.
    stringifyResult: (result) => resultBody(result) as string,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [operationLimits],
    plugins: [
      limitsFirst,
      nameOperation,
      ApolloServerPluginCacheControlDisabled(),
      production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false } }),
      logOperations(logger),
      measureOperations(watch),
      demandControl(demand),
      ...(documents && env.TRUSTED_DOCUMENTS !== 'off'
        ? [trustDocuments<GatewayContext>(documents, env.TRUSTED_DOCUMENTS, logger)]
        : []),
      subscriptionRules,
      statusByMediaType,
      retryAfter,
    ],
  });
}

/** What requests to `/graphql` are checked against and followed by. */
interface GraphqlParts extends OperationParts {
  readonly gateway: FederatedGateway;
  readonly tokens: AccessTokens;
  readonly apiKeys: ApiKeyVerifier;
  readonly tracing: Tracing | null;
  readonly subscriptions: Subscriptions;
  readonly metrics: GatewayMetrics;
}

/** `/graphql`, for every request with the viewer that its access token proves. */
export function serveGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  env: Env,
  parts: GraphqlParts,
): void {
  const { documents, tokens, apiKeys, tracing, subscriptions, metrics, logger } = parts;
  const contextOf = async (request: FastifyRequest): Promise<GatewayContext> => {
    try {
      const context = await viewerContext(request, tokens, apiKeys);
      return { ...context, request, trace: tracing?.contextOf(request) };
    } catch (error) {
      throw error instanceof AppError ? requestError(error) : error;
    }
  };
  const knownQueries = new KnownQueries({ ...parts, contextOf });
  const handler = fastifyApolloHandler(apollo, {
    context: (request) => knownQueries.contextOf(request),
  });
  const events = {
    apollo,
    subscriptions,
    contextOf,
    checkOf: (request: FastifyRequest, { viewer }: GatewayContext) =>
      credentialCheck(request, viewer, tokens, apiKeys),
    formatError: (request: FastifyRequest, error: GraphQLError): GraphQLFormattedError => {
      logMasked(logger, request, error);
      return formatError(error.toJSON());
    },
    onEvent: () => metrics.eventTold(),
    onEnd: (end: string) => metrics.subscriptionEnded(end),
  };
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    // Mutations answer with tokens, keys and codes: see compressAnswers.
    ...(env.GATEWAY_COMPRESSION === 'on'
      ? { onSend: compressAnswers(({ isQuery }) => isQuery) }
      : {}),
    onRequest: (_request, reply, done) => {
      // Sandbox's page brings its own policy in a meta element.
      if (env.NODE_ENV !== 'production') void reply.removeHeader('content-security-policy');
      done();
    },
    async preHandler({ body, query }) {
      refuseLongText(body);
      refuseLongText(query);
      if (documents) resolveDocumentId(body, documents);
    },
    async handler(request, reply) {
      void reply.header('cache-control', 'no-store');
      if (takesEvents(request)) return answerByEvents(request, reply, events);
      return (await knownQueries.answer(request, reply)) ?? handler.call(this, request, reply);
    },
  });
}
