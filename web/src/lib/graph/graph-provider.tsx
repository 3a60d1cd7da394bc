'use client';

import { ApolloLink, disableFragmentWarnings, HttpLink } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { ErrorLink } from '@apollo/client/link/error';
import {
  ApolloClient,
  ApolloNextAppProvider,
  InMemoryCache,
} from '@apollo/client-integration-nextjs';
import type { ReactNode } from 'react';
import { loginPath } from '@/lib/safe-next';
import { OWN_REQUEST_HEADER } from '@/lib/same-origin';
import { isSignedOut, refusalOf } from './refusal';

// A preloaded query comes with its document, which is parsed again here, fragments and all.
disableFragmentWarnings();

function hasEnded(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) return isSignedOut(refusalOf(error.errors).code);
  return ServerError.is(error) && error.statusCode === 401;
}

const toLogin = new ErrorLink(({ error }) => {
  if (hasEnded(error)) location.assign(loginPath(location.pathname + location.search));
});

/**
 * Asks this app's own server, which holds the tokens. While a page is made on the server nothing is
 * asked here: server components preload what the components below them read.
 */
function makeClient(): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    dataMasking: true,
    link: ApolloLink.from([
      toLogin,
      new HttpLink({ uri: '/api/graphql', headers: { [OWN_REQUEST_HEADER]: '1' } }),
    ]),
  });
}

interface GraphProviderProps {
  /** Lets the scripts run that bring what was preloaded into the browser's cache. */
  readonly nonce: string;
  readonly children: ReactNode;
}

export function GraphProvider({ nonce, children }: GraphProviderProps) {
  return (
    <ApolloNextAppProvider makeClient={makeClient} extraScriptProps={{ nonce }}>
      {children}
    </ApolloNextAppProvider>
  );
}
