import { readFile } from 'node:fs/promises';
import { signInternalToken } from '@ai-finops/service-kit/internal-token';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { SECRETS, type TestPlatform } from './platform';

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What a plain `@apollo/gateway` before the same subgraphs answers. */
export async function askStock(
  { supergraphPath, accounts, finops, auth, assistant }: TestPlatform,
  query: string,
) {
  const servers = [accounts, finops, auth, ...(assistant ? [assistant] : [])];
  const gateway = new ApolloGateway({
    supergraphSdl: await readFile(supergraphPath, 'utf8'),
    logger: SILENT,
    buildService: ({ name, url = '' }) => {
      const audience = servers.find((server) => server.name === name)?.name ?? 'finops';
      return new RemoteGraphQLDataSource({
        url: `${url}/graphql`,
        willSendRequest: ({ request }) => {
          const context = {
            viewer: null,
            client: { ip: '127.0.0.1', userAgent: null },
            requestId: 'stock',
          };
          request.http?.headers.set(
            'x-internal-token',
            signInternalToken(SECRETS.INTERNAL_TOKEN_SECRET, audience, context),
          );
        },
      });
    },
  });
  const server = new ApolloServer({ gateway, logger: SILENT });
  await server.start();
  const { body } = await server.executeOperation({ query });
  await server.stop();
  if (body.kind !== 'single') throw new Error('It answers in parts.');
  return body.singleResult;
}
