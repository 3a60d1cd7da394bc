import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import { createClient } from 'graphql-sse';
import {
  AMOUNTS,
  all,
  codesOf,
  endAll,
  listen,
  listeners,
  post,
  publish,
  spent,
  type Told,
  toldOf,
  USER,
} from '../../test/listening';
import {
  ADA,
  API_KEY,
  accessToken,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

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
