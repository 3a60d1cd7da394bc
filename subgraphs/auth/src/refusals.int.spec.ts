import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AccessKeys, privateKeyPem } from '@ai-finops/service-kit/access-keys';
import { signAccessToken } from '@ai-finops/service-kit/access-token';
import bcrypt from 'bcrypt';
import jwt from 'jsonwebtoken';
import { ask } from '../../accounts/test/ask';
import { JWT_SECRET, type Pair, startAuth, startPair } from '../test/pair';

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('refusals of the authentication service', () => {
  let pair: Pair;
  let accessToken: string;
  let userId: string;
  const email = 'known@example.com';
  const password = 'a good long password';

  beforeAll(async () => {
    pair = await startPair();
    const { body } = await pair.call('POST /auth/register', { email, password });
    accessToken = body.accessToken;
    userId = body.user.id;
  });
  afterAll(() => pair.stop());

  it('tells an unknown address and a wrong password apart in nothing', async () => {
    const wrong = await pair.call('POST /auth/login', { email, password: `${password}!` });
    const unknown = await pair.call('POST /auth/login', { email: 'nobody@example.com', password });
    const nonsense = await pair.call('POST /auth/login', { email: 'nonsense', password });
    for (const answer of [wrong, unknown, nonsense]) {
      expect(answer.status).toBe(401);
      expect({ ...answer.body, requestId: '' }).toEqual({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'Wrong address or password',
        code: 'INVALID_CREDENTIALS',
        requestId: '',
      });
      expect([...answer.headers.keys()]).toEqual([...wrong.headers.keys()]);
    }
  });

  it('takes passwords exactly as set, and the address in any case', async () => {
    for (const other of [password.toUpperCase(), ` ${password}`, `${password} `, '']) {
      expect((await pair.call('POST /auth/login', { email, password: other })).status).toBe(401);
    }
    const answer = await pair.call('POST /auth/login', { email: ' KNOWN@example.com', password });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a short password', { email: 'a@example.com', password: 'short' }, 'password'],
    ['a common password', { email: 'a@example.com', password: 'Password1' }, 'password'],
    ['the address as password', { email: 'a@example.com', password: 'a@example.com' }, 'password'],
    ['half a character', { email: 'a@example.com', password: 'half a \ud83d!' }, 'password'],
    ['no password', { email: 'a@example.com' }, 'password'],
    ['a broken address', { email: 'a@b', password }, 'email'],
    ['no address', { password }, 'email'],
    ['NUL in the name', { email: 'a@example.com', password, name: '\0' }, 'name'],
    ['a password that is an object', { email: 'a@example.com', password: { $ne: '' } }, 'password'],
    ['an address that is a list', { email: ['a@example.com'], password }, 'email'],
  ])('422 for a registration with %s', async (_, body, field) => {
    const answer = await pair.call('POST /auth/register', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    expect(answer.body.details.fields.map((fault: { field: string }) => fault.field)).toContain(
      field,
    );
  });

  it('gives nobody a role at registration', async () => {
    const answer = await pair.call('POST /auth/register', {
      email: 'climber@example.com',
      password,
      role: 'SUPER_ADMIN',
      status: 'ACTIVE',
      id: 'mine',
    });
    expect(answer).toMatchObject({ status: 201, body: { user: { role: 'USER' } } });
    expect(answer.body.user.id).not.toBe('mine');
  });

  it('registers an address once, also when twenty come at once', async () => {
    const body = { email: 'race@example.com', password };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pair.call('POST /auth/register', body)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![201, 409, 429].includes(status))).toEqual([]);
  });

  it.each([
    ['broken JSON', '{"email":', 400],
    ['a prototype', '{"__proto__":{"role":"ADMIN"},"email":"a","password":"b"}', 400],
    ['an empty body', '', 400],
    ['a list', '[]', 422],
    ['a text', '"x"', 422],
    ['null', 'null', 422],
    ['a password of a megabyte', JSON.stringify({ email, password: 'x'.repeat(1_100_000) }), 413],
  ])('refuses %s at login', async (_, body, status) => {
    expect((await pair.call('POST /auth/login', body)).status).toBe(status);
  });

  it('refuses a form and an unknown method', async () => {
    const form = {
      body: 'email=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await ask(`POST ${pair.url}/auth/login`, form)).status).toBe(415);
    expect((await pair.call('GET /auth/login')).status).toBe(404);
  });

  it.each([
    ['an unknown refresh token', 'A'.repeat(43)],
    ['an access token', 'header.payload.signature'],
    ['nothing', ''],
    ['NUL', '\0'],
  ])('401 for %s', async (_, refreshToken) => {
    expect(await pair.call('POST /auth/refresh', { refreshToken })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_REFRESH_TOKEN' },
    });
  });

  it.each([[{}], [[]], [null], [1], [{ $gt: '' }]])(
    '422 for a refresh token that is %j',
    async (refreshToken) => {
      expect((await pair.call('POST /auth/refresh', { refreshToken })).status).toBe(422);
    },
  );

  // Everything that a token must not be is in the specification of service-kit's access tokens; these are
  // a few of each kind, at every door.
  const keys = new AccessKeys({ JWT_SECRET });
  const somebody = { id: 'somebody', role: 'SUPER_ADMIN', sessionId: 's' } as const;
  const sign = (by = keys, seconds = 900): string => signAccessToken(by, somebody, seconds);
  const [header = '', payload = '', signature = ''] = sign().split('.');
  const promoted = encode({ ...(jwt.decode(sign()) as object), sub: 'somebody-else' });
  it.each<[string, () => string]>([
    ['algorithm none', () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`],
    ['algorithm nOnE', () => `${encode({ alg: 'nOnE', typ: 'at+jwt' })}.${payload}.${signature}`],
    ['a stripped signature', () => `${header}.${payload}.`],
    ['a shortened signature', () => `${header}.${payload}.${signature.slice(0, -4)}`],
    ['changed claims', () => `${header}.${promoted}.${signature}`],
    ['another secret', () => sign(new AccessKeys({ JWT_SECRET: 'another-secret'.repeat(3) }))],
    ['another type', () => jwt.sign({ sub: 'somebody', sid: 's' }, JWT_SECRET)],
    ['a life of an hour', () => sign(keys, 3_600)],
    ['nonsense', () => 'nonsense'],
    ['four parts', () => `${sign()}.x`],
  ])('401 for an access token with %s', async (_, forge) => {
    const token = forge();
    for (const line of ['GET /auth/profile', 'GET /auth/validate', 'POST /auth/logout']) {
      const answer = await pair.call(line, undefined, token);
      expect([line, answer.status, answer.body.code]).toEqual([line, 401, 'UNAUTHENTICATED']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('takes the token that those were made of', async () => {
    expect((await pair.call('GET /auth/validate', undefined, sign())).status).toBe(200);
  });

  it('401 for an expired access token, saying so', async () => {
    const expired = signAccessToken(keys, somebody, 900, Math.floor(Date.now() / 1000) - 960);
    expect(await pair.call('GET /auth/profile', undefined, expired)).toMatchObject({
      status: 401,
      body: { code: 'TOKEN_EXPIRED' },
    });
  });

  it('401 without a token, whatever the headers claim and wherever else it stands', async () => {
    const attempts = [
      {},
      { headers: { 'x-user-id': userId, 'x-user-role': 'ADMIN' } },
      { headers: { cookie: `accessToken=${accessToken}` } },
      { headers: { authorization: accessToken } },
      { headers: { authorization: `Basic ${btoa('a:b')}` } },
    ];
    for (const attempt of attempts) {
      expect((await ask(`GET ${pair.url}/auth/profile`, attempt)).status).toBe(401);
    }
    const inQuery = `GET ${pair.url}/auth/profile?access_token=${accessToken}`;
    expect((await ask(inQuery)).status).toBe(401);
  });

  it('publishes no key while a secret signs', async () => {
    const answer = await pair.call('GET /.well-known/jwks.json');
    expect(answer).toMatchObject({ status: 200, body: { keys: [] } });
  });

  it('signs with a private key where there is one, and publishes its public half', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const asymmetric = await startAuth(pair.accounts.url, {
      JWT_PRIVATE_KEY: privateKeyPem.parse(pem),
      JWT_SECRET_PREVIOUS: JWT_SECRET,
    });
    const { body: set } = await ask(`GET ${asymmetric.url}/.well-known/jwks.json`);
    expect(Object.keys(set.keys[0]).sort()).toEqual(
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'].sort(),
    );
    const login = await ask(`POST ${asymmetric.url}/auth/login`, { body: { email, password } });
    const token = login.body.accessToken;
    const publicKey = createPublicKey({ key: set.keys[0], format: 'jwk' });
    const verified = jwt.verify(token, publicKey, { algorithms: ['ES256'], complete: true });
    expect(verified.header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: set.keys[0].kid });
    // Whoever was signed in before stays so.
    for (const bearer of [token, accessToken]) {
      expect((await ask(`GET ${asymmetric.url}/auth/validate`, { bearer })).status).toBe(200);
    }
    expect((await pair.call('GET /auth/validate', undefined, token)).status).toBe(401);
    await asymmetric.stop();
  });

  it('lets an access token say an id, a role and a session, and nothing else of the user', () => {
    const claims = jwt.decode(accessToken) as Record<string, unknown>;
    expect(Object.keys(claims).sort()).toEqual(
      ['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'sub'].sort(),
    );
    expect(claims.sub).toBe(userId);
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(900);
  });

  it('refuses a disabled account to sign in, refresh and be shown, as if it did not exist', async () => {
    const given = { email: 'leaver@example.com', password };
    const { body } = await pair.call('POST /auth/register', given);
    await pair.data(`PUT /users/${body.user.id}`, { status: 'DISABLED' });
    expect(await pair.call('POST /auth/login', given)).toMatchObject({
      status: 401,
      body: { code: 'INVALID_CREDENTIALS' },
    });
    const { refreshToken } = body;
    expect((await pair.call('POST /auth/refresh', { refreshToken })).status).toBe(401);
    expect((await pair.call('GET /auth/profile', undefined, body.accessToken)).status).toBe(401);
  });

  it('refuses an access token within 5 seconds after its session ended elsewhere', async () => {
    const { body } = await pair.call('POST /auth/login', { email, password });
    expect((await pair.call('GET /auth/validate', undefined, body.accessToken)).status).toBe(200);
    await pair.data(`DELETE /sessions/user/${body.user.id}`);
    const start = Date.now();
    for (;;) {
      const { status } = await pair.call('GET /auth/validate', undefined, body.accessToken);
      if (status === 401) break;
      if (Date.now() - start > 5_000) throw new Error('It is still accepted.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it('lets a promoted user in with the next token at once', async () => {
    const given = { email: 'promoted@example.com', password };
    const { body } = await pair.call('POST /auth/register', given);
    await pair.data(`PUT /users/${body.user.id}`, { role: 'ADMIN' });
    const again = await pair.call('POST /auth/login', given);
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(await pair.call('GET /auth/validate', undefined, again.body.accessToken)).toMatchObject({
      status: 200,
      body: { user: { role: 'ADMIN' } },
    });
    expect((await pair.call('GET /auth/validate', undefined, body.accessToken)).status).toBe(401);
  });

  it('signs in with a plain bcrypt hash of before, and upgrades it', async () => {
    const given = { email: 'veteran@example.com', password: 'from the old system' };
    const hash = await bcrypt.hash(given.password, 10);
    expect((await pair.data('POST /users', { email: given.email, password: hash })).status).toBe(
      201,
    );
    expect((await pair.call('POST /auth/login', given)).status).toBe(200);
    const stored = await pair.data('POST /internal/credentials', { email: given.email });
    expect(stored.body.passwordHash).toMatch(/^hmac-sha384\$2b\$10\$/);
    expect((await pair.call('POST /auth/login', given)).status).toBe(200);
  });

  it('keeps where a session was opened, by the connection and not by what headers claim', async () => {
    const body = { email: 'where@example.com', password };
    const answer = await ask(`POST ${pair.url}/auth/register`, {
      body,
      headers: { 'user-agent': 'my-browser/1', 'x-forwarded-for': '203.0.113.99' },
    });
    expect((await pair.data(`GET /sessions/user/${answer.body.user.id}`)).body).toMatchObject([
      { ipAddress: '127.0.0.1', userAgent: 'my-browser/1' },
    ]);
  });

  it('sheds a flood of sign-ins and stays responsive', async () => {
    const flood = Array.from({ length: 120 }, () =>
      pair.call('POST /auth/login', { email: 'nobody@example.com', password }),
    );
    const start = Date.now();
    expect((await pair.call('GET /auth/health')).status).toBe(200);
    expect(Date.now() - start).toBeLessThan(3_000);
    const answers = await Promise.all(flood);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([401, 429]);
    const shed = answers.find(({ status }) => status === 429);
    expect(shed?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(shed?.body.code).toBe('TOO_MANY_REQUESTS');
  });

  it('says 503 while accounts is away or refuses the credential, never more', async () => {
    const body = { email, password };
    for (const [url, settings] of [
      ['http://127.0.0.1:1', {}],
      [pair.accounts.url, { DATABASE_SERVICE_TOKEN: 'a-wrong-service-token-0123456789abcdef' }],
    ] as const) {
      const alone = await startAuth(url, settings);
      const login = await ask(`POST ${alone.url}/auth/login`, { body });
      expect(login).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
      expect(login.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await ask(`GET ${alone.url}/auth/profile`, { bearer: accessToken })).toMatchObject({
        status: 503,
        body: { code: 'SESSION_CHECK_UNAVAILABLE' },
      });
      expect((await ask(`GET ${alone.url}/auth/health`)).status).toBe(200);
      expect((await ask(`GET ${alone.url}/auth/health/ready`)).status).toBe(503);
      await alone.stop();
    }
  });
});
