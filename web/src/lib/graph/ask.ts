import 'server-only';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { redirectToLogin } from '@/lib/session/current-session';
import { isSignedOut, Refusal, refusalOf, unreachable } from './refusal';
import { query } from './server-client';

function refusalFrom(error: unknown): Refusal {
  if (CombinedGraphQLErrors.is(error)) return refusalOf(error.errors);
  if (ServerError.is(error) && error.statusCode === 401) {
    return new Refusal('UNAUTHENTICATED', 'The session has ended.');
  }
  return unreachable();
}

/** Asks the graph for a server component; leads to the login page when the session has ended. */
export async function ask<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  let refusal: Refusal;
  try {
    const { data } = await query<Data, OperationVariables>({ query: document, variables });
    if (data) return data as Data;
    refusal = unreachable();
  } catch (error) {
    refusal = refusalFrom(error);
  }
  // Outside of the try: Next redirects by throwing.
  if (isSignedOut(refusal.code)) return await redirectToLogin();
  throw refusal;
}
