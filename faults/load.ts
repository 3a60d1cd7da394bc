import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import type { Ledger } from './ledger.ts';

/** How a request ended, as far as its client can tell. */
export type Outcome =
  | 'ok'
  /** 429: asked to come back later. */
  | 'throttled'
  /** 503 (or its code in a GraphQL answer), with Retry-After where there is a header for it. */
  | 'unavailable'
  /** 504, or nothing within the client's own patience: what became of it is unknown. */
  | 'timeout'
  /** Nobody listens: it was never accepted. */
  | 'refused'
  /** The connection broke under it: what became of it is unknown. */
  | 'reset'
  /** Anything else, 500 first of all. */
  | 'error';

export interface Sample {
  readonly kind: 'read' | 'write';
  /** On the clock of `performance.now()`. */
  readonly started: number;
  readonly ended: number;
  readonly outcome: Outcome;
  /** For a person who asks what went wrong. */
  readonly detail: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** No client waits longer: longer than the gateway waits for a subgraph. */
const PATIENCE_MS = 40_000;
/** A client that is told to come back later, or finds nobody, does not hammer. */
const PAUSE_MS = 100;
/** What a client does between two answers. */
const THINKING_MS = 10;

const AWAY = new Set(['SERVICE_UNAVAILABLE', 'SESSION_CHECK_UNAVAILABLE']);

let addresses = 0;
/** An address that no request came from before: throttles count each by itself. */
export function freshAddress(): string {
  addresses += 1;
  return `198.18.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** A JSON request as one client would send it. */
export function send(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': freshAddress(),
      ...headers,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

const byStatus = (status: number, headers: Headers): Outcome => {
  if (status < 300) return 'ok';
  if (status === 429) return 'throttled';
  if (status === 503) return headers.has('retry-after') ? 'unavailable' : 'error';
  return status === 504 ? 'timeout' : 'error';
};

const byCode = (code: string | undefined): Outcome => {
  if (code === 'TOO_MANY_REQUESTS') return 'throttled';
  if (code && AWAY.has(code)) return 'unavailable';
  return code === 'TIMEOUT' ? 'timeout' : 'error';
};

function byFailure(failure: unknown): Outcome {
  const { name, cause } = failure as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return 'timeout';
  return cause?.code === 'ECONNREFUSED' ? 'refused' : 'reset';
}

/** Registers somebody new; the ledger keeps who was acknowledged. */
async function write(bed: Bed, ledger: Ledger): Promise<[Outcome, string]> {
  const email = `load-${randomUUID()}@example.com`;
  const password = `pass phrase ${randomUUID()}`;
  const response = await send(`${bed.url('gateway')}/auth/register`, { email, password });
  const text = await response.text();
  const outcome = byStatus(response.status, response.headers);
  if (outcome === 'ok') {
    const { user, refreshToken } = JSON.parse(text) as Tokens & { user: { id: string } };
    ledger.acknowledge({ id: user.id, email, password, refreshToken });
  }
  return [outcome, `${response.status} ${text.slice(0, 200)}`];
}

type Errors = readonly { readonly extensions?: { readonly code?: string } }[];

/** Asks a GraphQL query; it ended well when there is data that passes, and no error. */
export async function query(
  url: string,
  text: string,
  accessToken: string,
  complete: (data: Readonly<Record<string, unknown>>) => boolean,
): Promise<[Outcome, string]> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await send(`${url}/graphql`, { query: text }, headers);
  const answer = await response.text();
  if (response.status !== 200) {
    return [byStatus(response.status, response.headers), `${response.status} ${answer}`];
  }
  const { data, errors } = JSON.parse(answer) as {
    data?: Record<string, unknown> | null;
    errors?: Errors;
  };
  const well = data && !errors && complete(data);
  return [well ? 'ok' : byCode(errors?.[0]?.extensions?.code), answer.slice(0, 200)];
}

/** Asks who one is, through the gateway and accounts. */
const read = (bed: Bed, accessToken: string): Promise<[Outcome, string]> =>
  query(
    bed.url('gateway'),
    '{ me { id email sessions { id } } }',
    accessToken,
    ({ me }) => me !== null,
  );

/** Signs somebody in who only reads. */
export async function newReader(bed: Bed): Promise<Tokens> {
  const email = `reader-${randomUUID()}@example.com`;
  const response = await send(`${bed.url('auth')}/auth/register`, {
    email,
    password: `pass phrase ${randomUUID()}`,
  });
  if (!response.ok) throw new Error(`A reader could not register: ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** What one client of the load does again and again. */
export interface LoadClient {
  readonly kind: Sample['kind'];
  /** One request: how it ended, and a word for a person who asks why. */
  once(): Promise<[Outcome, string]>;
}

/** Registers one new account after another. */
export const writer = (bed: Bed, ledger: Ledger): LoadClient => ({
  kind: 'write',
  once: () => write(bed, ledger),
});

/** Asks again and again who it is. */
export const reader = (bed: Bed, { accessToken }: Tokens): LoadClient => ({
  kind: 'read',
  once: () => read(bed, accessToken),
});

/** Clients that write and read without a pause worth the name, until they are told to stop. */
export class Load {
  readonly samples: Sample[] = [];
  readonly #clients: readonly Promise<void>[];
  #stopped = false;

  constructor(clients: readonly LoadClient[]) {
    this.#clients = clients.map((client) => this.#run(client));
  }

  async #run({ kind, once }: LoadClient): Promise<void> {
    while (!this.#stopped) {
      const started = performance.now();
      const [outcome, detail] = await once().catch((failure: unknown): [Outcome, string] => [
        byFailure(failure),
        String((failure as Error).cause ?? failure),
      ]);
      this.samples.push({ kind, started, ended: performance.now(), outcome, detail });
      await sleep(outcome === 'ok' ? THINKING_MS : PAUSE_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }
}
