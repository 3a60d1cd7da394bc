import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { ask, startPlatform, type TestPlatform } from '../test/platform';
import { raw } from '../test/raw-request';

describe('/graphql', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
  });
  afterAll(() => platform.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const codeOf = async (response: Response) => (await response.json()).errors[0].extensions.code;

  it.each([
    ['malformed JSON', '{"query":', {}, 400, 'BAD_REQUEST'],
    ['a key that would reach a prototype', '{"__proto__":{"a":1}}', {}, 400, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{ total }"}]', {}, 400, 'BAD_REQUEST'],
    [
      'no JSON at all',
      '{ total }',
      { 'content-type': 'text/plain' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['more than a megabyte', 'x'.repeat(1024 * 1024 + 1), {}, 413, 'PAYLOAD_TOO_LARGE'],
    [
      'a document of more than 64 Ki characters',
      JSON.stringify({ query: `{ total } ${' '.repeat(64 * 1024)}` }),
      {},
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['no GraphQL', '{"query":"{"}', {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ nope }"}', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const response = await post(body, headers);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it.each([
    ['application/json', 200],
    ['application/graphql-response+json', 400],
    ['application/graphql-response+json, application/json;q=0.9', 400],
  ])('answers a refused document to "%s" with %i', async (accept, status) => {
    for (const query of ['{', '{ nope }', 'query ($n: String!) { total }']) {
      const response = await post(JSON.stringify({ query }), { accept });
      expect(response.status).toBe(status);
      const body = await response.json();
      expect('data' in body).toBe(false);
      expect(body.errors).toHaveLength(1);
    }
  });

  it('runs no mutation by GET and no query that a foreign page could send', async () => {
    const get = (query: string, headers = {}) =>
      fetch(`${platform.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    const preflighted = { 'apollo-require-preflight': 'true' };
    expect((await get('mutation { rename(name: "x") }', preflighted)).status).toBe(405);
    expect((await get('{ total }', preflighted)).status).toBe(200);
    expect((await get('{ total }')).status).toBe(400);
  });

  it('refuses operations beyond the limits', async () => {
    const aliases = Array.from({ length: 31 }, (_, i) => `a${i}: total`).join(' ');
    const tooMany = await ask(platform.url, `{ ${aliases} }`);
    expect(tooMany.status).toBe(400);
    expect(tooMany.errors[0]?.extensions).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      limit: 'aliases',
      maximum: 30,
    });
    const tooLong = await ask(platform.url, `{ ${'total '.repeat(5_001)} }`);
    expect([tooLong.status, tooLong.errors[0]?.extensions.code]).toEqual([
      400,
      'GRAPHQL_PARSE_FAILED',
    ]);
  });

  it('answers introspection, which has no part of federation in it', async () => {
    const { data } = await ask(platform.url, getIntrospectionQuery());
    const schema = buildClientSchema(data as never);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort()).toEqual([
      'audits',
      'boom',
      'documents',
      'forbidden',
      'found',
      'ledger',
      'me',
      'odd',
      'passwordRules',
      'total',
      'uploads',
      'users',
    ]);
    expect(schema.getType('_Any')).toBeUndefined();
  });

  it('refuses a malformed Host header as the mistake of a client that it is', async () => {
    const answer = await raw(platform.url, '/graphql?query=%7B%20total%20%7D', { host: 'a[b' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  it('lets Sandbox and the web app in, and no other origin', async () => {
    const preflight = async (origin: string) => {
      const response = await fetch(`${platform.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,authorization',
        },
      });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await preflight('https://studio.apollographql.com')).toBe(
      'https://studio.apollographql.com',
    );
    expect(await preflight('http://localhost:3003')).toBe('http://localhost:3003');
    expect(await preflight('https://evil.example')).toBeNull();
  });
});
