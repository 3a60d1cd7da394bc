import { type DynamicModule, Injectable, Logger, type Type } from '@nestjs/common';
import {
  AbstractGraphQLDriver,
  type GqlModuleOptions,
  GraphQLFederationFactory,
  GraphQLModule,
} from '@nestjs/graphql';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { formatGraphqlError } from './graphql-errors';
import type { GraphqlRouteOptions } from './graphql-route';
import { type Audience, INTERNAL_TOKEN_HEADER, verifyInternalToken } from './internal-token';
import { serveOperations } from './operation-route';
import { replaceOrigin } from './request-origin';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';
import { serveSubscriptions } from './subscription-route';
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

/** Nest's schema of a subgraph, behind routes of our own. */
function driverWith(route: Omit<GraphqlRouteOptions, 'schema'>): Type<AbstractGraphQLDriver> {
  @Injectable()
  class SubgraphDriver extends AbstractGraphQLDriver {
    constructor(private readonly factory: GraphQLFederationFactory) {
      super();
    }

    override generateSchema(options: GqlModuleOptions): Promise<GraphQLSchema> {
      return this.factory.generateSchema(options);
    }

    async start({ schema }: GqlModuleOptions): Promise<void> {
      if (!schema) throw new Error('The subgraph has no schema.');
      const fastify = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
      serveOperations(fastify, { ...route, schema });
      if (schema.getSubscriptionType()) serveSubscriptions(fastify, { ...route, schema });
    }

    async stop(): Promise<void> {}
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
  return GraphQLModule.forRoot({
    driver: driverWith({ contextOf, formatError }),
    typeDefs,
    resolvers,
  });
}
