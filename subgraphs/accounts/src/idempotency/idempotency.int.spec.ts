import { ask } from '../../test/ask';
import { HASH, newToken, type Seed, seedOf } from '../../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../test/server';

describe('a POST with an idempotency key', () => {
  let accounts: AccountsServer;
  let seed: Seed;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());

  const post = (path: string, body: object, key?: string) =>
    ask(`POST ${accounts.url}${path}`, {
      bearer: SERVICE_TOKEN,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body,
    });
  const user = (name: string) => ({ email: `${name}@example.com`, password: HASH });

  it('has one effect and one answer, sent one after another', async () => {
    const first = await post('/users', user('twice'), 'twice');
    const second = await post('/users', user('twice'), 'twice');
    expect(first.status).toBe(201);
    expect([second.status, second.body]).toEqual([201, first.body]);
    const without = await post('/users', user('twice'));
    expect(without.body.code).toBe('EMAIL_TAKEN');
  });

  it('has one effect and one answer, sent ten times at once', async () => {
    const { viewer } = await seed.signedIn();
    const body = { userId: viewer.id, ipAddress: '192.0.2.9' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('/sessions', body, 'at once')),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
    const good = await Promise.all(
      Array.from({ length: 10 }, () => post('/sessions', body, 'at-once')),
    );
    expect(new Set(good.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const rows = await seed.sql('SELECT id FROM "Session" WHERE user_id = $1 AND ip_address = $2', [
      viewer.id,
      '192.0.2.9',
    ]);
    expect(rows).toEqual([{ id: good[0]?.body.id }]);
  });

  it('is refused with another body, and means nothing to another route', async () => {
    const { viewer } = await seed.signedIn();
    expect((await post('/users', user('one'), 'shared')).status).toBe(201);
    const other = await post('/users', user('other'), 'shared');
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const elsewhere = await post('/sessions', { userId: viewer.id }, 'shared');
    expect(elsewhere.status).toBe(201);
  });

  it('is tried anew after a refusal', async () => {
    const { viewer } = await seed.signedIn();
    const token = { token: newToken(), userId: 'absent', expiresAt: '2030-01-01T00:00:00Z' };
    expect((await post('/refresh-tokens', token, 'refused')).status).toBe(422);
    const good = { ...token, userId: viewer.id };
    expect((await post('/refresh-tokens', good, 'refused')).status).toBe(201);
  });

  it('is forgotten after a day, and keeps no password or token', async () => {
    const body = user('daily');
    expect((await post('/users', body, 'daily')).status).toBe(201);
    const kept = JSON.stringify(await seed.sql('SELECT * FROM "IdempotencyRecord"'));
    expect(kept).not.toContain(HASH);
    const [life] = await seed.sql(
      `SELECT max(expires_at - now()) BETWEEN '23 hours' AND '25 hours' AS a_day FROM "IdempotencyRecord"`,
    );
    expect(life).toEqual({ a_day: true });
    await seed.sql(`UPDATE "IdempotencyRecord" SET expires_at = '2026-01-01'`);
    const again = await post('/users', body, 'daily');
    expect([again.status, again.body.code]).toEqual([409, 'EMAIL_TAKEN']);
  });
});
