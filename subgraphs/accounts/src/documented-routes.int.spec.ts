import { type Answer, ask } from '../test/ask';
import { seedOf } from '../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../test/server';

const HASH = `$2b$12$${'a'.repeat(53)}`;
const TOKEN = 'a-refresh-token-of-a-client-0123456789';
const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('the documented routes of the database service', () => {
  let accounts: AccountsServer;
  let userId: string;
  let sessionId: string;

  beforeAll(async () => {
    accounts = await startAccounts();
  });
  afterAll(() => accounts.stop());

  const call = (line: string, body?: unknown): Promise<Answer> => {
    const [method, path] = line.split(' ');
    return ask(`${method} ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });
  };

  it('GET /health needs no credential', async () => {
    expect(await ask(`GET ${accounts.url}/health`)).toMatchObject({
      status: 200,
      body: { status: 'ok', service: 'accounts' },
    });
    expect(await ask(`GET ${accounts.url}/health/ready`)).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { database: true } },
    });
  });

  it('GET /api/docs shows Swagger', async () => {
    const page = await ask(`GET ${accounts.url}/api/docs`);
    expect(page.status).toBe(200);
    expect(page.body).toContain('swagger-ui');
    expect((await ask(`GET ${accounts.url}/api/docs-json`)).body.openapi).toBe('3.1.0');
  });

  it('POST /users creates a user', async () => {
    const answer = await call('POST /users', {
      email: 'Test@Example.com',
      password: HASH,
      name: 'Test',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      email: 'test@example.com',
      name: 'Test',
      role: 'USER',
      status: 'ACTIVE',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    userId = answer.body.id;
  });

  it('GET /users lists users', async () => {
    const answer = await call('GET /users');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-total-count')).toBe('1');
    expect(answer.body).toMatchObject([{ id: userId }]);
  });

  it('GET /users/:id gets a user by id', async () => {
    expect(await call(`GET /users/${userId}`)).toMatchObject({ status: 200, body: { id: userId } });
  });

  it('GET /users/email/:email gets a user by address, whatever its case', async () => {
    expect(await call('GET /users/email/TEST@example.com')).toMatchObject({
      status: 200,
      body: { id: userId },
    });
  });

  it('PUT /users/:id changes a user', async () => {
    const answer = await call(`PUT /users/${userId}`, { name: 'Renamed', role: 'ADMIN' });
    expect(answer).toMatchObject({ status: 200, body: { name: 'Renamed', role: 'ADMIN' } });
  });

  it('POST /sessions creates a session', async () => {
    const body = { userId, ipAddress: '192.0.2.7', userAgent: 'curl/8', expiresAt: soon() };
    const answer = await call('POST /sessions', body);
    expect(answer).toMatchObject({ status: 201, body });
    sessionId = answer.body.id;
  });

  it('GET /sessions/user/:userId gets the sessions of a user', async () => {
    expect(await call(`GET /sessions/user/${userId}`)).toMatchObject({
      status: 200,
      body: [{ id: sessionId, userAgent: 'curl/8' }],
    });
  });

  it('POST /refresh-tokens creates a refresh token', async () => {
    const answer = await call('POST /refresh-tokens', {
      token: TOKEN,
      userId,
      sessionId,
      expiresAt: soon(),
    });
    expect(answer).toMatchObject({ status: 201, body: { userId, sessionId, usedAt: null } });
    expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
  });

  it('GET /refresh-tokens/:token gets a refresh token', async () => {
    expect(await call(`GET /refresh-tokens/${TOKEN}`)).toMatchObject({
      status: 200,
      body: { userId, sessionId },
    });
  });

  it('DELETE /refresh-tokens/:token deletes it and ends its session', async () => {
    expect((await call(`DELETE /refresh-tokens/${TOKEN}`)).status).toBe(204);
    expect((await call(`GET /refresh-tokens/${TOKEN}`)).status).toBe(404);
    expect((await call(`DELETE /refresh-tokens/${TOKEN}`)).status).toBe(404);
    expect((await call(`GET /sessions/user/${userId}`)).body).toEqual([]);
  });

  it('DELETE /refresh-tokens/user/:userId deletes all tokens of a user', async () => {
    const token = `${TOKEN}-2`;
    await call('POST /refresh-tokens', { token, userId, expiresAt: soon() });
    expect((await call(`DELETE /refresh-tokens/user/${userId}`)).status).toBe(204);
    expect((await call(`GET /refresh-tokens/${token}`)).status).toBe(404);
    expect((await call(`DELETE /refresh-tokens/user/${userId}`)).status).toBe(204);
  });

  it('POST /refresh-tokens/cleanup removes expired tokens', async () => {
    const expiresAt = '2020-01-01T00:00:00Z';
    await call('POST /refresh-tokens', { token: `${TOKEN}-3`, userId, expiresAt });
    const cleanup = () => call('POST /refresh-tokens/cleanup');
    expect(await cleanup()).toMatchObject({ status: 200, body: { removed: 1 } });
    expect(await cleanup()).toMatchObject({ status: 200, body: { removed: 0 } });
  });

  it('removes expired tokens also when there are more than one statement takes', async () => {
    await seedOf(accounts).sql(
      `INSERT INTO "RefreshToken" (id, token, user_id, expires_at)
      SELECT 'many-' || i, 'many-' || i, $1, '2020-01-01' FROM generate_series(1, 2500) AS i`,
      [userId],
    );
    const { body } = await call('POST /refresh-tokens/cleanup');
    expect(body).toEqual({ removed: 2_500 });
  });

  it('DELETE /sessions/:id deletes a session', async () => {
    const { body } = await call('POST /sessions', { userId, expiresAt: soon() });
    expect((await call(`DELETE /sessions/${body.id}`)).status).toBe(204);
    expect((await call(`DELETE /sessions/${body.id}`)).status).toBe(404);
  });

  it('DELETE /sessions/user/:userId deletes all sessions of a user', async () => {
    await call('POST /sessions', { userId });
    await call('POST /sessions', { userId });
    expect((await call(`GET /sessions/user/${userId}`)).body).toHaveLength(2);
    expect((await call(`DELETE /sessions/user/${userId}`)).status).toBe(204);
    expect((await call(`GET /sessions/user/${userId}`)).body).toEqual([]);
  });

  it('POST /sessions/cleanup removes expired sessions', async () => {
    await call('POST /sessions', { userId, expiresAt: '2020-01-01T00:00:00Z' });
    expect(await call('POST /sessions/cleanup')).toMatchObject({
      status: 200,
      body: { removed: 1 },
    });
  });

  it('DELETE /users/:id deletes a user softly', async () => {
    await call('POST /sessions', { userId });
    expect((await call(`DELETE /users/${userId}`)).status).toBe(204);
    expect((await call(`GET /users/${userId}`)).status).toBe(404);
    expect((await call('GET /users/email/test@example.com')).status).toBe(404);
    expect((await call('GET /users')).body).toEqual([]);
    expect((await call('GET /users?status=DELETED')).body).toMatchObject([{ id: userId }]);
    expect((await call(`GET /sessions/user/${userId}`)).body).toEqual([]);
    expect((await call(`DELETE /users/${userId}`)).status).toBe(404);
    const again = await call('POST /users', { email: 'test@example.com', password: HASH });
    expect(again).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
  });

  it('PUT /users/:id restores a deleted user by giving it another status', async () => {
    expect((await call(`PUT /users/${userId}`, { name: 'No' })).status).toBe(404);
    expect((await call(`PUT /users/${userId}`, { status: 'ACTIVE' })).status).toBe(200);
    expect((await call(`GET /users/${userId}`)).body.status).toBe('ACTIVE');
  });
});
