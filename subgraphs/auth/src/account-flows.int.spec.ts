import { setTimeout as sleep } from 'node:timers/promises';
import { apiKeyHash } from '@ai-finops/service-kit/api-key';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Answer, ask } from '../../accounts/test/ask';
import { mailsIn, mailTo } from '../../accounts/test/outbox';
import { seedOf } from '../../accounts/test/seed';
import { type Pair, startAuth, startPair } from '../test/pair';

const OLD = 'the first long password';
const NEW = 'another long password';

/** Each flow over REST and GraphQL, with the real mails. */
describe('the flows of one’s own account', () => {
  let pair: Pair;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  interface Account {
    readonly email: string;
    readonly accessToken: string;
    readonly refreshToken: string;
    readonly viewer: Viewer;
  }

  const viewerOf = (accessToken: string): Viewer => {
    const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
    const { sub: id, role, sid: sessionId } = JSON.parse(claims);
    return { id, role, sessionId };
  };
  const entered = (email: string, { body }: Answer): Account => ({
    email,
    accessToken: body.accessToken,
    refreshToken: body.refreshToken,
    viewer: viewerOf(body.accessToken),
  });
  const registered = async (): Promise<Account> => {
    count += 1;
    const email = `person-${count}@example.com`;
    return entered(email, await pair.call('POST /auth/register', { email, password: OLD }));
  };
  const login = (email: string, password: string) =>
    pair.call('POST /auth/login', { email, password });
  const again = async ({ email }: Account): Promise<Account> =>
    entered(email, await login(email, OLD));
  const refreshStatus = async ({ refreshToken }: Account): Promise<number> =>
    (await pair.call('POST /auth/refresh', { refreshToken })).status;
  const accessStatus = async ({ accessToken }: Account): Promise<number> =>
    (await pair.call('GET /auth/validate', undefined, accessToken)).status;
  const mail = (to: string, subject: RegExp, after = 0) =>
    mailTo(pair.accounts.outbox, to, subject, after);
  const codes = ({ body }: Answer): string[] =>
    (body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code);
  const fields = (answer: Answer): string[] => {
    const { details, errors } = answer.body;
    const found = details?.fields ?? errors?.[0]?.extensions.fields ?? [];
    return found.map(({ field }: { field: string }) => field);
  };
  const askForLink = async (email: string, after = 0): Promise<string> => {
    expect((await pair.call('POST /auth/forgot-password', { email })).status).toBe(202);
    return (await mail(email, /Reset/, after)).token;
  };

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

  describe('one’s own profile', () => {
    it('has its name changed and removed over REST and GraphQL', async () => {
      const { accessToken, viewer } = await registered();
      const patch = (body: object) => pair.call('PATCH /auth/profile', body, accessToken);
      expect(await patch({ name: 'Ada' })).toMatchObject({ status: 200, body: { name: 'Ada' } });
      expect((await patch({ name: null })).body.name).toBeNull();
      const graph =
        'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }';
      expect((await pair.graph(graph, { input: { name: 'Grace' } }, viewer)).body).toEqual({
        data: { updateProfile: { id: viewer.id } },
      });
      expect((await pair.call('GET /auth/profile', undefined, accessToken)).body.name).toBe(
        'Grace',
      );
      for (const name of ['\0', 'x'.repeat(201), { $ne: 1 }, '\ud83d']) {
        const answer = await patch({ name });
        expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED']);
      }
      expect((await pair.call('PATCH /auth/profile', { name: 'x' })).status).toBe(401);
      expect(codes(await pair.graph(graph, { input: { name: 'x' } }))).toEqual(['UNAUTHENTICATED']);
    });

    it('takes neither role nor status nor address that way', async () => {
      const { accessToken, email } = await registered();
      const body = { name: 'Climber', role: 'ADMIN', status: 'DISABLED', email: 'x@example.com' };
      expect((await pair.call('PATCH /auth/profile', body, accessToken)).body).toMatchObject({
        name: 'Climber',
        role: 'USER',
        status: 'ACTIVE',
        email,
      });
    });
  });

  describe('another address', () => {
    const changeTo = ({ accessToken }: Account, newEmail: string, password = OLD) =>
      pair.call('POST /auth/change-email', { newEmail, password }, accessToken);
    const confirm = (token: string) => pair.call('POST /auth/confirm-email', { token });

    it('is the account’s when its mailbox confirms it, and the old mailbox is told', async () => {
      const account = await registered();
      const next = `Moved-${account.email}`;
      expect((await changeTo(account, next, 'wrong password')).body.code).toBe('WRONG_PASSWORD');
      expect((await changeTo(account, next)).status).toBe(204);
      const notice = await mail(account.email, /new address was asked/);
      expect(notice.text).toContain(next.toLowerCase());
      expect(notice.token).toBe('');
      expect((await login(account.email, OLD)).status).toBe(200);
      const { token, text } = await mail(next.toLowerCase(), /Confirm/);
      expect(text).toContain('http://localhost:3003/confirm-email?token=');
      expect(await confirm(token)).toMatchObject({
        status: 200,
        body: { email: next.toLowerCase() },
      });
      expect(await confirm(token)).toMatchObject({ status: 400, body: { code: 'INVALID_LINK' } });
      expect((await login(account.email, OLD)).status).toBe(401);
      expect((await login(next, OLD)).status).toBe(200);
      await mail(account.email, /was changed/);
    });

    it('that is taken is told to its mailbox only', async () => {
      const [account, other, taken] = [await registered(), await registered(), await registered()];
      const onTaken = await changeTo(account, taken.email);
      const onFree = await changeTo(other, `free-${other.email}`);
      expect([onTaken.status, onTaken.body]).toEqual([204, undefined]);
      expect([...onTaken.headers.keys()]).toEqual([...onFree.headers.keys()]);
      expect([onFree.status, onFree.body]).toEqual([204, undefined]);
      const { token } = await mail(taken.email, /Confirm/);
      expect(await confirm(token)).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
      expect((await login(taken.email, OLD)).body.user.id).toBe(taken.viewer.id);
      expect((await login(account.email, OLD)).status).toBe(200);
    });

    it('replaces the one that was asked for before', async () => {
      const account = await registered();
      await changeTo(account, `first-${account.email}`);
      const { token } = await mail(`first-${account.email}`, /Confirm/);
      await changeTo(account, `second-${account.email}`);
      expect((await confirm(token)).status).toBe(400);
    });

    it('goes to one of two accounts that confirm it at once', async () => {
      const [a, b] = [await registered(), await registered()];
      const wanted = `wanted-${a.email}`;
      await changeTo(a, wanted);
      const first = await mail(wanted, /Confirm/);
      await changeTo(b, wanted);
      const second = await mail(wanted, /Confirm/, 1);
      const answers = await Promise.all(
        [first.token, second.token, first.token, second.token].map(confirm),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => ![200, 400, 409].includes(status))).toEqual([]);
    });

    it('is called off by a new password', async () => {
      const account = await registered();
      const next = `thief-${account.email}`;
      await changeTo(account, next);
      const { token } = await mail(next, /Confirm/);
      const reset = await askForLink(account.email);
      await pair.call('POST /auth/reset-password', { token: reset, newPassword: NEW });
      expect((await confirm(token)).status).toBe(400);
    });

    it('makes links that were mailed to the old one void', async () => {
      const account = await registered();
      const next = `void-${account.email}`;
      const reset = await askForLink(account.email);
      await changeTo(account, next);
      await confirm((await mail(next, /Confirm/)).token);
      const body = { token: reset, newPassword: NEW };
      expect((await pair.call('POST /auth/reset-password', body)).status).toBe(400);
    });

    it('is refused when it is none, the same, or asked for too often', async () => {
      const account = await registered();
      for (const wrong of ['nonsense', `a@b\r\nBcc: x@example.com`, account.email.toUpperCase()]) {
        const answer = await changeTo(account, wrong);
        expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
        expect(fields(answer)).toEqual(['newEmail']);
      }
      for (let i = 0; i < 3; i += 1) {
        expect((await changeTo(account, `often-${i}-${account.email}`)).status).toBe(204);
      }
      expect((await changeTo(account, `often-4-${account.email}`)).status).toBe(429);
      expect((await pair.call('POST /auth/change-email', {})).status).toBe(401);
    });

    it('is the same over GraphQL', async () => {
      const account = await registered();
      const next = `graph-${account.email}`;
      const change = 'mutation ($input: ChangeEmailInput!) { changeEmail(input: $input) }';
      const request = { newEmail: next, password: OLD };
      expect(codes(await pair.graph(change, { input: request }))).toEqual(['UNAUTHENTICATED']);
      const wrong = await pair.graph(
        change,
        { input: { ...request, password: 'x' } },
        account.viewer,
      );
      expect(codes(wrong)).toEqual(['WRONG_PASSWORD']);
      expect((await pair.graph(change, { input: request }, account.viewer)).body).toEqual({
        data: { changeEmail: true },
      });
      const { token } = await mail(next, /Confirm/);
      const confirmed = 'mutation ($input: ConfirmEmailInput!) { confirmEmail(input: $input) }';
      expect((await pair.graph(confirmed, { input: { token } })).body).toEqual({
        data: { confirmEmail: next },
      });
      expect(codes(await pair.graph(confirmed, { input: { token } }))).toEqual(['INVALID_LINK']);
    });
  });

  it('leaves who did what, from where, in the audit log, and nothing secret', async () => {
    const { sql } = seedOf(pair.accounts);
    const account = await registered();
    const { viewer, accessToken, email } = account;
    const change = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';
    for (const currentPassword of ['wrong', OLD]) {
      await pair.graph(change, { input: { currentPassword, newPassword: NEW } }, viewer);
    }
    const next = `audited-${email}`;
    const request = { newEmail: next, password: NEW };
    await pair.call('POST /auth/change-email', request, accessToken);
    const { token: confirms } = await mail(next, /Confirm/);
    await pair.call('POST /auth/confirm-email', { token: confirms });
    await pair.call('PATCH /auth/profile', { name: 'Ada\r\nINFO forged' }, accessToken);
    await pair.call('POST /auth/logout-everywhere', undefined, accessToken);
    const token = await askForLink(next);
    await pair.call('POST /auth/reset-password', { token, newPassword: OLD });
    const entries = await sql(
      `SELECT event, outcome, actor_kind, actor_id, ip_address, row_to_json(e)::text AS text
      FROM "AuditEntry" e WHERE subject_id = $1 ORDER BY created_at, id`,
      [viewer.id],
    );
    const lines = entries.map(({ event, outcome, actor_kind, ip_address }) =>
      [event, outcome, actor_kind, ip_address].join(' '),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'PASSWORD_CHANGE FAILURE USER 198.51.100.4',
        'PASSWORD_CHANGE SUCCESS USER 198.51.100.4',
        'EMAIL_CHANGE_REQUEST SUCCESS USER 127.0.0.1',
        'EMAIL_CHANGE SUCCESS ANONYMOUS 127.0.0.1',
        expect.stringMatching(/^PROFILE_CHANGE SUCCESS USER/),
        'LOGOUT_EVERYWHERE SUCCESS ANONYMOUS 127.0.0.1',
        'PASSWORD_RESET_REQUEST SUCCESS ANONYMOUS 127.0.0.1',
        'PASSWORD_RESET SUCCESS ANONYMOUS 127.0.0.1',
      ]),
    );
    for (const { text } of entries) {
      for (const secret of [OLD, NEW, token, confirms, accessToken, '$2b$', '\n']) {
        expect(text).not.toContain(secret);
      }
    }
  });

  it('never sends a password, a hash or an access token by mail', async () => {
    await sleep(1_500);
    const mails = await mailsIn(pair.accounts.outbox);
    expect(mails.length).toBeGreaterThan(10);
    for (const { text, html, subject } of mails) {
      const all = [text, html, subject].join('\n');
      expect(all).not.toMatch(/\$2b\$|eyJ|[0-9a-f]{64}/);
      for (const password of [OLD, NEW]) expect(all).not.toContain(password);
    }
  });
});
