import { type GraphqlErrorItem, TransportError } from './errors';

/** How a request is sent and tried again. */
export interface TransportOptions {
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for one try; 30000 when left out. */
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

/** Sends one request with a time limit. Errors UNREACHABLE, TIMEOUT. */
export async function send(
  url: string,
  init: RequestInit,
  options: TransportOptions,
): Promise<Response> {
  const { fetch = globalThis.fetch, timeout = 30_000 } = options;
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
  } catch (cause) {
    const { host } = new URL(url);
    if ((cause as { name?: unknown }).name === 'TimeoutError') {
      throw new TransportError(
        'TIMEOUT',
        `${host} did not answer within ${timeout} ms.`,
        undefined,
        { cause },
      );
    }
    throw new TransportError('UNREACHABLE', `${host} cannot be reached.`, undefined, { cause });
  }
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

async function read(response: Response): Promise<GraphqlAnswer> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer)) {
    return answer as GraphqlAnswer;
  }
  throw new TransportError(
    'BAD_RESPONSE',
    `The answer (HTTP ${response.status}) is not GraphQL. Is the address the gateway's?`,
    response.status,
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
