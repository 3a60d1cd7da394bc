import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Injectable, Logger, type Type } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { compiledGateway } from './compiled-executor';
import { asGraphqlError, formatGraphqlError } from './graphql-errors';
import { type Audience, INTERNAL_TOKEN_HEADER, verifyInternalToken } from './internal-token';
import { replaceOrigin } from './request-origin';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';
import { type SubscriptionRouteOptions, serveSubscriptions } from './subscription-route';
import type { RequestContext } from './viewer';

export interface SubgraphOptions {
  readonly name: Audience;
  readonly typeDefs: string;
  readonly internalTokenSecret: string;
}

const SCALARS = {
  Date: DateScalar,
  DateTime: DateTimeScalar,
  Decimal: DecimalScalar,
  JSON: JsonScalar,
};

/** Queries and mutations by Apollo Server with a compiled executor, subscriptions by a route of their own. */
function driverWith(route: Omit<SubscriptionRouteOptions, 'schema'>): Type<ApolloFederationDriver> {
  @Injectable()
  class SubgraphDriver extends ApolloFederationDriver {
    override async start(options: ApolloFederationDriverConfig): Promise<void> {
      const { schema } = options;
      if (!schema) throw new Error('The subgraph has no schema.');
      if (schema.getSubscriptionType()) {
        const fastify = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
        serveSubscriptions(fastify, { ...route, schema });
      }
      // Nest's type leaves out the option, which it hands on to Apollo Server.
      return super.start({ ...options, gateway: compiledGateway(schema) } as typeof options);
    }
  }
  return SubgraphDriver;
}

/**
 * The `/graphql` endpoint of a subgraph: schema first, answering only requests with an internal token
 * for this subgraph, whose claims become the request's context. Subscriptions are served beside it.
 */
export function subgraphModule(options: SubgraphOptions): DynamicModule {
  const logger = new Logger('GraphQL');
  const { name, typeDefs, internalTokenSecret } = options;
  const resolvers = Object.fromEntries(
    Object.entries(SCALARS).filter(([scalar]) => typeDefs.includes(`scalar ${scalar}\n`)),
  );
  const formatError = (formatted: GraphQLFormattedError, error: unknown) =>
    formatGraphqlError(formatted, error, (kind, err) => {
      if (kind === 'away') logger.warn({ err }, 'A part is not available');
      else logger.error({ err }, 'Unexpected error');
    });
  const contextOf = (request: FastifyRequest): RequestContext => {
    const header = request.headers[INTERNAL_TOKEN_HEADER];
    const token = typeof header === 'string' ? header : undefined;
    const context = verifyInternalToken(internalTokenSecret, name, token);
    replaceOrigin(context);
    return { ...context };
  };
  return GraphQLModule.forRoot<ApolloFederationDriverConfig>({
    driver: driverWith({ contextOf, formatError }),
    typeDefs,
    resolvers,
    path: '/graphql',
    playground: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Subgraphs are reached by the gateway only; browsers are turned away by the missing internal token.
    csrfPrevention: false,
    // Cache hints are read from the SDL at the gateway; per-field instrumentation costs a third of the time, tracing likewise.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled()],
    formatError,
    context: (request: FastifyRequest): RequestContext => {
      try {
        return contextOf(request);
      } catch (error) {
        throw asGraphqlError(error);
      }
    },
  });
}
