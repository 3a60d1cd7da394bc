import { randomBytes } from 'node:crypto';
import {
  ADA,
  API_KEY,
  accessToken,
  bearer,
  eventually,
  SECRETS,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';
import { createLogger } from '../logging';
import type { Gateway } from '../server';
import { subgraphsOf } from '../subgraphs';
import { createDoor, DOOR_TOKEN_HEADER } from './door';
import { readDoorEnv } from './env';

const TOKEN = randomBytes(32).toString('base64url');
const ENDED = { ...ADA, sessionId: 'ended' };
const OPEN = { [DOOR_TOKEN_HEADER]: TOKEN };

describe('the door to the subgraphs', () => {
  let platform: TestPlatform;
  let door: Gateway;
  let url: string;
  beforeAll(async () => {
    platform = await startPlatform();
    const env = readDoorEnv({
      ...SECRETS,
      SUBGRAPH_DOOR_TOKEN: TOKEN,
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_SERVICE_URL: platform.accounts.url,
      FINOPS_SERVICE_URL: platform.finops.url,
      AUTH_SERVICE_URL: platform.auth.url,
    });
    const services = subgraphsOf(env).filter(({ name }) => name !== 'assistant');
    door = await createDoor(env, createLogger(env.LOG_LEVEL), services);
    url = await door.listen();
    await eventually(async () => (await fetch(`${url}/health/ready`)).status === 200);
  });
  afterAll(async () => {
    await door.close();
    await platform.close();
  });
  afterEach(() => {
    platform.finops.fetches.length = 0;
    platform.finops.misbehaviour = undefined;
  });

  const knock = async (
    path: string,
    query: string,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...OPEN, ...headers },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    return { status: response.status, type: response.headers.get('content-type'), text };
  };
  const ask = async (query: string, headers: Readonly<Record<string, string>> = {}) => {
    const { status, text } = await knock('/finops/graphql', query, headers);
    return { status, ...JSON.parse(text) };
  };

  it('tells a subgraph who asks, from where and under which id', async () => {
    const answer = await ask('{ total }', {
      ...bearer(accessToken()),
      'user-agent': 'a-browser',
      'x-request-id': 'req-42',
      'x-forwarded-for': '198.51.100.1, 203.0.113.9',
      'x-internal-token': 'mine',
    });
    expect(answer).toEqual({ status: 200, data: { total: '12.500000000001' } });
    expect(platform.finops.fetches).toEqual([
      {
        viewer: ADA,
        client: { ip: '203.0.113.9', userAgent: 'a-browser' },
        requestId: 'req-42',
      },
    ]);
  });

  it('passes on what only gateways ask, with the scopes of API keys', async () => {
    const query =
      '{ _entities(representations: [{ __typename: "User", id: "u1" }]) { ... on User { cost } } }';
    expect(await ask(query, bearer(API_KEY))).toMatchObject({
      data: { _entities: [{ cost: '1.25' }] },
    });
    expect(platform.finops.fetches[0]?.viewer).toMatchObject({ scopes: ['costs:read'] });
    await ask('{ total }');
    expect(platform.finops.fetches[1]?.viewer).toBeNull();
  });

  it.each([
    ['forged', () => `${accessToken()}x`, 'UNAUTHENTICATED'],
    ['expired', () => accessToken(ADA, -60), 'TOKEN_EXPIRED'],
    ['that of an ended session', () => accessToken(ENDED), 'UNAUTHENTICATED'],
  ])('refuses a token that is %s, as a result that gateways understand', async (_, token, code) => {
    platform.revocations.sessions.push(ENDED.sessionId);
    await eventually(
      async () => (await ask('{ total }', bearer(token()))).errors?.[0]?.extensions.code === code,
    );
    platform.finops.fetches.length = 0;
    const { status, data } = await ask('{ total }', bearer(token()));
    expect([status, data, platform.finops.fetches.length]).toEqual([200, null, 0]);
  });

  it.each([
    ['nothing', {}],
    ['another token', { [DOOR_TOKEN_HEADER]: TOKEN.toUpperCase() }],
    ['a token of a user', { authorization: 'Bearer x' }],
  ])('stays shut for whoever shows %s', async (_, shown) => {
    const response = await fetch(`${url}/finops/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...shown },
      body: '{"query":"{ total }"}',
    });
    expect([response.status, platform.finops.fetches.length]).toEqual([401, 0]);
  });

  it.each(['/nobody/graphql', '/finops/internal/data-version', '/finops/graphql/../health'])(
    'leads to the graphs only, not to %s',
    async (path) => {
      expect((await knock(path, '{ total }')).status).toBe(404);
    },
  );

  it('leads to events', async () => {
    const query = 'subscription { moments }';
    const { type, text } = await knock('/finops/graphql/stream', query, bearer(accessToken()));
    expect(type).toContain('text/event-stream');
    expect(text).toMatch(/"moments":1[\s\S]*"moments":2[\s\S]*event: complete/);
  });

  it('says that a subgraph does not answer', async () => {
    platform.finops.misbehaviour = (reply) => {
      reply.hijack();
      reply.raw.destroy();
    };
    const { status, data, errors } = await ask('{ total }');
    expect([status, data, errors[0].extensions]).toEqual([
      200,
      null,
      { code: 'SERVICE_UNAVAILABLE', service: 'finops' },
    ]);
    expect(JSON.stringify(errors)).not.toContain('127.0.0.1');
  });
});
