import { createClient } from 'graphql-sse';
import { accessToken, bearer, eventually, type Spending, type TestPlatform } from './platform';

export type Headers = Readonly<Record<string, string>>;

export interface Told {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
}

export const AMOUNTS = 'subscription { spending { amount } }';
export const spent = (amount: string, id = 'user-1', note?: () => string): Spending => ({
  amount,
  by: { id },
  ...(note ? { note } : {}),
});
export const USER = bearer(accessToken());

/** Subscribes as a client of the protocol does. */
export const listen = (platform: TestPlatform, query: string, headers: Headers = USER) =>
  createClient({ url: `${platform.url}/graphql`, headers, retryAttempts: 0 }).iterate({
    query,
  }) as AsyncIterableIterator<Told>;

export async function all(results: AsyncIterable<Told>): Promise<Told[]> {
  const told: Told[] = [];
  for await (const result of results) told.push(result);
  return told;
}

export const listeners = (platform: TestPlatform, count: number) =>
  eventually(async () => platform.spendings.length === count);

export const publish = (platform: TestPlatform, ...spendings: readonly Spending[]) => {
  for (const feed of [...platform.spendings]) for (const one of spendings) feed.publish(one);
};

export const endAll = ({ spendings }: TestPlatform) => {
  for (const feed of [...spendings]) feed.end();
};

/** What is told from when somebody listens until the source has no more. */
export async function toldOf(
  platform: TestPlatform,
  query: string,
  spendings: readonly Spending[],
  headers: Headers = USER,
): Promise<Told[]> {
  const told = all(listen(platform, query, headers));
  await listeners(platform, 1);
  publish(platform, ...spendings);
  endAll(platform);
  return told;
}

export const codesOf = (told: readonly Told[]) =>
  told.map(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code));

/** A request whose answer is looked at as it comes. */
export const post = (platform: TestPlatform, body: object, headers: Headers = {}) =>
  fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...USER,
      ...headers,
    },
    body: JSON.stringify(body),
  });
