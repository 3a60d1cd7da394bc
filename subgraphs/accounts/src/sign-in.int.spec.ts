import { type Answer, ask } from '../test/ask';
import { HASH, hashOf, newToken, type Seed, type SignedIn, seedOf } from '../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../test/server';

describe('signing in, refreshing and logging out', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let one: SignedIn;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());
  beforeEach(async () => {
    one = await seed.signedIn();
  });

  const call = (line: string, body?: unknown): Promise<Answer> => {
    const [method, path] = line.split(' ');
    return ask(`${method} ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });
  };
  const successors = new Map<string, string>();
  /** The same successor for the same token, as auth derives it. */
  const next = (token: string): string => {
    const successor = successors.get(token) ?? newToken();
    successors.set(token, successor);
    return successor;
  };
  const refresh = (token: string): Promise<Answer> =>
    call('POST /internal/refresh', {
      tokenHash: hashOf(token),
      successorHash: hashOf(next(token)),
    });
  const letPass = (seconds: number): Promise<unknown> =>
    seed.sql(
      `UPDATE "RefreshToken" SET used_at = used_at - make_interval(secs => $2) WHERE user_id = $1`,
      [one.viewer.id, seconds],
    );
  const refused = (code: string) => ({ status: 401, body: { code } });

  it('rotates a token within its session and never moves the end', async () => {
    const before = await seed.sql(`SELECT expires_at FROM "RefreshToken" WHERE session_id = $1`, [
      one.viewer.sessionId,
    ]);
    const answer = await refresh(one.refreshToken);
    expect(answer).toMatchObject({
      status: 200,
      body: { sessionId: one.viewer.sessionId, user: { id: one.viewer.id, role: 'USER' } },
    });
    expect((await refresh(next(one.refreshToken))).status).toBe(200);
    const after = await seed.sql(
      `SELECT expires_at, used_at, token FROM "RefreshToken" WHERE session_id = $1`,
      [one.viewer.sessionId],
    );
    expect(after).toHaveLength(3);
    expect(after.filter(({ used_at }) => used_at === null)).toHaveLength(1);
    for (const row of after) expect(row.expires_at).toEqual(before[0]?.expires_at);
  });

  it('answers a retry within the grace with the same successor', async () => {
    const first = await refresh(one.refreshToken);
    const second = await refresh(one.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.sessionId).toBe(first.body.sessionId);
    const rows = await seed.sql(`SELECT id FROM "RefreshToken" WHERE session_id = $1`, [
      one.viewer.sessionId,
    ]);
    expect(rows).toHaveLength(2);
    expect((await refresh(next(one.refreshToken))).status).toBe(200);
  });

  it('ends the family, and no other session, when a token comes back after the grace', async () => {
    const email = (await call(`GET /users/${one.viewer.id}`)).body.email;
    const { body: credentials } = await call('POST /internal/credentials', { email });
    expect(credentials.passwordHash).toBe(HASH);
    const otherToken = newToken();
    const { body: other } = await call('POST /internal/sessions', {
      userId: one.viewer.id,
      passwordHash: HASH,
      tokenHash: hashOf(otherToken),
      lifetimeSeconds: 3_600,
    });
    await refresh(one.refreshToken);
    await letPass(11);
    expect(await refresh(one.refreshToken)).toMatchObject(refused('REFRESH_TOKEN_REUSED'));
    expect(await refresh(next(one.refreshToken))).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    expect(await refresh(one.refreshToken)).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    const { sessions } = (await call('GET /internal/revocations')).body;
    expect(sessions).toContain(one.viewer.sessionId);
    expect(sessions).not.toContain(other.sessionId);
    expect((await refresh(otherToken)).status).toBe(200);
  });

  it('grants no grace to a grandparent', async () => {
    await refresh(one.refreshToken);
    await refresh(next(one.refreshToken));
    expect(await refresh(one.refreshToken)).toMatchObject(refused('REFRESH_TOKEN_REUSED'));
  });

  it('gives thirty parallel refreshes one successor and no error', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => refresh(one.refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    const rows = await seed.sql(`SELECT used_at FROM "RefreshToken" WHERE session_id = $1`, [
      one.viewer.sessionId,
    ]);
    expect(rows).toHaveLength(2);
    expect((await refresh(next(one.refreshToken))).status).toBe(200);
  });

  it('refuses a successor that was derived with another key, without ending the session', async () => {
    await refresh(one.refreshToken);
    const successor = next(one.refreshToken);
    successors.delete(one.refreshToken);
    expect(await refresh(one.refreshToken)).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    expect((await refresh(successor)).status).toBe(200);
  });

  it('refuses unknown tokens, and tokens past the end of their family', async () => {
    expect(await refresh(newToken())).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    await seed.sql(
      `UPDATE "Session" SET expires_at = (now() AT TIME ZONE 'UTC') - interval '1 s' WHERE id = $1`,
      [one.viewer.sessionId],
    );
    expect(await refresh(one.refreshToken)).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
  });

  it.each([
    ['disabled', { status: 'DISABLED' }],
    ['deleted', { status: 'DELETED' }],
    ['given another password', { password: `$2b$12$${'b'.repeat(53)}` }],
  ])('ends every session of an account that is %s', async (_, change) => {
    expect((await call(`PUT /users/${one.viewer.id}`, change)).status).toBe(200);
    expect(await refresh(one.refreshToken)).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    const { sessions, users } = (await call('GET /internal/revocations')).body;
    expect(sessions).toContain(one.viewer.sessionId);
    const { validFrom } = users.find(({ id }: { id: string }) => id === one.viewer.id);
    expect(Math.abs(validFrom - Date.now() / 1000)).toBeLessThan(5);
  });

  it('calls access tokens back when a role changes, and dates new ones after it', async () => {
    expect((await call(`PUT /users/${one.viewer.id}`, { role: 'ADMIN' })).status).toBe(200);
    const { users } = (await call('GET /internal/revocations')).body;
    const { validFrom } = users.find(({ id }: { id: string }) => id === one.viewer.id);
    const { body } = await refresh(one.refreshToken);
    expect(body.user.role).toBe('ADMIN');
    expect(body.issuedAt).toBeGreaterThanOrEqual(validFrom);
  });

  it('calls back also what was issued a moment ago, after another change in the same second', async () => {
    const id = one.viewer.id;
    const validFrom = async (): Promise<number> => {
      const { body } = await call('GET /internal/revocations');
      const users = body.users as { id: string; validFrom: number }[];
      return users.find((user) => user.id === id)?.validFrom ?? Number.NaN;
    };
    let token = one.refreshToken;
    for (const role of ['ADMIN', 'USER', 'ADMIN', 'USER']) {
      const { issuedAt } = (await refresh(token)).body as { issuedAt: number };
      token = next(token);
      await call(`PUT /users/${id}`, { role });
      expect(await validFrom()).toBeGreaterThan(issuedAt);
    }
  });

  it('calls nothing back for a new name', async () => {
    expect((await call(`PUT /users/${one.viewer.id}`, { name: 'New' })).status).toBe(200);
    const { sessions, users } = (await call('GET /internal/revocations')).body;
    expect(sessions).not.toContain(one.viewer.sessionId);
    expect(users.map(({ id }: { id: string }) => id)).not.toContain(one.viewer.id);
  });

  it('opens no session for an account that changed since its password was checked', async () => {
    const family = {
      userId: one.viewer.id,
      passwordHash: `$2b$12$${'c'.repeat(53)}`,
      tokenHash: hashOf(newToken()),
      lifetimeSeconds: 60,
    };
    const open = (body: object) => call('POST /internal/sessions', body);
    expect(await open(family)).toMatchObject(refused('INVALID_CREDENTIALS'));
    await call(`PUT /users/${one.viewer.id}`, { status: 'DISABLED' });
    expect(await open({ ...family, passwordHash: HASH })).toMatchObject(
      refused('INVALID_CREDENTIALS'),
    );
    expect(await open({ ...family, userId: 'nobody' })).toMatchObject(
      refused('INVALID_CREDENTIALS'),
    );
  });

  it('upgrades a hash while it opens a session, and no session ends by that', async () => {
    const upgradedHash = `hmac-sha384$2b$13$${'d'.repeat(53)}`;
    const answer = await call('POST /internal/sessions', {
      userId: one.viewer.id,
      passwordHash: HASH,
      upgradedHash,
      tokenHash: hashOf(newToken()),
      lifetimeSeconds: 60,
    });
    expect(answer.status).toBe(201);
    const [row] = await seed.sql(`SELECT password FROM "User" WHERE id = $1`, [one.viewer.id]);
    expect(row?.password).toBe(upgradedHash);
    expect((await refresh(one.refreshToken)).status).toBe(200);
  });

  it('tells no credentials of unknown or deleted accounts', async () => {
    const { email } = (await call(`GET /users/${one.viewer.id}`)).body;
    await call(`DELETE /users/${one.viewer.id}`);
    for (const address of [email, 'nobody@example.com', 'nonsense', '', '\0']) {
      expect((await call('POST /internal/credentials', { email: address })).status).toBe(404);
    }
  });

  it('ends a session by its id or any token of its family, as often as asked', async () => {
    await refresh(one.refreshToken);
    const end = (body: object) => call('POST /internal/sessions/end', body);
    const tokenHash = hashOf(one.refreshToken);
    expect((await end({ tokenHash })).status).toBe(204);
    expect((await end({ tokenHash })).status).toBe(204);
    expect((await end({ sessionId: one.viewer.sessionId })).status).toBe(204);
    expect((await end({ sessionId: 'nobody' })).status).toBe(204);
    expect((await end({ tokenHash: hashOf('x') })).status).toBe(204);
    expect((await end({})).status).toBe(422);
    expect((await end({ tokenHash, sessionId: 'both' })).status).toBe(422);
    expect(await refresh(next(one.refreshToken))).toMatchObject(refused('INVALID_REFRESH_TOKEN'));
    const { sessions } = (await call('GET /internal/revocations')).body;
    expect(sessions).toContain(one.viewer.sessionId);
  });

  it('forgets revocations once no access token can live any more', async () => {
    await call('POST /internal/sessions/end', { sessionId: one.viewer.sessionId });
    await call(`PUT /users/${one.viewer.id}`, { role: 'ADMIN' });
    await seed.sql(`UPDATE "Session" SET revoked_at = revoked_at - interval '17 min'`);
    // The moment never moves back by itself.
    await seed.sql('UPDATE "User" SET tokens_valid_from = NULL');
    await seed.sql(`UPDATE "User" SET tokens_valid_from = now() - interval '17 min'`);
    const { body } = await call('GET /internal/revocations');
    expect(body).toEqual({ now: expect.any(Number), sessions: [], users: [] });
  });

  it('survives refreshes, revocations and changes of one account all at once', async () => {
    const work = Array.from({ length: 8 }, (_, i) => [
      refresh(one.refreshToken),
      call(`PUT /users/${one.viewer.id}`, { role: i % 2 ? 'ADMIN' : 'USER' }),
      call(`DELETE /sessions/user/${one.viewer.id}`),
      call('POST /internal/sessions/end', { sessionId: one.viewer.sessionId }),
    ]);
    const statuses = (await Promise.all(work.flat())).map(({ status }) => status);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });
});
