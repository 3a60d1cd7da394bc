import {
  ADA,
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../test/platform';

describe('a federated query', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
  });
  afterAll(() => platform.close());
  afterEach(async () => {
    platform.finops.misbehaviour = undefined;
    platform.accounts.misbehaviour = undefined;
    // Misbehaviour may have opened the circuit.
    const mended = async () =>
      (await ask(platform.url, '{ total users { id } }')).errors.length === 0;
    await eventually(mended);
    platform.finops.fetches.length = 0;
  });

  it('joins entities of two subgraphs for the viewer of the access token', async () => {
    const answer = await ask(platform.url, '{ me { email cost } total }', bearer(accessToken()));
    expect(answer.errors).toEqual([]);
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      me: { email: 'ada@example.com', cost: '1.25' },
      total: '12.500000000001',
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells each subgraph who asks, from where and under which id', async () => {
    const answer = await ask(platform.url, '{ total }', {
      ...bearer(accessToken()),
      'user-agent': 'a-browser',
      'x-request-id': 'req-42',
      'x-forwarded-for': '203.0.113.9',
      'x-internal-token': 'mine',
    });
    expect(answer.headers.get('x-request-id')).toBe('req-42');
    expect(platform.finops.fetches).toEqual([
      {
        viewer: ADA,
        client: { ip: '127.0.0.1', userAgent: 'a-browser' },
        requestId: 'req-42',
      },
    ]);
  });

  it('replaces a request id that could forge log lines', async () => {
    const answer = await ask(platform.url, '{ total }', { 'x-request-id': 'a b "c"' });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('lets a refusal of a subgraph through with its code and public details only', async () => {
    const { errors, data } = await ask(platform.url, '{ forbidden total }');
    expect(data).toEqual({ forbidden: null, total: '12.500000000001' });
    expect(errors).toEqual([
      {
        message: 'This needs the role ADMIN.',
        path: ['forbidden'],
        extensions: { code: 'FORBIDDEN', needs: 'ADMIN' },
      },
    ]);
  });

  it.each(['boom', 'odd'])('masks an unexpected error of a subgraph: %s', async (field) => {
    const { errors, text } = await ask(platform.url, `{ ${field} }`);
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side',
        path: [field],
        extensions: { code: 'INTERNAL' },
      },
    ]);
    expect(text).not.toMatch(/ECONNREFUSED|10\.0\.0\.5|stack|127\.0\.0\.1/);
  });

  it.each([
    ['garbage', 'SERVICE_UNAVAILABLE', 'text/plain', 'not json'],
    ['a page', 'SERVICE_UNAVAILABLE', 'text/html', '<html></html>'],
    ['broken JSON', 'SERVICE_UNAVAILABLE', 'application/json', '{"data":'],
    ['JSON that is no result', 'SERVICE_UNAVAILABLE', 'application/json', '[1]'],
    [
      'a refusal of the fetch',
      'SERVICE_UNAVAILABLE',
      'application/json',
      '{"errors":[{"message":"Cannot query field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
    ],
  ])('answers partially when a subgraph answers %s', async (_, code, type, body) => {
    platform.finops.misbehaviour = (reply) => reply.type(type).send(body);
    const { status, data, errors, text } = await ask(
      platform.url,
      '{ users { email cost limit: budget } }',
    );
    expect(status).toBe(200);
    expect(data).toEqual({
      users: [
        { email: 'ada@example.com', cost: null, limit: null },
        { email: 'bob@example.com', cost: null, limit: null },
      ],
    });
    expect(errors.map((error) => error.path)).toEqual([
      ['users', 0, 'cost'],
      ['users', 0, 'limit'],
      ['users', 1, 'cost'],
      ['users', 1, 'limit'],
    ]);
    expect(new Set(errors.map((error) => error.extensions.code))).toEqual(new Set([code]));
    expect(text).not.toMatch(/127\.0\.0\.1|Cannot query/);
  });

  it.each([
    [
      'refuses the credential of the gateway',
      401,
      '{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}',
    ],
    ['is broken as a whole', 500, '{"errors":[{"message":"x","extensions":{"code":"INTERNAL"}}]}'],
  ])('says that a subgraph is not available when it %s', async (_, status, body) => {
    platform.finops.misbehaviour = (reply) =>
      reply.status(status).type('application/json').send(body);
    const { errors } = await ask(platform.url, '{ total }');
    expect(errors).toEqual([
      {
        message: 'The finops service is not available.',
        path: ['total'],
        extensions: { code: 'SERVICE_UNAVAILABLE', service: 'finops' },
      },
    ]);
  });

  it('keeps its door shut to federation itself', async () => {
    for (const query of [
      '{ _service { sdl } }',
      '{ _entities(representations: []) { __typename } }',
    ]) {
      const { status, errors } = await ask(platform.url, query);
      expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    }
  });
});

