import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import { createClient, NetworkError } from 'graphql-sse';
import { CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import {
  ADA,
  API_KEY,
  accessToken,
  bearer,
  eventually,
  type Spending,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

type Headers = Readonly<Record<string, string>>;

interface Told {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
}

const AMOUNTS = 'subscription { spending { amount } }';
const spent = (amount: string, id = 'user-1', note?: () => string): Spending => ({
  amount,
  by: { id },
  ...(note ? { note } : {}),
});
const USER = bearer(accessToken());

/** Subscribes as a client of the protocol does. */
const listen = (platform: TestPlatform, query: string, headers: Headers = USER) =>
  createClient({ url: `${platform.url}/graphql`, headers, retryAttempts: 0 }).iterate({
    query,
  }) as AsyncIterableIterator<Told>;

async function all(results: AsyncIterable<Told>): Promise<Told[]> {
  const told: Told[] = [];
  for await (const result of results) told.push(result);
  return told;
}

const listeners = (platform: TestPlatform, count: number) =>
  eventually(async () => platform.spendings.length === count);

const publish = (platform: TestPlatform, ...spendings: readonly Spending[]) => {
  for (const feed of [...platform.spendings]) for (const one of spendings) feed.publish(one);
};

const endAll = ({ spendings }: TestPlatform) => {
  for (const feed of [...spendings]) feed.end();
};

/** What is told from when somebody listens until the source has no more. */
async function toldOf(
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

const codesOf = (told: readonly Told[]) =>
  told.map(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code));

/** A request whose answer is looked at as it comes. */
const post = (platform: TestPlatform, body: object, headers: Headers = {}) =>
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

const RESTARTING = {
  message: 'The gateway is restarting: subscribe again.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};

describe('a subscription', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { CORS_ORIGIN: 'https://app.example.com' } });
  });
  afterAll(() => platform.close());
  afterEach(async () => {
    platform.finops.misbehaviour = undefined;
    endAll(platform);
    await listeners(platform, 0);
  });

  it('tells each event with what other subgraphs know of its entities, then its end', async () => {
    const query = 'subscription { spending { amount by { id email budget } } }';
    expect(await toldOf(platform, query, [spent('1.5'), spent('2', 'user-2')])).toEqual([
      {
        data: {
          spending: {
            amount: '1.5',
            by: { id: 'user-1', email: 'ada@example.com', budget: '100' },
          },
        },
      },
      {
        data: {
          spending: { amount: '2', by: { id: 'user-2', email: 'bob@example.com', budget: '100' } },
        },
      },
    ]);
  });

  it('takes variables, a name among several and fragments, as queries do', async () => {
    const query = `
      query Other { total }
      subscription Listening($least: Int!) { spending(least: $least) { ...Part __typename } }
      fragment Part on Spending { sum: amount }`;
    const client = createClient({ url: `${platform.url}/graphql`, headers: USER });
    const request = { query, operationName: 'Listening', variables: { least: 3 } };
    const told = all(client.iterate(request) as AsyncIterableIterator<Told>);
    await listeners(platform, 1);
    publish(platform, spent('4'));
    endAll(platform);
    expect(await told).toEqual([{ data: { spending: { sum: '4', __typename: 'Spending' } } }]);
  });

  it('tells what went wrong with an event at its place, coded or masked, and goes on', async () => {
    const fail = (error: Error) => () => {
      throw error;
    };
    const told = await toldOf(platform, 'subscription { spending { amount note } }', [
      spent('1', 'user-1', fail(new AppError('CONFLICT', 'Not now.', { seen: 1 }))),
      spent('2', 'user-1', fail(new Error('postgres://secret'))),
      spent('3', 'user-1', () => 'Fine.\nTwo lines.'),
    ]);
    const path = ['spending', 'note'];
    expect(told).toEqual([
      {
        errors: [{ message: 'Not now.', path, extensions: { code: 'CONFLICT', seen: 1 } }],
        data: { spending: { amount: '1', note: null } },
      },
      {
        errors: [
          { message: 'Something went wrong on our side', path, extensions: { code: 'INTERNAL' } },
        ],
        data: { spending: { amount: '2', note: null } },
      },
      { data: { spending: { amount: '3', note: 'Fine.\nTwo lines.' } } },
    ]);
  });

  it('lacks what another subgraph cannot say at the moment, and goes on', async () => {
    platform.accounts.misbehaviour = (reply) => reply.status(502).send('no');
    const told = all(listen(platform, 'subscription { spending { by { id email } } }'));
    await listeners(platform, 1);
    publish(platform, spent('1'));
    endAll(platform);
    expect(codesOf(await told)).toEqual([['SERVICE_UNAVAILABLE']]);
    platform.accounts.misbehaviour = undefined;
    const mended = () => post(platform, { query: '{ users { id } }' }).then((r) => r.text());
    await eventually(async () => (await mended()).includes('"data":{"users"'));
  });

  it('is told by a resolver that yields by itself, too', async () => {
    expect(await all(listen(platform, 'subscription { moments }'))).toEqual([
      { data: { moments: 1 } },
      { data: { moments: 2 } },
    ]);
  });

  it('ends with the error of a source that refuses', async () => {
    expect(await all(listen(platform, 'subscription { unavailable }'))).toEqual([
      {
        errors: [
          {
            message: 'There is no such thing.',
            path: ['unavailable'],
            extensions: { code: 'NOT_FOUND', id: 'x' },
          },
        ],
        data: { unavailable: null },
      },
    ]);
  });

  it.each([
    ['an error of its own', () => new AppError('CONFLICT', 'Gone.'), 'CONFLICT'],
    ['what must be masked', () => new Error('secret'), 'INTERNAL'],
  ])('ends when its source breaks off with %s', async (_, error, code) => {
    const told = all(listen(platform, AMOUNTS));
    await listeners(platform, 1);
    publish(platform, spent('1'));
    for (const feed of [...platform.spendings]) feed.fail(error());
    expect(codesOf(await told)).toEqual([[], [code]]);
  });

  describe('of a viewer', () => {
    it('without the right to a field tells that it is refused, at every event', async () => {
      const query = 'subscription { spending { amount owner } }';
      const told = await toldOf(platform, query, [spent('1'), spent('2')]);
      expect(told.map(({ data }) => data)).toEqual([
        { spending: { amount: '1', owner: null } },
        { spending: { amount: '2', owner: null } },
      ]);
      expect(codesOf(told)).toEqual([['FORBIDDEN'], ['FORBIDDEN']]);
      const admin = bearer(accessToken({ ...ADA, id: 'user-9', role: 'ADMIN' }));
      expect(await toldOf(platform, query, [spent('1')], admin)).toEqual([
        { data: { spending: { amount: '1', owner: 'Eve' } } },
      ]);
    });

    it.each([
      ['without the right to it', 'subscription { audited }', USER, 'FORBIDDEN'],
      ['who is not signed in', AMOUNTS, {}, 'UNAUTHENTICATED'],
    ])('%s is refused, and no subgraph is asked', async (_, query, headers, code) => {
      const before = platform.finops.fetches.length;
      expect(codesOf(await all(listen(platform, query, headers)))).toEqual([[code]]);
      expect(platform.finops.fetches.length).toBe(before);
    });

    it('is opened to an API key that has its scope', async () => {
      expect(await toldOf(platform, AMOUNTS, [spent('1')], bearer(API_KEY))).toHaveLength(1);
      expect(platform.finops.fetches.at(-1)?.viewer?.scopes).toEqual(['costs:read']);
    });

    it('with a credential that is not valid is refused as a request', async () => {
      const refused = await post(platform, { query: AMOUNTS }, bearer('nonsense'));
      expect(refused.status).toBe(401);
      expect((await refused.json()).errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
    });
  });

  describe('over HTTP', () => {
    it('has an answer that nobody on the way may gather, compress or keep', async () => {
      const leave = new AbortController();
      const response = await fetch(`${platform.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'accept-encoding': 'gzip, br',
          origin: 'https://app.example.com',
          'x-request-id': 'req-7',
          ...USER,
        },
        body: JSON.stringify({ query: AMOUNTS }),
        signal: leave.signal,
      });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': 'req-7',
        'access-control-allow-origin': 'https://app.example.com',
      });
      expect(response.headers.has('content-encoding')).toBe(false);
      await listeners(platform, 1);
      expect(platform.finops.fetches.at(-1)?.requestId).toBe('req-7');
      const note = 'n'.repeat(20_000);
      publish(platform, spent(note));
      // It is here although nothing follows.
      const reader = response.body?.getReader();
      let text = '';
      while (!text.endsWith('\n\n') || !text.includes(note)) {
        text += Buffer.from((await reader?.read())?.value ?? []).toString();
      }
      expect(text).toBe(
        `:\n\nevent: next\ndata: ${JSON.stringify({ data: { spending: { amount: note } } })}\n\n`,
      );
      leave.abort();
    });

    it('may be asked for by GET, by a page that proves itself', async () => {
      const url = `${platform.url}/graphql?query=${encodeURIComponent('subscription { moments }')}`;
      const headers = { accept: 'text/event-stream', ...USER };
      const blocked = await fetch(url, { headers });
      expect(blocked.status).not.toBe(500);
      expect(await blocked.text()).toContain('blocked as a potential Cross-Site Request Forgery');
      const answered = await fetch(url, {
        headers: { ...headers, 'apollo-require-preflight': '1' },
      });
      expect(await answered.text()).toBe(
        ':\n\nevent: next\ndata: {"data":{"moments":1}}\n\n' +
          'event: next\ndata: {"data":{"moments":2}}\n\nevent: complete\ndata: \n\n',
      );
    });

    it('is no way to send a mutation by GET', async () => {
      const query = encodeURIComponent('mutation { lower(by: 1) }');
      const response = await fetch(`${platform.url}/graphql?query=${query}`, {
        headers: { accept: 'text/event-stream', 'apollo-require-preflight': '1', ...USER },
      });
      expect(response.status).toBe(405);
    });

    it('is refused to who takes no events', async () => {
      const response = await post(platform, { query: AMOUNTS }, { accept: 'application/json' });
      expect((await response.json()).errors[0]).toMatchObject({
        message: 'A subscription is answered by events: send "accept: text/event-stream".',
        extensions: { code: 'BAD_REQUEST' },
      });
    });

    it('is answered as a persisted query, by its hash', async () => {
      const query = 'subscription Persisted { moments }';
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      const extensions = { persistedQuery: { version: 1, sha256Hash } };
      const unknown = await post(platform, { extensions });
      expect(await unknown.text()).toContain('PERSISTED_QUERY_NOT_FOUND');
      await (await post(platform, { query, extensions })).text();
      expect(await (await post(platform, { extensions })).text()).toContain('{"moments":2}');
    });
  });

  describe('stands beside', () => {
    it('queries and mutations, which are answered by one event', async () => {
      expect(await all(listen(platform, '{ total me { email } }'))).toEqual([
        {
          data: { total: '12.500000000001', me: { email: 'ada@example.com' } },
          extensions: expect.anything(),
        },
      ]);
      const [told] = await all(listen(platform, 'mutation { lower(by: 2) }'));
      expect(told?.data).toEqual({ lower: -2 });
    });

    it('answers in JSON for clients that take both', async () => {
      const accept = 'application/graphql-response+json, application/json, text/event-stream';
      const response = await post(platform, { query: '{ total }' }, { accept });
      expect(response.headers.get('content-type')).toContain('application/graphql-response+json');
      expect((await response.json()).data).toEqual({ total: '12.500000000001' });
      const events = await post(platform, { query: 'subscription { moments }' }, { accept });
      expect(events.headers.get('content-type')).toContain('text/event-stream');
      await events.text();
    });
  });

  describe('beyond the limits', () => {
    it('is refused by an event when its document is not valid', async () => {
      const two = 'subscription { moments spending { amount } }';
      expect(codesOf(await all(listen(platform, two)))).toEqual([['GRAPHQL_VALIDATION_FAILED']]);
      const deep = `subscription { spending ${'{ by '.repeat(3)}${'{ id }'}${' }'.repeat(3)} }`;
      expect(codesOf(await all(listen(platform, deep)))).toEqual([
        expect.arrayContaining(['GRAPHQL_VALIDATION_FAILED']),
      ]);
    });
  });

  describe('ends', () => {
    it('at its subgraph at once, when its client leaves', async () => {
      const results = listen(platform, AMOUNTS);
      const first = results.next();
      await listeners(platform, 1);
      publish(platform, spent('1'));
      expect((await first).value).toEqual({ data: { spending: { amount: '1' } } });
      const left = performance.now();
      await results.return?.();
      await listeners(platform, 0);
      expect(performance.now() - left).toBeLessThan(5_000);
    });

    const head = { 'content-type': 'text/event-stream' };
    it.each([
      ['breaks off within an event', head, 'event: next\ndata: {"data":'],
      ['closes without saying so', head, 'event: next\ndata: {"data":{"moments":1}}\n\n'],
      ['tells what is no result', head, 'event: next\ndata: [1]\n\n'],
      ['tells what is no JSON', head, 'event: next\ndata: {\n\n'],
      [
        'does not know the field',
        head,
        'event: next\ndata: {"errors":[{"message":"x","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}\n\n',
      ],
      ['answers with a page', { 'content-type': 'text/html' }, '<html></html>'],
      ['tells too much at once', head, `event: next\ndata: ${'x'.repeat(5 * 1024 * 1024)}`],
    ])('with SERVICE_UNAVAILABLE when its subgraph %s', async (_, headers, text) => {
      platform.finops.misbehaviour = (reply) => {
        reply.hijack();
        reply.raw.writeHead(200, headers).write(text, () => reply.raw.destroy());
      };
      const told = await all(listen(platform, 'subscription { moments }'));
      expect(told.at(-1)?.errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'SERVICE_UNAVAILABLE', service: 'finops' },
      ]);
      platform.finops.misbehaviour = undefined;
      // The circuit may have opened.
      await eventually(
        async () => (await all(listen(platform, 'subscription { moments }'))).length === 2,
      );
    });
  });

  it('waits for a slow reader, who then hears the newest', async () => {
    const response = await post(platform, {
      query: 'subscription { spending(keep: "newest") { amount note } }',
    });
    await listeners(platform, 1);
    const note = 'n'.repeat(256 * 1024);
    const events = 400;
    for (let n = 1; n <= events; n += 1) {
      publish(
        platform,
        spent(String(n), 'user-1', () => note),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    endAll(platform);
    const text = await response.text();
    expect(text.split('event: next').length - 1).toBeLessThan(events);
    expect(text).toContain(`"amount":"${events}"`);
    expect(text.endsWith('event: complete\ndata: \n\n')).toBe(true);
  });

  it('goes on while another supergraph is served', async () => {
    const told = all(listen(platform, 'subscription { spending { by { email } } }'));
    await listeners(platform, 1);
    const sdl = await readFile(platform.supergraphPath, 'utf8');
    await writeFile(platform.supergraphPath, `${sdl}\nscalar Later @join__type(graph: FINOPS)\n`);
    const known = async () => {
      const response = await post(platform, { query: '{ __type(name: "Later") { name } }' });
      return (await response.text()).includes('"Later"');
    };
    await eventually(known);
    publish(platform, spent('1', 'user-2'));
    endAll(platform);
    expect(await told).toEqual([{ data: { spending: { by: { email: 'bob@example.com' } } } }]);
  });

  it('is counted while it is open, with its events, and by how it ended', async () => {
    const number = async (name: string) => {
      const text = await (await fetch(`${platform.url}/metrics`)).text();
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    };
    const ended = 'gateway_subscriptions_total{end="complete"}';
    const [events, completes] = [
      await number('gateway_subscription_events_total'),
      await number(ended),
    ];
    const told = all(listen(platform, AMOUNTS));
    await listeners(platform, 1);
    expect(await number('gateway_subscriptions_open')).toBe(1);
    publish(platform, spent('1'), spent('2'));
    endAll(platform);
    await told;
    await eventually(async () => (await number('gateway_subscriptions_open')) === 0);
    expect(await number('gateway_subscription_events_total')).toBe(events + 2);
    expect(await number(ended)).toBe(completes + 1);
  });
});

describe('a subscription whose viewer is not let in any more', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  it.each([
    ['session ended', () => bearer(accessToken({ ...ADA, sessionId: 'session-9' })), 'session-9'],
    ['API key was revoked', () => bearer(API_KEY), 'key-1'],
  ])('ends within seconds when its %s', async (_, headers, revoked) => {
    const told = all(listen(platform, AMOUNTS, headers()));
    await listeners(platform, 1);
    publish(platform, spent('1'));
    const at = performance.now();
    platform.revocations.sessions.push(revoked);
    expect(codesOf(await told)).toEqual([[], ['UNAUTHENTICATED']]);
    // Three or so; the rest is for a machine that stalls.
    expect(performance.now() - at).toBeLessThan(15_000);
    await listeners(platform, 0);
  });

  it('ends when the access token does', async () => {
    const told = await all(listen(platform, AMOUNTS, bearer(accessToken(ADA, 1))));
    expect(codesOf(told)).toEqual([['TOKEN_EXPIRED']]);
    await listeners(platform, 0);
  });
});

describe('subscriptions', () => {
  it('are bounded for each viewer, and a place is free again when one ends', async () => {
    const platform = await startPlatform({ env: { VIEWER_SUBSCRIPTIONS: '2' } });
    const open = [listen(platform, AMOUNTS), listen(platform, AMOUNTS)];
    const told = open.map((results) => results.next());
    await listeners(platform, 2);
    const refused = await post(platform, { query: AMOUNTS });
    expect(refused.status).toBe(429);
    expect((await refused.json()).errors[0].extensions).toEqual({
      code: 'TOO_MANY_REQUESTS',
      maximum: 2,
    });
    const other = { ...ADA, id: 'user-2', sessionId: 'session-2' };
    const others = listen(platform, AMOUNTS, bearer(accessToken(other)));
    const heard = others.next();
    await listeners(platform, 3);
    publish(platform, spent('1'));
    await Promise.all([...told, heard]);
    await open[0]?.return?.();
    await eventually(async () => {
      const free = await post(platform, { query: 'subscription { moments }' });
      await free.text();
      return free.status === 200;
    });
    await Promise.all([open[1]?.return?.(), others.return?.()]);
    await platform.close();
  });

  it('end with what their clients need to ask again, when the gateway stops', async () => {
    const platform = await startPlatform();
    const results = listen(platform, AMOUNTS);
    const first = results.next();
    await listeners(platform, 1);
    publish(platform, spent('1'));
    expect((await first).value).toEqual({ data: { spending: { amount: '1' } } });
    await platform.close();
    expect(await all(results)).toEqual([{ errors: [RESTARTING] }]);
  });

  it('end with SERVICE_UNAVAILABLE when their subgraph stops, and are not opened without it', async () => {
    const platform = await startPlatform();
    const told = all(listen(platform, AMOUNTS));
    await listeners(platform, 1);
    await platform.withoutFinops(async () => {
      expect(await told).toEqual([
        {
          errors: [
            {
              message: 'The service is restarting.',
              extensions: { code: 'SERVICE_UNAVAILABLE' },
            },
          ],
          data: null,
        },
      ]);
      const [refused] = await all(listen(platform, AMOUNTS));
      expect(refused?.errors?.[0]?.extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        service: 'finops',
      });
    });
    await platform.close();
  });

  it('are limited by what they may cost, and by the trusted documents', async () => {
    const platform = await startPlatform({
      env: { MAX_OPERATION_COST: '1', TRUSTED_DOCUMENTS: 'only' },
    });
    const costly = await all(listen(platform, 'subscription { spending { by { id } } }'));
    expect(codesOf(costly)).toEqual([['OPERATION_TOO_COSTLY']]);
    const unknown = await post(platform, { query: 'subscription { moments }' });
    expect(unknown.status).toBe(403);
    expect((await unknown.json()).errors[0].extensions.code).toBe('OPERATION_NOT_TRUSTED');
    await platform.close();
  });

  it('tell a client of the protocol about a refused request by its status', async () => {
    const platform = await startPlatform();
    const failed = all(listen(platform, AMOUNTS, bearer('nonsense')));
    await expect(failed).rejects.toBeInstanceOf(NetworkError);
    await platform.close();
  });

  it('leave queries whose answers are kept what they are, told by one event', async () => {
    const { finops, assistant } = new CountingWorld(new Dice(1));
    const env = { NODE_ENV: 'production' };
    const platform = await startPlatform({ finops, assistant, versioned: ['assistant'], env });
    const board = { data: { board: { text: 'board: 0' } } };
    for (const _ of ['found', 'kept', 'kept']) {
      expect(await all(listen(platform, '{ board { text } }'))).toEqual([board]);
    }
    await platform.close();
  });
});
