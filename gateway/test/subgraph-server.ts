import type { AddressInfo } from 'node:net';
import { formatGraphqlError } from '@ai-finops/service-kit/graphql-errors';
import { type Audience, verifyInternalToken } from '@ai-finops/service-kit/internal-token';
import { SUBSCRIPTION_PATH } from '@ai-finops/service-kit/subscription-path';
import { serveSubscriptions } from '@ai-finops/service-kit/subscription-route';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type DocumentNode, parse } from 'graphql';

type Resolvers = NonNullable<Parameters<typeof buildSubgraphSchema>[0] & { resolvers?: unknown }>;

export interface SubgraphDefinition {
  readonly name: Audience;
  readonly sdl: string;
  readonly resolvers: Resolvers['resolvers'];
  /** Adds the REST routes of the service. */
  readonly routes?: (app: FastifyInstance) => void;
}

/** How `/graphql` answers instead of executing; undefined executes. */
export type Misbehaviour = (reply: FastifyReply) => unknown;

/** A real federated subgraph over HTTP that answers internal tokens only, and can be told to misbehave. */
export interface SubgraphServer {
  readonly name: Audience;
  readonly url: string;
  readonly document: DocumentNode;
  /** The context of every fetch, as its internal token said it. */
  readonly fetches: RequestContext[];
  misbehaviour: Misbehaviour | undefined;
  close(): Promise<void>;
}

export async function startSubgraph(
  definition: SubgraphDefinition,
  internalTokenSecret: string,
  port = 0,
): Promise<SubgraphServer> {
  const { name, sdl, resolvers, routes } = definition;
  const document = parse(sdl);
  const schema = buildSubgraphSchema({
    typeDefs: document,
    ...(resolvers ? { resolvers } : {}),
  } as Resolvers);
  const apollo = new ApolloServer<RequestContext>({
    schema,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await apollo.start();
  const app = Fastify({ forceCloseConnections: true });
  const fetches: RequestContext[] = [];
  const server: SubgraphServer = {
    name,
    url: '',
    document,
    fetches,
    misbehaviour: undefined,
    close: async () => {
      await app.close();
      await apollo.stop();
    },
  };
  const contextOf = (request: FastifyRequest): RequestContext => {
    const token = request.headers['x-internal-token'];
    const context = verifyInternalToken(internalTokenSecret, name, String(token));
    fetches.push(context);
    return context;
  };
  const handler = fastifyApolloHandler(apollo, { context: async (request) => contextOf(request) });
  app.addHook('preHandler', async ({ url }, reply) => {
    if (url === SUBSCRIPTION_PATH) await server.misbehaviour?.(reply);
  });
  serveSubscriptions(app, {
    schema,
    contextOf,
    formatError: (formatted, error) => formatGraphqlError(formatted, error, () => undefined),
  });
  app.post('/graphql', async function (request, reply) {
    if (server.misbehaviour) return server.misbehaviour(reply);
    return handler.call(this, request, reply);
  });
  routes?.(app);
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${address.port}` });
}
