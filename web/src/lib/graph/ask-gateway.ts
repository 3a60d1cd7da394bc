import type { TypedDocumentNode } from '@apollo/client';
import { type DocumentNode, Kind, print, visit } from 'graphql';
import { env } from '@/env';
import type { Session } from '@/lib/session/seal';
import { type GraphAnswer, type Parts, partsOf } from './parts';
import { Refusal, refusalOf, unreachable } from './refusal';

/** What the gateway is told about the browser that asks through this server. */
const PASSED_ON = ['user-agent', 'x-forwarded-for', 'x-request-id'];

export function browserHeaders(headers: Headers): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  // To and from a gateway nearby an answer is sent faster than it is compressed and read again.
  return { ...Object.fromEntries(passedOn), 'accept-encoding': 'identity' };
}

/** The same, and who asks. */
export function viewerHeaders(headers: Headers, { accessToken }: Session): Record<string, string> {
  return { ...browserHeaders(headers), authorization: `Bearer ${accessToken}` };
}

/** The text of an operation. `@unmask` is for our own types: the gateway does not know it. */
const textOf = (document: DocumentNode): string =>
  print(
    visit(document, {
      enter: (node) =>
        node.kind === Kind.DIRECTIVE && node.name.value === 'unmask' ? null : undefined,
    }),
  );

const TIMEOUT_MS = 60_000;

/** Sends an operation, without a cache. */
async function send<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers: Readonly<Record<string, string>>,
): Promise<GraphAnswer<Data> | Refusal> {
  try {
    const response = await fetch(`${env().GATEWAY_URL}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: textOf(document), variables }),
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return ((await response.json()) ?? {}) as GraphAnswer<Data>;
  } catch {
    return unreachable();
  }
}

/** What the gateway answers to an operation that it refuses nothing of. Throws a Refusal. */
export async function askGateway<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers: Readonly<Record<string, string>>,
): Promise<Data> {
  const answer = await send(document, variables, headers);
  if (answer instanceof Refusal) throw answer;
  const { data, errors = [] } = answer;
  if (!data || errors.length > 0) throw refusalOf(errors);
  return data;
}

/** What the gateway answers to each root field of a query. */
export async function askGatewayForParts<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers: Readonly<Record<string, string>>,
): Promise<Parts<Data>> {
  return partsOf(document, await send(document, variables, headers));
}
