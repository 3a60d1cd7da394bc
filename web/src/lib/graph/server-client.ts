import 'server-only';
import { HttpLink } from '@apollo/client';
import {
  ApolloClient,
  InMemoryCache,
  registerApolloClient,
} from '@apollo/client-integration-nextjs';
import { headers } from 'next/headers';
import { env } from '@/env';
import { currentSession } from '@/lib/session/current-session';
import { browserHeaders } from './ask-gateway';

/** One client a request, so that nothing of one viewer can reach another. */
export const { query, PreloadQuery } = registerApolloClient(async () => {
  const session = await currentSession();
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({
      uri: `${env().GATEWAY_URL}/graphql`,
      headers: {
        ...browserHeaders(await headers()),
        ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
      },
      fetchOptions: { cache: 'no-store' },
    }),
  });
});
