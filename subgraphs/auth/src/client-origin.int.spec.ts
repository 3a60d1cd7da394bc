import { ask } from '../../accounts/test/ask';
import { seedOf } from '../../accounts/test/seed';
import { type Pair, startPair } from '../test/pair';

const CLIENT = { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'a-browser/3' };

describe('the audit log behind the authentication service', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await startPair({ TRUSTED_PROXIES: ['127.0.0.1'] });
  });
  afterAll(() => pair.stop());

  const post = (route: string, body: object) =>
    ask(`POST ${pair.url}/auth/${route}`, { body, headers: CLIENT });
  const password = 'a good long password';

  it('names the client, not the service that asked for it', async () => {
    const { user, refreshToken } = (
      await post('register', { email: 'origin@example.com', password })
    ).body;
    const next = (await post('refresh', { refreshToken })).body.refreshToken;
    // The successor's use ends the grace of its parent, whose return is a theft then.
    await post('refresh', { refreshToken: next });
    expect((await post('refresh', { refreshToken })).status).toBe(401);
    const second = (await post('login', { email: 'origin@example.com', password })).body;
    expect((await post('logout', { refreshToken: second.refreshToken })).status).toBe(204);

    const entries = await seedOf(pair.accounts).sql(
      'SELECT event, ip_address, user_agent FROM "AuditEntry" WHERE subject_id = $1',
      [user.id],
    );
    const events = entries.map(({ event }) => event);
    expect(events).toEqual(
      expect.arrayContaining(['REGISTER', 'LOGIN', 'REFRESH_REUSE', 'LOGOUT']),
    );
    for (const { event, ip_address, user_agent } of entries) {
      expect([event, ip_address]).toEqual([event, '203.0.113.7']);
      expect([event, user_agent]).toEqual([event, expect.stringMatching(/^a-browser\/3/)]);
    }
  });
});
