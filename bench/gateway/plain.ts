// @apollo/gateway behind Apollo Server as their documentation sets them up, the client's header passed on.
import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES } from '@apollo/federation-internals';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { supergraphSdl } from './surroundings.ts';

interface Context {
  readonly authorization?: string;
}

// It enforces none of them, and without this it does not start with the platform's supergraph.
for (const feature of ['authenticated', 'requiresScopes', 'policy']) {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES.add(`https://specs.apollo.dev/${feature}/v0.1`);
}
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: supergraphSdl(),
  buildService: ({ url = '' }) =>
    new RemoteGraphQLDataSource<Context>({
      url,
      willSendRequest({ request, context }) {
        if (context.authorization)
          request.http?.headers.set('authorization', context.authorization);
      },
    }),
});
const apollo = new ApolloServer<Context>({ gateway });
await apollo.start();
const app = Fastify();
app.route({
  method: ['GET', 'POST'],
  url: '/graphql',
  handler: fastifyApolloHandler(apollo, {
    context: async ({ headers: { authorization } }) => (authorization ? { authorization } : {}),
  }),
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
