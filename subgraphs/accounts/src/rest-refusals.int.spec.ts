import { readFileSync } from 'node:fs';
import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { signAccessToken } from '@ai-finops/service-kit/access-token';
import { type Answer, ask } from '../test/ask';
import { HASH, newToken, type Seed, seedOf } from '../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../test/server';
import { OPENAPI_FILE } from './openapi';

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('refusals of the database service', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());

  const call = (line: string, body?: unknown): Promise<Answer> => {
    const [method, path] = line.split(' ');
    return ask(`${method} ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });
  };

  const paths: Record<string, Record<string, unknown>> = JSON.parse(
    readFileSync(OPENAPI_FILE, 'utf8'),
  ).paths;
  const routes = Object.entries(paths)
    .filter(([path]) => !path.startsWith('/health'))
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => [method.toUpperCase(), path] as const),
    );

  it.each(routes)('401 without the service credential: %s %s', async (method, path) => {
    const target = `${method} ${accounts.url}${path.replace(/\{\w+\}/g, 'x')}`;
    const body = method === 'POST' || method === 'PUT' ? {} : undefined;
    const viewer = { id: 'u', role: 'SUPER_ADMIN', sessionId: 's' } as const;
    const userToken = signAccessToken(
      new AccessKeys({ JWT_SECRET: 'a-secret-that-is-long-enough-0123456789' }),
      viewer,
      900,
    );
    const attempts = [
      { body },
      { body, bearer: userToken },
      { body, bearer: `${SERVICE_TOKEN}x` },
      { body, bearer: SERVICE_TOKEN.slice(1) },
      { body, headers: { authorization: SERVICE_TOKEN } },
      { body, headers: { authorization: `Basic ${btoa(`x:${SERVICE_TOKEN}`)}` } },
      {
        body,
        headers: { 'x-user-id': 'u', 'x-user-role': 'SUPER_ADMIN', 'x-forwarded-user': 'u' },
      },
    ];
    for (const attempt of attempts) {
      const answer = await ask(target, attempt);
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('answers problem details with the request’s id', async () => {
    const answer = await ask(`GET ${accounts.url}/users/nobody`, {
      bearer: SERVICE_TOKEN,
      headers: { 'x-request-id': 'abc-1' },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such user.',
      code: 'NOT_FOUND',
      requestId: 'abc-1',
    });
  });

  it.each([
    ['a plain password', { email: 'a@example.com', password: 'Test123456' }],
    ['a weak hash', { email: 'a@example.com', password: `$2b$04$${'a'.repeat(53)}` }],
    ['no password', { email: 'a@example.com' }],
    ['no address', { password: HASH }],
    ['a broken address', { email: 'a@b@c', password: HASH }],
    ['an address that is an object', { email: { contains: '@' }, password: HASH }],
    ['an address that is a list', { email: ['a@example.com'], password: HASH }],
    ['NUL in the name', { email: 'a@example.com', password: HASH, name: 'a\0b' }],
    ['half a character', { email: 'a@example.com', password: HASH, name: '\ud83d' }],
    ['a long name', { email: 'a@example.com', password: HASH, name: 'x'.repeat(201) }],
    ['an unknown role', { email: 'a@example.com', password: HASH, role: 'ROOT' }],
    ['a deleted start', { email: 'a@example.com', password: HASH, status: 'DELETED' }],
    ['a list', [{ email: 'a@example.com', password: HASH }]],
    ['null', null],
  ])('422 for a user with %s, without repeating what was sent', async (_, body) => {
    const answer = await call('POST /users', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    expect(JSON.stringify(answer.body)).not.toContain('Test123456');
  });

  it.each([
    ['broken JSON', '{"email":'],
    ['a prototype', '{"__proto__":{"role":"SUPER_ADMIN"}}'],
    ['nothing', ''],
  ])('400 for %s', async (_, body) => {
    expect(await call('POST /users', body)).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    });
  });

  it('415 for another media type, 413 for a body beyond a megabyte', async () => {
    const xml = { bearer: SERVICE_TOKEN, body: '<a/>', headers: { 'content-type': 'text/xml' } };
    expect((await ask(`POST ${accounts.url}/users`, xml)).status).toBe(415);
    expect((await call('POST /users', { email: 'x'.repeat(1_100_000) })).status).toBe(413);
  });

  it('404 for ids that no record has, whatever they are made of', async () => {
    const ids = [
      'nobody',
      '%00',
      '..%2f..%2fetc',
      "1'%20OR%20'1'='1",
      'x'.repeat(300),
      '%F0%9F%92%A9',
    ];
    for (const id of ids) {
      expect([id, (await call(`GET /users/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await call(`PUT /users/${id}`, { name: 'x' })).status]).toEqual([id, 404]);
      expect([id, (await call(`DELETE /users/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await call(`DELETE /sessions/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await call(`GET /users/email/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await call(`GET /refresh-tokens/${id}`)).status]).toEqual([id, 404]);
      expect([id, (await call(`GET /sessions/user/${id}`)).status]).toEqual([id, 200]);
      expect([id, (await call(`DELETE /sessions/user/${id}`)).status]).toEqual([id, 204]);
      expect([id, (await call(`DELETE /refresh-tokens/user/${id}`)).status]).toEqual([id, 204]);
    }
  });

  it('422 for sessions and refresh tokens of nobody, 409 for a token that is there', async () => {
    const { viewer } = await seed.signedIn();
    const other = await seed.signedIn();
    const token = newToken();
    const given = { token, userId: viewer.id, expiresAt: soon() };
    expect((await call('POST /sessions', { userId: 'nobody' })).status).toBe(422);
    expect((await call('POST /sessions', { userId: viewer.id, ipAddress: 'here' })).status).toBe(
      422,
    );
    expect((await call('POST /refresh-tokens', { ...given, userId: 'nobody' })).status).toBe(422);
    expect((await call('POST /refresh-tokens', { ...given, token: 'short' })).status).toBe(422);
    const foreign = { ...given, sessionId: other.viewer.sessionId };
    expect((await call('POST /refresh-tokens', foreign)).status).toBe(422);
    expect((await call('POST /refresh-tokens', given)).status).toBe(201);
    expect((await call('POST /refresh-tokens', given)).status).toBe(409);
  });

  it('never stores a refresh token, and takes a very long one', async () => {
    const { viewer } = await seed.signedIn();
    const token = 'y'.repeat(2_000);
    const body = { token, userId: viewer.id, expiresAt: soon() };
    expect((await call('POST /refresh-tokens', body)).status).toBe(201);
    expect((await call(`GET /refresh-tokens/${token}`)).status).toBe(200);
    const rows = await seed.sql('SELECT token FROM "RefreshToken" WHERE user_id = $1', [viewer.id]);
    for (const row of rows) expect(row.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it('never answers with a password hash or a token, but where it says so', async () => {
    const { viewer, refreshToken } = await seed.signedIn();
    const answers = await Promise.all([
      call('GET /users'),
      call(`GET /users/${viewer.id}`),
      call(`PUT /users/${viewer.id}`, { password: HASH }),
      call(`GET /sessions/user/${viewer.id}`),
      call('GET /internal/revocations'),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain('$2b$');
      expect(JSON.stringify(body)).not.toContain(refreshToken);
    }
  });

  it('refuses a second account for an address, also when twenty come at once', async () => {
    const email = 'Race@Example.com';
    const body = { email, password: HASH };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('POST /users', body)));
    // Whom a busy machine kept waiting for a connection is told so, and asks again.
    const statuses = answers.map(({ status }) => status).filter((status) => status !== 503);
    while (statuses.length < 20) statuses.push((await call('POST /users', body)).status);
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    expect(await seed.sql(`SELECT id FROM "User" WHERE email = 'race@example.com'`)).toHaveLength(
      1,
    );
    const other = (await seed.signedIn()).viewer;
    expect(await call(`PUT /users/${other.id}`, { email })).toMatchObject({
      status: 409,
      body: { code: 'EMAIL_TAKEN' },
    });
  });

  it('keeps the last SUPER_ADMIN, also when two are demoted at once', async () => {
    const one = (await seed.signedIn('SUPER_ADMIN')).viewer;
    expect(await call(`PUT /users/${one.id}`, { role: 'ADMIN' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect((await call(`DELETE /users/${one.id}`)).status).toBe(409);
    expect((await call(`PUT /users/${one.id}`, { status: 'DISABLED' })).status).toBe(409);
    const two = (await seed.signedIn('SUPER_ADMIN')).viewer;
    const demotions = [one, two].map(({ id }) => call(`PUT /users/${id}`, { role: 'USER' }));
    const statuses = (await Promise.all(demotions)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
  });

  it('lists users in pages', async () => {
    const total = Number((await call('GET /users?limit=1')).headers.get('x-total-count'));
    const seen: string[] = [];
    for (let path: string | undefined = '/users?limit=3'; path; ) {
      const answer: Answer = await call(`GET ${path}`);
      seen.push(...answer.body.map(({ id }: { id: string }) => id));
      path = /<(.*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'offset=-1', 'status=NONE']) {
      expect([query, (await call(`GET /users?${query}`)).status]).toEqual([query, 422]);
    }
  });
});
