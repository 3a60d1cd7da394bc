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
import { browserHeaders, viewerHeaders } from './ask-gateway';

/** One client a request, so that nothing of one viewer can reach another. */
export const { PreloadQuery } = registerApolloClient(async () => {
  const [session, browser] = await Promise.all([currentSession(), headers()]);
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({
      uri: `${env().GATEWAY_URL}/graphql`,
      headers: session ? viewerHeaders(browser, session) : browserHeaders(browser),
      fetchOptions: { cache: 'no-store' },
    }),
  });
});
