import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { TransportError } from './errors';
import { answerOf, type GraphqlAnswer, jsonOf, send, type TransportOptions } from './transport';

/** Signs of life come every 12 s: a shorter silence says nothing. */
const SHORTEST_TIMEOUT_MS = 30_000;

/**
 * Subscribes, and gives each answer as it comes, until the server says that there are no more. A refusal of
 * the request is an answer, too. Errors UNREACHABLE (also when the events break off), TIMEOUT, BAD_RESPONSE.
 */
export async function* subscribeGraphql(
  url: string,
  body: { readonly query: string; readonly variables: unknown },
  headers: Readonly<Record<string, string>>,
  options: TransportOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<GraphqlAnswer, void> {
  const response = await send(
    url,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    },
    { ...options, timeout: Math.max(options.timeout ?? 0, SHORTEST_TIMEOUT_MS) },
  );
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
    yield answerOf(await jsonOf(response), response.status);
    return;
  }
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parser.feed(decoder.decode(part.value, { stream: true }));
      for (const { event, data } of arrived.splice(0)) {
        if (event === 'complete') return;
        if (event === 'next') yield answerOf(parsed(data), response.status);
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  throw new TransportError('UNREACHABLE', 'The events broke off.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
