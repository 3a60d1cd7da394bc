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

/** No client waits longer. */
const PATIENCE_MS = 15_000;
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

/** Asks who one is, through the gateway and accounts. */
async function read(bed: Bed, accessToken: string): Promise<[Outcome, string]> {
  const query = '{ me { id email sessions { id } } }';
  const response = await send(
    `${bed.url('gateway')}/graphql`,
    { query },
    { authorization: `Bearer ${accessToken}` },
  );
  const text = await response.text();
  if (response.status !== 200) {
    return [byStatus(response.status, response.headers), `${response.status} ${text}`];
  }
  const { data, errors } = JSON.parse(text) as {
    data?: { me?: { id: string } | null };
    errors?: { extensions?: { code?: string } }[];
  };
  const complete = data?.me && !errors;
  return [complete ? 'ok' : byCode(errors?.[0]?.extensions?.code), text.slice(0, 200)];
}

/** Signs somebody in who only reads. */
export async function newReader(bed: Bed): Promise<Tokens> {
  const email = `reader-${randomUUID()}@example.com`;
  const response = await send(`${bed.url('gateway')}/auth/register`, {
    email,
    password: `pass phrase ${randomUUID()}`,
  });
  if (!response.ok) throw new Error(`A reader could not register: ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** Clients that write and read without a pause worth the name, until they are told to stop. */
export class Load {
  readonly samples: Sample[] = [];
  readonly #clients: Promise<void>[] = [];
  #stopped = false;

  constructor(bed: Bed, ledger: Ledger, readers: readonly Tokens[], writers = 4) {
    for (let i = 0; i < writers; i += 1) {
      this.#clients.push(this.#client('write', () => write(bed, ledger)));
    }
    for (const { accessToken } of readers) {
      this.#clients.push(this.#client('read', () => read(bed, accessToken)));
    }
  }

  async #client(kind: Sample['kind'], once: () => Promise<[Outcome, string]>): Promise<void> {
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
