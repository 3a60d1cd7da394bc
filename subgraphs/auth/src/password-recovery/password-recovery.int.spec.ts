import { apiKeyHash } from '@ai-finops/service-kit/api-key';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { ask } from '../../../accounts/test/ask';
import { seedOf } from '../../../accounts/test/seed';
import { type Pair, startAuth, startPair } from '../../test/pair';
import { codes, expectMailsWithoutSecrets, fields, NEW, OLD, peopleOf } from '../../test/people';

/** Forgotten and new passwords over REST and GraphQL, with the real mails. */
describe('passwords', () => {
  let pair: Pair;
  const { registered, again, login, refreshStatus, accessStatus, mail, askForLink } = peopleOf(
    () => pair,
  );

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  describe('a forgotten password', () => {
    it('is asked for with the same answer for everybody', async () => {
      const { email } = await registered();
      const forgot = (address: string) =>
        pair.call('POST /auth/forgot-password', { email: address });
      const known = await forgot(email);
      expect(known.status).toBe(202);
      expect(Object.keys(known.body)).toEqual(['message']);
      for (const address of ['nobody-here@example.com', 'nonsense', email.toUpperCase()]) {
        const answer = await forgot(address);
        expect([answer.status, answer.body]).toEqual([202, known.body]);
        expect([...answer.headers.keys()]).toEqual([...known.headers.keys()]);
      }
      const graph = 'mutation ($input: ForgotPasswordInput!) { forgotPassword(input: $input) }';
      for (const address of [email, 'nobody-here@example.com']) {
        expect((await pair.graph(graph, { input: { email: address } })).body).toEqual({
          data: { forgotPassword: true },
        });
      }
    });

    it('takes as long for a known address as for an unknown one', async () => {
      const { email } = await registered();
      // What auth adds to it knows nothing of accounts.
      const timeOf = async (address: string): Promise<number> => {
        const start = performance.now();
        await pair.data('POST /internal/password-resets', { email: address });
        return performance.now() - start;
      };
      const [known, unknown]: [number[], number[]] = [[], []];
      for (let i = 0; i < 20; i += 1) {
        known.push(await timeOf(email));
        unknown.push(await timeOf(`unknown-${i}@example.com`));
      }
      // The fastest of many says what the work costs, whatever else the machine does. Looking the
      // account up, making a token or sending would show.
      expect(Math.abs(Math.min(...known) - Math.min(...unknown))).toBeLessThan(20);
    });

    it('is set anew by the mailed link, once, which ends every session and API key', async () => {
      const account = await registered();
      const key = { name: 'CI', scopes: ['costs:read'] };
      const made = await pair.call('POST /auth/api-keys', key, account.accessToken);
      const other = await again(account);
      const token = await askForLink(account.email);
      const reset = () => pair.call('POST /auth/reset-password', { token, newPassword: NEW });
      const keyHash = apiKeyHash(made.body.secret);
      const verify = () => pair.data('POST /internal/api-keys/verify', { keyHash });
      expect((await verify()).status).toBe(200);
      expect((await reset()).status).toBe(204);
      expect((await verify()).status).toBe(404);
      const revoked = (await pair.data('GET /internal/revocations')).body.sessions;
      expect(revoked).toContain(made.body.apiKey.id);
      for (const session of [account, other]) {
        expect(await refreshStatus(session)).toBe(401);
        expect(await accessStatus(session)).toBe(401);
      }
      expect((await login(account.email, OLD)).status).toBe(401);
      expect((await login(account.email, NEW)).status).toBe(200);
      expect(await reset()).toMatchObject({ status: 400, body: { code: 'INVALID_LINK' } });
      const { text } = await mail(account.email, /was changed/);
      expect(text).toContain('from the address 127.0.0.1');
      expect(text).toContain('every API key was revoked');
      expect(text).not.toContain(token);
    });

    it('is set once when two replicas get the link ten times at once', async () => {
      const { email } = await registered();
      const token = await askForLink(email);
      const replica = await startAuth(pair.accounts.url);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          ask(`POST ${i % 2 ? pair.url : replica.url}/auth/reset-password`, {
            body: { token, newPassword: `${NEW} ${i}` },
          }),
        ),
      );
      await replica.stop();
      const won = answers.flatMap(({ status }, i) => (status === 204 ? [i] : []));
      expect(won).toHaveLength(1);
      expect((await login(email, `${NEW} ${won[0]}`)).status).toBe(200);
      const others = answers.map(({ status }) => status).filter((status) => status !== 204);
      expect(others.filter((status) => status !== 400 && status !== 429)).toEqual([]);
    });

    it('refuses weak passwords, and the link still holds then', async () => {
      const { email } = await registered();
      const token = await askForLink(email);
      for (const newPassword of ['short', 'password1', email, '', 'half \ud83d of one!']) {
        const answer = await pair.call('POST /auth/reset-password', { token, newPassword });
        expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
        expect(fields(answer)).toEqual(['newPassword']);
      }
      const graph = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
      const weak = await pair.graph(graph, { input: { token, newPassword: 'password1' } });
      expect(codes(weak)).toEqual(['VALIDATION_FAILED']);
      expect(fields(weak)).toEqual(['newPassword']);
      expect((await pair.graph(graph, { input: { token, newPassword: NEW } })).body).toEqual({
        data: { resetPassword: true },
      });
      const used = await pair.graph(graph, { input: { token, newPassword: NEW } });
      expect(codes(used)).toEqual(['INVALID_LINK']);
    });

    it.each([
      ['nothing', ''],
      ['one that was never sent', 'A'.repeat(43)],
      ['NUL', '\0'],
      ['half a character', '\ud83d'],
      ['an access token', 'a.b.c'],
    ])('refuses %s as a link', async (_, token) => {
      const answer = await pair.call('POST /auth/reset-password', { token, newPassword: NEW });
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_LINK' } });
    });

    it.each([[{}], [['a']], [null], [1], [{ $ne: '' }]])('422 for %j', async (value) => {
      const body = { token: value, newPassword: NEW };
      expect((await pair.call('POST /auth/reset-password', body)).status).toBe(422);
      expect((await pair.call('POST /auth/forgot-password', { email: value })).status).toBe(422);
    });

    it('refuses a link that is too old, of another purpose, or from before a change', async () => {
      const { sql } = seedOf(pair.accounts);
      const account = await registered();
      const useOf = async (token: string) =>
        (await pair.call('POST /auth/reset-password', { token, newPassword: NEW })).status;
      const late = await askForLink(account.email);
      await sql('UPDATE "OneTimeLink" SET expires_at = now() WHERE user_id = $1', [
        account.viewer.id,
      ]);
      expect(await useOf(late)).toBe(400);
      const before = await askForLink(account.email, 1);
      const change = { currentPassword: OLD, newPassword: OLD.toUpperCase() };
      const { accessToken } = account;
      const changed = await pair.call('POST /auth/change-password', change, accessToken);
      expect(changed.status).toBe(204);
      expect(await useOf(before)).toBe(400);
      await pair.call(
        'POST /auth/change-email',
        { newEmail: `next-${account.email}`, password: OLD.toUpperCase() },
        accessToken,
      );
      const { token: confirms } = await mail(`next-${account.email}`, /Confirm/);
      expect(await useOf(confirms)).toBe(400);
    });

    it('never leads anywhere but to the web app, whatever the request claims', async () => {
      const { email } = await registered();
      await ask(`POST ${pair.url}/auth/forgot-password`, {
        body: { email },
        headers: {
          'x-forwarded-host': 'evil.example',
          'x-forwarded-for': '203.0.113.66',
          origin: 'https://evil.example',
          referer: 'https://evil.example/',
        },
      });
      const { text, html } = await mail(email, /Reset/);
      for (const body of [text, html]) {
        expect(body).not.toContain('evil.example');
        expect(body).not.toContain('203.0.113.66');
      }
      expect(text).toContain('http://localhost:3003/reset-password?token=');
    });
  });

  describe('a new password', () => {
    const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';

    it('needs the current one, and ends every other session', async () => {
      const account = await registered();
      const other = await again(account);
      const change = (currentPassword: string) =>
        pair.call(
          'POST /auth/change-password',
          { currentPassword, newPassword: NEW },
          account.accessToken,
        );
      expect(await change(`${OLD}!`)).toMatchObject({
        status: 403,
        body: { code: 'WRONG_PASSWORD' },
      });
      expect((await login(account.email, OLD)).status).toBe(200);
      expect((await change(OLD)).status).toBe(204);
      expect(await accessStatus(account)).toBe(200);
      expect(await refreshStatus(account)).toBe(200);
      expect(await accessStatus(other)).toBe(401);
      expect(await refreshStatus(other)).toBe(401);
      expect((await login(account.email, OLD)).status).toBe(401);
      expect((await login(account.email, NEW)).status).toBe(200);
      await mail(account.email, /password was changed/);
    });

    it('is the same over GraphQL', async () => {
      const account = await registered();
      const other = await again(account);
      const change = (currentPassword: string, newPassword: string, viewer: Viewer | null) =>
        pair.graph(CHANGE, { input: { currentPassword, newPassword } }, viewer);
      expect(codes(await change(OLD, NEW, null))).toEqual(['UNAUTHENTICATED']);
      expect(codes(await change('no', NEW, account.viewer))).toEqual(['WRONG_PASSWORD']);
      const weak = await change(OLD, 'password1', account.viewer);
      expect([codes(weak), fields(weak)]).toEqual([['VALIDATION_FAILED'], ['newPassword']]);
      expect((await change(OLD, NEW, account.viewer)).body).toEqual({
        data: { changePassword: true },
      });
      expect([await refreshStatus(account), await refreshStatus(other)]).toEqual([200, 401]);
    });

    it('is taken once of two at the same time', async () => {
      const { accessToken, email } = await registered();
      const answers = await Promise.all(
        [`${NEW} 1`, `${NEW} 2`].map((newPassword) =>
          pair.call(
            'POST /auth/change-password',
            { currentPassword: OLD, newPassword },
            accessToken,
          ),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
      const won = answers.findIndex(({ status }) => status === 204);
      expect((await login(email, `${NEW} ${won + 1}`)).status).toBe(200);
    });

    it('needs an access token', async () => {
      const body = { currentPassword: OLD, newPassword: NEW };
      expect((await pair.call('POST /auth/change-password', body)).status).toBe(401);
    });
  });

  it('never tell a password, a hash or an access token by mail', () =>
    expectMailsWithoutSecrets(pair, 10));
});
