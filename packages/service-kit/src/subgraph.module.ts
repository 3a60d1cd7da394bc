import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Injectable, Logger } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { compiledGateway } from './compiled-executor';
import { asGraphqlError, formatGraphqlError } from './graphql-errors';
import { type Audience, INTERNAL_TOKEN_HEADER, verifyInternalToken } from './internal-token';
import { replaceOrigin } from './request-origin';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';
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

@Injectable()
class CompiledFederationDriver extends ApolloFederationDriver {
  override start(options: ApolloFederationDriverConfig): Promise<void> {
    const { schema } = options;
    if (!schema) throw new Error('The subgraph has no schema.');
    // Nest's type leaves out the option, which it hands on to Apollo Server.
    return super.start({ ...options, gateway: compiledGateway(schema) } as typeof options);
  }
}

/**
 * The `/graphql` endpoint of a subgraph: schema first, answering only requests with an internal token
 * for this subgraph, whose claims become the request's context.
 */
export function subgraphModule(options: SubgraphOptions): DynamicModule {
  const logger = new Logger('GraphQL');
  const { name, typeDefs, internalTokenSecret } = options;
  const resolvers = Object.fromEntries(
    Object.entries(SCALARS).filter(([scalar]) => typeDefs.includes(`scalar ${scalar}\n`)),
  );
  return GraphQLModule.forRoot<ApolloFederationDriverConfig>({
    driver: CompiledFederationDriver,
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
    formatError: (formatted, error) =>
      formatGraphqlError(formatted, error, (kind, err) => {
        if (kind === 'away') logger.warn({ err }, 'A part is not available');
        else logger.error({ err }, 'Unexpected error');
      }),
    context: (request: FastifyRequest): RequestContext => {
      const header = request.headers[INTERNAL_TOKEN_HEADER];
      const token = typeof header === 'string' ? header : undefined;
      try {
        const context = verifyInternalToken(internalTokenSecret, name, token);
        replaceOrigin(context);
        return { ...context };
      } catch (error) {
        throw asGraphqlError(error);
      }
    },
  });
}
