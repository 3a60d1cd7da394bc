import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Pair, startPair } from '../test/pair';

const run = promisify(execFile);
const credentials = { email: 'test@example.com', password: 'Test123456' };

describe('the documented routes of the authentication service', () => {
  let pair: Pair;
  let accessToken: string;
  let refreshToken: string;

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  /** A line of the documentation, with this test's port in place of the documented one. */
  const curl = async (line: string): Promise<{ status: number; body: unknown }> => {
    const here = line
      .replace('http://localhost:3001', pair.url)
      .replace('http://localhost:3002', pair.accounts.url);
    const { stdout } = await run('sh', [
      '-c',
      here.replace(/^curl/, `curl -s -w '\n%{http_code}'`),
    ]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end)), body: JSON.parse(stdout.slice(0, end)) };
  };

  it('curl: test database service', async () => {
    expect(await curl('curl http://localhost:3002/health')).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });

  it('curl: register user', async () => {
    const answer = await curl(`curl -X POST http://localhost:3001/auth/register \\
  -H "Content-Type: application/json" \\
  -d '{"email":"test@example.com","password":"Test123456"}'`);
    expect(answer).toEqual({
      status: 201,
      body: {
        accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        refreshToken: expect.stringMatching(/^[\w-]{43}$/),
        expiresIn: 900,
        user: {
          id: expect.any(String),
          email: 'test@example.com',
          name: null,
          role: 'USER',
        },
      },
    });
  });

  it('curl: login', async () => {
    const answer = await curl(`curl -X POST http://localhost:3001/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"email":"test@example.com","password":"Test123456"}'`);
    expect(answer).toMatchObject({
      status: 200,
      body: { expiresIn: 900, user: { email: 'test@example.com', role: 'USER' } },
    });
  });

  it('curl: health', async () => {
    expect(await curl('curl http://localhost:3001/auth/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', service: 'auth' },
    });
    expect(await pair.call('GET /auth/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { accounts: true, sessions: true } },
    });
  });

  it('POST /auth/register refuses an address that has an account', async () => {
    const answer = await pair.call('POST /auth/register', {
      email: 'TEST@Example.COM',
      password: 'another password',
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
  });

  it('POST /auth/login answers tokens that no cache keeps', async () => {
    const answer = await pair.call('POST /auth/login', credentials);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    ({ accessToken, refreshToken } = answer.body);
  });

  it('GET /auth/profile shows the account of the access token', async () => {
    expect(await pair.call('GET /auth/profile', undefined, accessToken)).toMatchObject({
      status: 200,
      body: { email: 'test@example.com', name: null, role: 'USER', status: 'ACTIVE' },
    });
  });

  it.each(['GET', 'POST'])('%s /auth/validate checks the access token', async (method) => {
    expect(await pair.call(`${method} /auth/validate`, undefined, accessToken)).toMatchObject({
      status: 200,
      body: { valid: true, user: { role: 'USER' }, expiresAt: expect.any(Number) },
    });
    expect((await pair.call(`${method} /auth/validate`)).status).toBe(401);
  });

  it('POST /auth/refresh exchanges the refresh token', async () => {
    const answer = await pair.call('POST /auth/refresh', { refreshToken });
    expect(answer).toMatchObject({ status: 200, body: { expiresIn: 900 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.refreshToken).not.toBe(refreshToken);
    ({ accessToken, refreshToken } = answer.body);
  });

  it('POST /auth/logout ends the session, and may be repeated', async () => {
    expect((await pair.call('POST /auth/logout', undefined, accessToken)).status).toBe(204);
    expect((await pair.call('POST /auth/logout', undefined, accessToken)).status).toBe(204);
    expect(await pair.call('GET /auth/profile', undefined, accessToken)).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
    expect(await pair.call('POST /auth/refresh', { refreshToken })).toMatchObject({
      status: 401,
      body: { code: 'INVALID_REFRESH_TOKEN' },
    });
  });

  it('POST /auth/logout takes a refresh token too', async () => {
    const { body } = await pair.call('POST /auth/login', credentials);
    const end = () => pair.call('POST /auth/logout', { refreshToken: body.refreshToken });
    expect((await end()).status).toBe(204);
    expect((await end()).status).toBe(204);
    expect(
      (await pair.call('POST /auth/refresh', { refreshToken: body.refreshToken })).status,
    ).toBe(401);
    expect((await pair.call('POST /auth/logout')).status).toBe(401);
  });

  it('GET /api/docs shows Swagger', async () => {
    expect((await pair.call('GET /api/docs')).status).toBe(200);
    expect((await pair.call('GET /api/docs-json')).body.openapi).toBe('3.1.0');
  });
});
