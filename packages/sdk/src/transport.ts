import { type GraphqlErrorItem, TransportError } from './errors';

/** How a request is sent and tried again. */
export interface TransportOptions {
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds until the headers of an answer, and between any two parts of its body; 30000 when left out. */
  readonly timeout?: number;
  /** How often a query is tried again after a failure that may pass; 2 when left out, 0 turns it off. Mutations are never tried again. */
  readonly retry?: number;
}

/** A GraphQL answer as it came. */
export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlErrorItem[];
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
/** Answers that say "later". */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Sends one request. The time limit is for silence: until the headers are there, and between two parts of
 * the body, so that a large file may take as long as it comes. `init.signal` ends it at any time.
 * Errors UNREACHABLE, TIMEOUT, also while the body is read.
 */
export async function send(
  url: string,
  init: RequestInit,
  options: TransportOptions,
): Promise<Response> {
  const { fetch = globalThis.fetch, timeout = 30_000 } = options;
  const { host } = new URL(url);
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), timeout);
  };
  const signal = init.signal ? AbortSignal.any([init.signal, silence.signal]) : silence.signal;
  const failure = (cause: unknown): unknown => {
    clearTimeout(timer);
    if (init.signal?.aborted) return cause;
    return silence.signal.aborted
      ? new TransportError('TIMEOUT', `${host} was silent for ${timeout} ms.`, undefined, { cause })
      : new TransportError('UNREACHABLE', `${host} cannot be reached.`, undefined, { cause });
  };
  wait();
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal });
  } catch (cause) {
    throw failure(cause);
  }
  clearTimeout(timer);
  const reader = response.body?.getReader();
  if (!reader) return response;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // Only while something is asked for: who reads slowly is no silent server.
        wait();
        try {
          const part = await reader.read();
          clearTimeout(timer);
          if (part.done) controller.close();
          else controller.enqueue(part.value);
        } catch (cause) {
          controller.error(failure(cause));
        }
      },
      cancel(reason) {
        clearTimeout(timer);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** Posts a GraphQL operation; a query is tried again, with jitter and as `Retry-After` asks. */
export async function postGraphql(
  url: string,
  body: { readonly query: string; readonly variables: unknown },
  headers: Readonly<Record<string, string>>,
  options: TransportOptions,
): Promise<GraphqlAnswer> {
  const tries = isQuery(body.query) ? (options.retry ?? 2) + 1 : 1;
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt >= tries;
    try {
      const response = await send(
        url,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/graphql-response+json, application/json',
            ...headers,
          },
          body: JSON.stringify(body),
        },
        options,
      );
      if (last || !PASSING.has(response.status)) return await read(response);
      await pause(attempt, response.headers.get('retry-after'));
      await response.body?.cancel();
    } catch (error) {
      if (last || !(error instanceof TransportError) || error.code === 'BAD_RESPONSE') throw error;
      await pause(attempt, null);
    }
  }
}

/** The body as JSON; undefined when it is none. Errors of the connection stay errors. */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function read(response: Response): Promise<GraphqlAnswer> {
  return answerOf(await jsonOf(response), response.status);
}

/** What a JSON value says as a GraphQL answer. Error BAD_RESPONSE when it is none. */
export function answerOf(answer: unknown, status: number): GraphqlAnswer {
  if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer)) {
    return answer as GraphqlAnswer;
  }
  throw new TransportError(
    'BAD_RESPONSE',
    `The answer (HTTP ${status}) is not GraphQL. Is the address the gateway's?`,
    status,
  );
}

/** Generated documents begin with their operation; only what surely is a query may be sent twice. */
function isQuery(document: string): boolean {
  return /^\s*(query\b|\{)/.test(document) && !/\bmutation\b/.test(document);
}

function pause(attempt: number, retryAfter: string | null): Promise<void> {
  const asked = Number(retryAfter) * 1000;
  const grown = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  // Full jitter: clients that failed together do not come back together.
  const delay = asked > 0 ? Math.min(asked, LONGEST_DELAY_MS) : Math.random() * grown;
  return new Promise((done) => setTimeout(done, delay));
}
