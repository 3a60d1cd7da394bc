import { ask } from '../../../accounts/test/ask';
import { type Pair, startPair } from '../../test/pair';
import { type Account, codes, OLD, peopleOf } from '../../test/people';

/** Over REST and GraphQL. */
describe('sessions', () => {
  let pair: Pair;
  const { registered, again, refreshStatus, accessStatus } = peopleOf(() => pair);

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  describe('one’s own sessions', () => {
    const list = async ({ accessToken }: Account) =>
      (await pair.call('GET /auth/sessions', undefined, accessToken)).body;

    it('are shown with where they are from, when they were used, and which one asks', async () => {
      const account = await registered();
      const other = await ask(`POST ${pair.url}/auth/login`, {
        body: { email: account.email, password: OLD },
        headers: { 'user-agent': 'another-browser/2' },
      });
      expect(await list(account)).toEqual([
        expect.objectContaining({
          userAgent: 'another-browser/2',
          ipAddress: '127.0.0.1',
          current: false,
          lastUsedAt: null,
        }),
        expect.objectContaining({ id: account.viewer.sessionId, current: true }),
      ]);
      await pair.call('POST /auth/refresh', { refreshToken: other.body.refreshToken });
      const [used] = await list(account);
      expect(Date.now() - Date.parse(used.lastUsedAt)).toBeLessThan(60_000);
      expect((await pair.call('GET /auth/sessions')).status).toBe(401);
    });

    it('are ended one by one, and nobody else’s', async () => {
      const account = await registered();
      const other = await again(account);
      const stranger = await registered();
      const end = async (by: Account, { viewer }: Account) =>
        (await pair.call(`DELETE /auth/sessions/${viewer.sessionId}`, undefined, by.accessToken))
          .status;
      expect(await end(stranger, other)).toBe(404);
      expect(await accessStatus(other)).toBe(200);
      expect(await end(account, other)).toBe(204);
      expect(await end(account, other)).toBe(404);
      expect([await accessStatus(other), await refreshStatus(other)]).toEqual([401, 401]);
      expect(await accessStatus(account)).toBe(200);
      for (const id of ['unknown', '%00', '..', 'x'.repeat(300)]) {
        const line = `DELETE /auth/sessions/${encodeURIComponent(id)}`;
        expect((await pair.call(line, undefined, account.accessToken)).status).toBe(404);
      }
    });

    it('are not ended by an administrator through the routes for one’s own', async () => {
      const account = await registered();
      const admin = await registered();
      await pair.data(`PUT /users/${admin.viewer.id}`, { role: 'ADMIN' });
      const { accessToken } = await again(admin);
      const line = `DELETE /auth/sessions/${account.viewer.sessionId}`;
      expect((await pair.call(line, undefined, accessToken)).status).toBe(404);
      expect(await refreshStatus(account)).toBe(200);
    });

    it.each(['REST', 'GraphQL'])('all end with one call over %s, or all others', async (door) => {
      const account = await registered();
      const [kept, second] = [await again(account), await again(account)];
      const everywhere = (by: Account, exceptThis?: boolean) =>
        door === 'REST'
          ? pair.call(
              'POST /auth/logout-everywhere',
              exceptThis === undefined ? undefined : { exceptThis },
              by.accessToken,
            )
          : pair.graph(
              'mutation ($e: Boolean! = false) { logoutEverywhere(exceptThis: $e) }',
              exceptThis === undefined ? {} : { e: exceptThis },
              by.viewer,
            );
      await everywhere(kept, true);
      expect([await accessStatus(account), await accessStatus(second)]).toEqual([401, 401]);
      expect([await accessStatus(kept), await refreshStatus(account)]).toEqual([200, 401]);
      const stranger = await registered();
      await everywhere(kept);
      expect([await accessStatus(kept), await refreshStatus(kept)]).toEqual([401, 401]);
      expect(await accessStatus(stranger)).toBe(200);
      expect((await pair.call('POST /auth/logout-everywhere')).status).toBe(401);
      const anonymous = await pair.graph('mutation { logoutEverywhere }');
      expect(codes(anonymous)).toEqual(['UNAUTHENTICATED']);
    });
  });
});
