import { randomUUID } from 'node:crypto';
import { type Answer, ask } from '../../accounts/test/ask';
import { HASH, type Seed, seedOf } from '../../accounts/test/seed';
import { type Pair, startAuth, startPair } from '../test/pair';

const PASSWORD = 'a good long password';

describe('a registration with an idempotency key', () => {
  let pair: Pair;
  let seed: Seed;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair();
    seed = seedOf(pair.accounts);
  });
  afterAll(() => pair.stop());

  const newcomer = () => {
    count += 1;
    return { email: `newcomer-${count}@example.com`, password: PASSWORD };
  };
  const register = (body: object, key: string, url = pair.url): Promise<Answer> =>
    ask(`POST ${url}/auth/register`, { body, headers: { 'idempotency-key': key } });
  const refresh = (refreshToken: string) => pair.call('POST /auth/refresh', { refreshToken });
  const accessStatus = async ({ body }: Answer) =>
    (await pair.call('GET /auth/validate', undefined, body.accessToken)).status;
  const rowsOf = (table: string, userId: string) =>
    seed.sql(`SELECT id FROM "${table}" WHERE user_id = $1`, [userId]);

  it('is answered again with the same user, session and refresh token', async () => {
    const body = newcomer();
    const key = randomUUID();
    const first = await register(body, key);
    const second = await register({ password: PASSWORD, name: null, email: body.email }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual({ ...first.body, accessToken: expect.any(String) });
    const { id } = first.body.user;
    expect(await rowsOf('Session', id)).toHaveLength(1);
    expect(await rowsOf('RefreshToken', id)).toHaveLength(1);
    const events = await seed.sql(
      'SELECT event FROM "AuditEntry" WHERE subject_id = $1 ORDER BY event',
      [id],
    );
    expect(events.map(({ event }) => event)).toEqual(['LOGIN', 'REGISTER']);
    for (const answer of [first, second]) expect(await accessStatus(answer)).toBe(200);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('makes one account when it is sent six times at once, to two replicas', async () => {
    const replica = await startAuth(pair.accounts.url);
    const body = newcomer();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => register(body, key, i % 2 ? replica.url : pair.url)),
    );
    await replica.stop();
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const same = answers.map((answer) => [answer.body.user.id, answer.body.refreshToken].join());
    expect(new Set(same).size).toBe(1);
    const { id } = answers[0]?.body.user ?? {};
    expect(await seed.sql('SELECT id FROM "User" WHERE email = $1', [body.email])).toEqual([
      { id },
    ]);
    expect(await rowsOf('Session', id)).toHaveLength(1);
  });

  it.each([
    ['password', { password: 'another good password' }],
    ['name', { name: 'Somebody' }],
    ['address', { email: 'somebody-else@example.com' }],
  ])('is refused with another %s', async (_, change) => {
    const body = newcomer();
    const key = randomUUID();
    expect((await register(body, key)).status).toBe(201);
    const other = await register({ ...body, ...change }, key);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const made = await seed.sql('SELECT id FROM "User" WHERE email = $1', [
      'somebody-else@example.com',
    ]);
    expect(made).toEqual([]);
  });

  it('is another registration under another key, and without one', async () => {
    const body = newcomer();
    expect((await register(body, randomUUID())).status).toBe(201);
    const codes = [
      (await register(body, randomUUID())).body.code,
      (await pair.call('POST /auth/register', body)).body.code,
    ];
    expect(codes).toEqual(['EMAIL_TAKEN', 'EMAIL_TAKEN']);
  });

  it('is tried anew after a refusal', async () => {
    const body = newcomer();
    const key = randomUUID();
    const weak = await register({ ...body, password: 'password' }, key);
    expect(weak.body.code).toBe('VALIDATION_FAILED');
    expect((await register(body, key)).status).toBe(201);
  });

  it('signs in as login does once its refresh token was used', async () => {
    const body = newcomer();
    const key = randomUUID();
    const first = await register(body, key);
    const next = await refresh(first.body.refreshToken);
    const late = await register(body, key);
    expect([late.status, late.body.user]).toEqual([201, first.body.user]);
    expect(late.body.refreshToken).not.toBe(first.body.refreshToken);
    expect(await accessStatus(late)).toBe(200);
    // Nothing came of it for the session that has gone on.
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  it('opens nothing that the old password no longer opens', async () => {
    const body = newcomer();
    const key = randomUUID();
    const { body: account } = await register(body, key);
    const change = { currentPassword: PASSWORD, newPassword: 'quite another password' };
    // The session that changes it lives on, with a refresh token that was never used.
    const changed = await pair.call('POST /auth/change-password', change, account.accessToken);
    expect(changed.status).toBe(204);
    const again = await register(body, key);
    expect([again.status, again.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('asks for the second factor that was set up since', async () => {
    const body = newcomer();
    const key = randomUUID();
    const { id } = (await register(body, key)).body.user;
    await seed.sql(
      `INSERT INTO "TotpFactor" (user_id, secret, created_at, confirmed_at)
       VALUES ($1, 'v1.sealed', now(), now())`,
      [id],
    );
    const again = await register(body, key);
    expect([again.status, again.body.code]).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
  });

  it('opens nothing of an account that was disabled since', async () => {
    const body = newcomer();
    const key = randomUUID();
    const { id } = (await register(body, key)).body.user;
    await pair.data(`PUT /users/${id}`, { status: 'DISABLED' });
    expect((await register(body, key)).status).toBe(401);
  });

  it('signs in when the key of the derivation was changed in between', async () => {
    const body = newcomer();
    const key = randomUUID();
    const first = await register(body, key);
    const changed = { JWT_REFRESH_SECRET: 'another-refresh-secret-of-this-test-0123456789' };
    const auth = await startAuth(pair.accounts.url, changed);
    const again = await register(body, key, auth.url);
    await auth.stop();
    expect([again.status, again.body.user]).toEqual([201, first.body.user]);
    expect((await refresh(again.body.refreshToken)).status).toBe(200);
  });

  it('leaves no password, hash or token in what is kept of it', async () => {
    const body = newcomer();
    const key = randomUUID();
    const { body: account } = await register(body, key);
    const kept = JSON.stringify(await seed.sql('SELECT * FROM "IdempotencyRecord"'));
    expect(kept).toContain(account.user.id);
    for (const secret of [PASSWORD, body.email, account.refreshToken, key, '$2b$']) {
      expect(kept).not.toContain(secret);
    }
  });

  it('is a malformed request with a key that is none', async () => {
    const answer = await register(newcomer(), 'two words');
    expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED']);
  });
});

describe('the route that auth registers by', () => {
  it('makes neither an account nor a session when one of them fails', async () => {
    // The failure is one of this test, no news for a log.
    const pair = await startPair({ LOG_LEVEL: 'silent' }, { LOG_LEVEL: 'silent' });
    const body = {
      email: 'half@example.com',
      password: HASH,
      seed: 's'.repeat(43),
      tokenHash: 'a'.repeat(64),
      lifetimeSeconds: 60,
      once: null,
    };
    expect((await pair.data('POST /internal/registrations', body)).status).toBe(201);
    // The same refresh token cannot be kept twice: the account goes with it.
    const second = await pair.data('POST /internal/registrations', {
      ...body,
      email: 'other-half@example.com',
    });
    expect(second.status).toBeGreaterThanOrEqual(400);
    expect((await pair.data('GET /users/email/other-half@example.com')).status).toBe(404);
    await pair.stop();
  });
});
