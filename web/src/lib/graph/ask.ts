import 'server-only';
import type { TypedDocumentNode } from '@apollo/client';
import { headers } from 'next/headers';
import { redirectToLogin, requireSession } from '@/lib/session/current-session';
import { askGateway, askGatewayForParts, viewerHeaders } from './ask-gateway';
import type { Parts } from './parts';
import { isSignedOut, Refusal } from './refusal';

/**
 * Asks the graph as whoever is signed in, for server components, actions and route handlers. Leads to the
 * login page when nobody is any more, and throws a Refusal for everything else.
 */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const session = await requireSession();
  const asking = viewerHeaders(await headers(), session);
  try {
    return await askGateway(document, variables, asking);
  } catch (error) {
    if (!(error instanceof Refusal && isSignedOut(error.code))) throw error;
  }
  // Outside of the try: Next redirects by throwing.
  return redirectToLogin();
}

/** The same for a page that shows what is answered of a query, and beside it why the rest is not. */
export async function askForParts<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Parts<Data>> {
  const session = await requireSession();
  const asking = viewerHeaders(await headers(), session);
  const parts = await askGatewayForParts(document, variables, asking);
  const isOver = Object.values(parts).some(
    (part) => part instanceof Refusal && isSignedOut(part.code),
  );
  return isOver ? redirectToLogin() : parts;
}
