import { createHmac } from 'node:crypto';
import { newApiKey } from '@ai-finops/service-kit/api-key';
import {
  ADA,
  API_KEY,
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../test/platform';

const ME = '{ me { email } }';

/** The same token with other claims and the old signature. */
function tampered(token: string, change: Record<string, unknown>): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

function unsigned(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  return `${header}.${token.split('.')[1]}.`;
}

function signedByAnother(token: string): string {
  const body = token.split('.').slice(0, 2).join('.');
  return `${body}.${createHmac('sha256', 'another').update(body).digest('base64url')}`;
}

describe('the access token', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  it('is not needed: who brings none is nobody', async () => {
    const { status, data, errors } = await ask(platform.url, ME);
    expect([status, data, errors]).toEqual([200, { me: null }, []]);
  });

  it.each([
    ['a changed claim', () => bearer(tampered(accessToken(), { sub: 'user-2' }))],
    ['no signature', () => bearer(unsigned(accessToken()))],
    ['a foreign signature', () => bearer(signedByAnother(accessToken()))],
    ['no token in it', () => bearer('abc')],
    ['another scheme', () => ({ authorization: 'Basic YTpi' })],
    ['nothing in it', () => ({ authorization: 'Bearer ' })],
  ])('is refused with 401 and UNAUTHENTICATED when it has %s', async (_, headers) => {
    const fetched = platform.accounts.fetches.length;
    const answer = await ask(platform.url, ME, headers());
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(answer.data).toBeUndefined();
    expect(answer.errors.map((error) => error.extensions)).toEqual([{ code: 'UNAUTHENTICATED' }]);
    expect(platform.accounts.fetches.length).toBe(fetched);
  });

  it('is refused with 401 and TOKEN_EXPIRED when it is old', async () => {
    const { status, errors } = await ask(platform.url, ME, bearer(accessToken(ADA, -60)));
    expect([status, errors[0]?.extensions]).toEqual([401, { code: 'TOKEN_EXPIRED' }]);
  });

  it('ends with its session, seconds later at the most', async () => {
    const ended = bearer(accessToken({ ...ADA, sessionId: 'session-9' }));
    expect((await ask(platform.url, ME, ended)).status).toBe(200);
    platform.revocations.sessions.push('session-9');
    await eventually(async () => (await ask(platform.url, ME, ended)).status === 401);
    expect((await ask(platform.url, ME, bearer(accessToken()))).status).toBe(200);
  });

  it('ends when the user changes in a way that must count at once', async () => {
    const bob = { ...ADA, id: 'user-2', sessionId: 'session-8' };
    const before = bearer(accessToken(bob));
    const validFrom = Math.floor(Date.now() / 1000) + 1;
    platform.revocations.users.push({ id: 'user-2', validFrom });
    await eventually(async () => (await ask(platform.url, ME, before)).status === 401);
    const { data } = await ask(platform.url, ME, bearer(accessToken(bob)));
    expect(data).toEqual({ me: { email: 'bob@example.com' } });
  });
});

describe('an API key', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  it('says who asks, as an access token does, and reaches subgraphs with its scopes', async () => {
    const { status, data } = await ask(platform.url, '{ me { email } }', bearer(API_KEY));
    expect([status, data]).toEqual([200, { me: { email: 'ada@example.com' } }]);
    expect(platform.accounts.fetches.at(-1)?.viewer).toEqual({
      id: 'user-1',
      role: 'USER',
      sessionId: 'key-1',
      scopes: ['costs:read'],
    });
  });

  it.each([
    ['nobody made', newApiKey()],
    ['was mistyped', `${API_KEY.slice(0, -1)}_`],
    ['is only a prefix', 'aifo_'],
  ])('that %s is refused with 401', async (_, key) => {
    const { status, errors } = await ask(platform.url, ME, bearer(key));
    expect([status, errors[0]?.extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
    expect(JSON.stringify(errors)).not.toContain(key);
  });

  it('ends when it is revoked, seconds later at the most', async () => {
    platform.revocations.sessions.push('key-1');
    await eventually(async () => (await ask(platform.url, ME, bearer(API_KEY))).status === 401);
  });
});

describe('a gateway that cannot ask which sessions ended', () => {
  it('is not ready, refuses tokens with 503, and still serves who brings none', async () => {
    const platform = await startPlatform({
      env: { DATABASE_SERVICE_TOKEN: 'the-wrong-credential-of-the-gateway-here' },
      waitUntilReady: false,
    });
    const ready = await fetch(`${platform.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'starting', checks: { supergraph: true, sessions: false } },
    ]);
    const refused = await ask(platform.url, ME, bearer(accessToken()));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.errors[0]?.extensions).toEqual({ code: 'SESSION_CHECK_UNAVAILABLE' });
    expect((await ask(platform.url, '{ total }')).status).toBe(200);
    await platform.close();
  });
});
