import { randomUUID } from 'node:crypto';
import type { ServiceName, TestPlatform } from '@ai-finops/testkit';
import { Client } from 'pg';

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined for what is no JSON. */
  readonly body: unknown;
  readonly milliseconds: number;
}

export interface Ask {
  /** Sent as JSON, unless it is text already. */
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody with an account and a session. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export type Role = 'USER' | 'ADMIN' | 'SUPER_ADMIN';

/** The longest that an ended session's access token may still work. */
export const REVOCATION_BOUND_MS = 5_000;

const POLL_MS = 100;

/** A running platform as an attacker, a user and an operator see it: over HTTP only. */
export class World {
  /** Every password and token that was used: none may be found in a log. */
  readonly spoken = new Set<string>();
  #addresses = 0;

  constructor(readonly platform: TestPlatform) {}

  /** A client's address that nothing has come from yet. */
  address(): string {
    this.#addresses += 1;
    return `198.18.${this.#addresses >> 8}.${this.#addresses & 255}`;
  }

  /** One request, such as `rest('auth', 'POST /auth/login', { body })`. */
  async rest(service: ServiceName, line: string, ask: Ask = {}): Promise<Answer> {
    const [method = 'GET', path = '/'] = line.split(' ');
    const { body, token, headers } = ask;
    const started = performance.now();
    const response = await fetch(`${this.platform.url(service)}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'x-forwarded-for': this.address(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parsed(text),
      milliseconds: performance.now() - started,
    };
  }

  /** One operation through the gateway. */
  graph(query: string, variables: object = {}, ask: Omit<Ask, 'body'> = {}): Promise<Answer> {
    return this.rest('gateway', 'POST /graphql', { ...ask, body: { query, variables } });
  }

  /** One request to accounts with the service credential. */
  data(line: string, body?: unknown): Promise<Answer> {
    return this.rest('accounts', line, {
      token: this.platform.secrets.DATABASE_SERVICE_TOKEN,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Rows of the database: what is at rest, and a way to let time pass. */
  async sql(statement: string, values: readonly unknown[] = []): Promise<readonly object[]> {
    const client = new Client({ connectionString: this.platform.databaseUrl });
    await client.connect();
    try {
      return (await client.query(statement, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** A fresh account, registered at the gateway, from an address of its own. */
  async newcomer(address = this.address()): Promise<Person> {
    const email = `user-${randomUUID()}@example.com`;
    const password = `pass phrase ${randomUUID()}`;
    const answer = await this.rest('gateway', 'POST /auth/register', {
      body: { email, password },
      headers: { 'x-forwarded-for': address },
    });
    if (answer.status !== 201) throw new Error(`Registration answered ${answer.text}`);
    const { user } = answer.body as { user: { id: string } };
    this.spoken.add(password);
    return { id: user.id, email, password, ...this.pair(answer) };
  }

  /** Several, one after the other: the service takes only so many sign-ins at once. */
  async newcomers(count: number): Promise<Person[]> {
    const people: Person[] = [];
    while (people.length < count) people.push(await this.newcomer());
    return people;
  }

  /** A fresh account of a role, signed in with it. */
  async member(role: Role): Promise<Person> {
    const { id, email, password } = await this.newcomer();
    await this.data(`PUT /users/${id}`, { role });
    return { id, email, password, ...(await this.login(email, password)) };
  }

  async login(email: string, password: string): Promise<Pair> {
    return this.pair(await this.rest('gateway', 'POST /auth/login', { body: { email, password } }));
  }

  /** The tokens of an answer. */
  pair(answer: Answer): Pair {
    const { accessToken, refreshToken } = answer.body as Pair;
    if (!accessToken) throw new Error(`No tokens: ${answer.status} ${answer.text}`);
    this.spoken.add(accessToken).add(refreshToken);
    return { accessToken, refreshToken };
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.rest('gateway', 'POST /auth/refresh', { body: { refreshToken } });
  }

  /** 200 while the token opens `me` at the gateway. */
  async access(accessToken: string): Promise<number> {
    return (await this.graph('{ me { id } }', {}, { token: accessToken })).status;
  }

  /** How long an access token goes on to work; fails when that is beyond the bound. */
  async timeToRefusal(accessToken: string): Promise<number> {
    const started = performance.now();
    for (;;) {
      const elapsed = performance.now() - started;
      if ((await this.access(accessToken)) === 401) return elapsed;
      if (elapsed > REVOCATION_BOUND_MS) throw new Error('The token still works.');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Header names of an answer, and the values that may not depend on who was asked about. */
export function shapeOf({ headers }: Answer): string[] {
  const varying = new Set(['date', 'x-request-id', 'content-length', 'ratelimit', 'retry-after']);
  return [...headers]
    .map(([name, value]) => (varying.has(name) ? name : `${name}: ${value}`))
    .sort();
}

/** Codes of a GraphQL answer's errors. */
export function codes({ body }: Answer): (string | undefined)[] {
  const { errors = [] } = (body ?? {}) as { errors?: { extensions?: { code?: string } }[] };
  return errors.map(({ extensions }) => extensions?.code);
}

/** The claims or the header of a token, unverified. */
export function part(token: string, index: 0 | 1): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
}