describe('a subgraph that takes too long', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ timeoutMs: 2_000 });
  });
  afterAll(() => platform.close());

  it('answers TIMEOUT at the path of a subgraph that is too slow', async () => {
    platform.finops.misbehaviour = () =>
      new Promise((resolve) => setTimeout(resolve, 20_000, {}).unref());
    const started = performance.now();
    const { data, errors } = await ask(
      platform.url,
      '{ me { email cost } }',
      bearer(accessToken()),
    );
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(data).toEqual({ me: { email: 'ada@example.com', cost: null } });
    expect(errors).toEqual([
      {
        message: 'The finops service did not answer in time.',
        path: ['me', 'cost'],
        extensions: { code: 'TIMEOUT', service: 'finops' },
      },
    ]);
  });

  it('ends a fetch whose answer drips for longer than its time', async () => {
    platform.finops.misbehaviour = (reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => reply.raw.write(' '), 100);
      reply.raw.on('close', () => clearInterval(drip));
    };
    const started = performance.now();
    const { errors } = await ask(platform.url, '{ total }');
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(errors[0]?.extensions.code).toBe('TIMEOUT');
  });
});

describe('a subgraph that answers more than anyone can hold', () => {
  it('is not available, whatever time it takes to say so much', async () => {
    const platform = await startPlatform();
    const body = `{"data":{"total":"${'7'.repeat(33 * 1024 * 1024)}"}}`;
    platform.finops.misbehaviour = (reply) => reply.type('application/json').send(body);
    const { errors } = await ask(platform.url, '{ total }');
    expect(errors[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', service: 'finops' });
    await platform.close();
  });
});

describe('a subgraph that is down', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  it('costs its own fields only, and comes back without a restart of the gateway', async () => {
    await platform.withoutFinops(async () => {
      const { status, data, errors, text } = await ask(platform.url, '{ users { email cost } }');
      expect(status).toBe(200);
      expect(data).toEqual({
        users: [
          { email: 'ada@example.com', cost: null },
          { email: 'bob@example.com', cost: null },
        ],
      });
      expect(errors[0]).toEqual({
        message: 'The finops service is not available.',
        path: ['users', 0, 'cost'],
        extensions: { code: 'SERVICE_UNAVAILABLE', service: 'finops' },
      });
      expect(text).not.toContain('127.0.0.1');
    });
    expect((await ask(platform.url, '{ total }')).data).toEqual({ total: '12.500000000001' });
  });

  it('costs its own root fields only, each with an error at its path', async () => {
    const query = '{ me { email } sum: total forbidden found { __typename } }';
    const away = { code: 'SERVICE_UNAVAILABLE', service: 'finops' };
    await platform.withoutFinops(async () => {
      const { status, data, errors } = await ask(platform.url, query, bearer(accessToken()));
      expect([status, data]).toEqual([
        200,
        { me: { email: 'ada@example.com' }, sum: null, forbidden: null, found: null },
      ]);
      const told = errors.map(({ path, extensions }) => [path?.join('.'), extensions] as const);
      expect(told.sort(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
        ['forbidden', { code: 'FORBIDDEN', needs: 'ADMIN' }],
        ['found', away],
        ['sum', away],
      ]);
    });
  });
});
