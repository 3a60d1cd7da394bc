import { createHash, randomUUID } from 'node:crypto';
import { mailedLink, mailsTo } from '../outbox';
import { rawHttp, statusesOf } from './raw-http';
import { timeDifference } from './timing';
import { type Answer, codes, type Person, shapeOf, type World } from './world';

const FORGOT = 'mutation ($input: ForgotPasswordInput!) { forgotPassword(input: $input) }';
const RESET = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';

/** A mailbox gets five tries an hour. */
const TRIES = 5;
/** Looking an account up, a token and a mail would take longer than this in the request. */
const TOLERANCE_MS = 10;

/** New passwords, by the current one or by a mailed link. */
export function passwordRecovery(world: () => World): void {
  describe('new passwords', () => {
    const newPassword = (): string => {
      const password = `next pass phrase ${randomUUID()}`;
      world().spoken.add(password);
      return password;
    };
    const stranger = (): string => `nobody-${randomUUID()}@example.com`;
    const codeOf = ({ body }: Answer): unknown => (body as { code?: unknown }).code;

    const forgot = (email: string): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/forgot-password', { body: { email } });
    const reset = (token: string, password: string): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/reset-password', {
        body: { token, newPassword: password },
      });
    const change = ({ accessToken: token }: Person, body: object): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/change-password', { token, body });
    const loginStatus = async (email: string, password: string): Promise<number> => {
      const answer = await world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
      });
      if (answer.status === 200) world().pair(answer);
      return answer.status;
    };

    /** The token of the link that is mailed next. */
    const tokenFor = async (email: string): Promise<string> => {
      const { length } = await mailsTo(world().platform, email);
      expect((await forgot(email)).status).toBe(202);
      return tokenOf(await mailedLink(world().platform, email, 'Reset', length + 1));
    };
    const tokenOf = (link: string): string => {
      const token = new URL(link).searchParams.get('token') ?? '';
      world().spoken.add(token);
      return token;
    };

    /** A session ended: nothing new by its refresh token, and nothing by its access token within the bound. */
    const expectEnded = async (session: Person | Awaited<ReturnType<World['login']>>) => {
      expect((await world().refresh(session.refreshToken)).status).toBe(401);
      await world().timeToRefusal(session.accessToken);
    };

    it('PW-08 changes a password only for who knows the current one', async () => {
      const person = await world().newcomer();
      const { email, password: currentPassword, accessToken: token } = person;
      const next = newPassword();
      const other = await world().newcomer();
      const refused = [
        [
          401,
          await world().rest('gateway', 'POST /auth/change-password', {
            body: { currentPassword, newPassword: next },
          }),
        ],
        [422, await change(person, { newPassword: next })],
        [422, await change(person, { currentPassword: null, newPassword: next })],
        [403, await change(person, { currentPassword: '', newPassword: next })],
        [403, await change(person, { currentPassword: `${currentPassword} `, newPassword: next })],
        [403, await change(other, { currentPassword, newPassword: next })],
      ] as const;
      expect(refused.map(([, { status }]) => status)).toEqual(refused.map(([status]) => status));
      expect(refused.slice(3).map(([, answer]) => codeOf(answer))).toEqual(
        Array(3).fill('WRONG_PASSWORD'),
      );
      const overGraph = async (query: string, input: object) =>
        codes(await world().graph(query, { input, id: person.id }, { token }));
      expect(await overGraph(CHANGE, { newPassword: next })).toEqual(['BAD_USER_INPUT']);
      expect(await overGraph(CHANGE, { currentPassword: 'wrong', newPassword: next })).toEqual([
        'WRONG_PASSWORD',
      ]);
      const update =
        'mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }';
      expect(await overGraph(update, { password: next })).toEqual(['BAD_USER_INPUT']);
      expect(await loginStatus(email, next)).toBe(401);

      expect((await change(person, { currentPassword, newPassword: next })).status).toBe(204);
      expect(await loginStatus(email, currentPassword)).toBe(401);
      expect(await loginStatus(email, next)).toBe(200);
      const last = newPassword();
      expect(await overGraph(CHANGE, { currentPassword: next, newPassword: last })).toEqual([]);
      expect(await loginStatus(email, last)).toBe(200);
    });

    it('EN-04 answers everybody who forgot a password alike, without a token', async () => {
      const { email } = await world().newcomer();
      const [known, unknown] = [await forgot(email), await forgot(stranger())];
      expect([known.status, unknown.status]).toEqual([202, 202]);
      expect(unknown.body).toEqual(known.body);
      expect(shapeOf(unknown)).toEqual(shapeOf(known));
      const overGraph = async (address: string) => {
        const answer = await world().graph(FORGOT, { input: { email: address } });
        return { status: answer.status, body: answer.body, shape: shapeOf(answer) };
      };
      expect(await overGraph(stranger())).toEqual(await overGraph(email));

      const token = tokenOf(await mailedLink(world().platform, email, 'Reset'));
      expect(token).not.toBe('');
      for (const { text, headers } of [known, unknown]) {
        const everything = [text, ...headers].join('\n');
        for (const word of [token, email]) expect(everything).not.toContain(word);
      }
      // Beyond the limit of a mailbox they are still alike.
      const refusals = async (address: string) => {
        let last = await forgot(address);
        for (let i = 0; i < TRIES && last.status === 202; i += 1) last = await forgot(address);
        return [last.status, codeOf(last), shapeOf(last)];
      };
      expect(await refusals(stranger())).toEqual(await refusals(email));
    });

    it('EN-04 takes as long for an address without an account', async () => {
      const people = await world().newcomers(12);
      const strangers = people.map(stranger);
      const timed = async (address: string | undefined): Promise<number> => {
        const { status, milliseconds } = await forgot(address ?? '');
        expect(status).toBe(202);
        return milliseconds;
      };
      const { interval } = await timeDifference(
        {
          first: (turn) => timed(people[turn % people.length]?.email),
          second: (turn) => timed(strangers[turn % strangers.length]),
        },
        { toleranceMs: () => TOLERANCE_MS, atMost: people.length * TRIES },
      );
      expect(interval[0]).toBeLessThan(TOLERANCE_MS);
      expect(interval[1]).toBeGreaterThan(-TOLERANCE_MS);
    });

    it('EN-05 mails unguessable tokens, of which only hashes are kept', async () => {
      const { id, email } = await world().newcomer();
      const tokens = [await tokenFor(email), await tokenFor(email)];
      expect(tokens[0]).not.toBe(tokens[1]);
      for (const token of tokens) {
        expect(token).toMatch(/^[\w-]+$/);
        expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
      }
      const rows = JSON.stringify([
        await world().sql('SELECT * FROM "OneTimeLink" WHERE user_id = $1', [id]),
        await world().sql('SELECT * FROM "Mail" WHERE recipient = $1', [email]),
        await world().sql('SELECT * FROM "AuditEntry" WHERE subject_id = $1', [id]),
      ]);
      for (const token of tokens) expect(rows).not.toContain(token);
      const hash = createHash('sha256')
        .update(tokens[1] ?? '')
        .digest('hex');
      expect(rows).toContain(hash);
      // What is kept is of no use to who reads it.
      const guesses = [hash, 'A'.repeat(43), '', tokens[1]?.slice(0, -1) ?? ''];
      for (const guess of guesses) {
        const answer = await reset(guess, newPassword());
        expect([answer.status, codeOf(answer)]).toEqual([400, 'INVALID_LINK']);
      }
    });

    it('EN-05 lets a link be used once, by one of many who try at once', async () => {
      const { email, password } = await world().newcomer();
      const token = await tokenFor(email);
      const next = Array.from({ length: 6 }, newPassword);
      const answers = await Promise.all(next.map((choice) => reset(token, choice)));
      const won = answers.flatMap(({ status }, i) => (status === 204 ? [i] : []));
      expect(won).toHaveLength(1);
      // Some may be shed because the machine is busy.
      const lost = answers.filter((_, i) => i !== won[0]).map(codeOf);
      for (const code of lost) expect(code).toMatch(/^(INVALID_LINK|TOO_MANY_REQUESTS)$/);
      const chosen = next[won[0] ?? -1] ?? '';
      expect(await loginStatus(email, chosen)).toBe(200);
      expect(await loginStatus(email, password)).toBe(401);
      const again = { token, newPassword: newPassword() };
      expect(codes(await world().graph(RESET, { input: again }))).toEqual(['INVALID_LINK']);
    });

    it('EN-05 lets a link hold for half an hour, and not beyond a new password', async () => {
      const person = await world().newcomer();
      const old = await tokenFor(person.email);
      await world().sql(
        `UPDATE "OneTimeLink" SET expires_at = expires_at - interval '30 minutes' WHERE user_id = $1`,
        [person.id],
      );
      expect(codeOf(await reset(old, newPassword()))).toBe('INVALID_LINK');
      const before = await tokenFor(person.email);
      const { password: currentPassword } = person;
      const changed = await change(person, { currentPassword, newPassword: newPassword() });
      expect(changed.status).toBe(204);
      expect(codeOf(await reset(before, newPassword()))).toBe('INVALID_LINK');
    });

    it('EN-05 leads to the web app, whatever host a request claims', async () => {
      const { email } = await world().newcomer();
      const body = JSON.stringify({ email });
      const request = [
        'POST /auth/forgot-password HTTP/1.1',
        'host: evil.example',
        'x-forwarded-host: evil.example',
        'x-forwarded-proto: gopher',
        `x-forwarded-for: ${world().address()}`,
        'forwarded: host=evil.example;proto=gopher',
        'origin: https://evil.example',
        'referer: https://evil.example/',
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n');
      const { platform } = world();
      expect(statusesOf(await rawHttp(platform.url('gateway'), request, 30_000))).toEqual([202]);
      const link = await mailedLink(platform, email, 'Reset');
      const { protocol, hostname, port, pathname } = new URL(link);
      expect({ protocol, hostname, port, pathname }).toEqual({
        protocol: 'http:',
        hostname: 'localhost',
        port: new URL(platform.url('web')).port,
        pathname: '/reset-password',
      });
      const [mail] = await mailsTo(platform, email);
      expect(`${mail?.text}${mail?.html}`).not.toMatch(/evil\.example|gopher/);
      tokenOf(link);
    });

    it('RT-11 ends every other session when a password is changed', async () => {
      const person = await world().newcomer();
      const sessions = [
        await world().login(person.email, person.password),
        await world().login(person.email, person.password),
      ];
      const next = newPassword();
      const byRest = { currentPassword: person.password, newPassword: next };
      expect((await change(person, byRest)).status).toBe(204);
      for (const session of sessions) await expectEnded(session);

      const another = await world().login(person.email, next);
      const input = { currentPassword: next, newPassword: newPassword() };
      const token = person.accessToken;
      expect(codes(await world().graph(CHANGE, { input }, { token }))).toEqual([]);
      await expectEnded(another);
      // The one that asked goes on.
      expect(await world().access(person.accessToken)).toBe(200);
      world().pair(await world().refresh(person.refreshToken));
    });

    it('RT-11 ends every session and API key when a password is reset', async () => {
      const person = await world().newcomer();
      const elsewhere = await world().login(person.email, person.password);
      const made = await world().rest('gateway', 'POST /auth/api-keys', {
        token: person.accessToken,
        body: { name: 'CI', scopes: ['costs:read'] },
      });
      const { secret } = made.body as { secret: string };
      world().spoken.add(secret);
      expect(await world().access(secret)).toBe(200);
      const next = newPassword();
      expect((await reset(await tokenFor(person.email), next)).status).toBe(204);
      for (const session of [person, elsewhere]) await expectEnded(session);
      await world().timeToRefusal(secret);
      expect(await loginStatus(person.email, next)).toBe(200);
    });
  });
}
