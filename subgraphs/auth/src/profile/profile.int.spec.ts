import { type Pair, startPair } from '../../test/pair';
import {
  type Account,
  codes,
  expectMailsWithoutSecrets,
  fields,
  NEW,
  OLD,
  peopleOf,
} from '../../test/people';

/** Name and address over REST and GraphQL, with the real mails. */
describe('a profile', () => {
  let pair: Pair;
  const { registered, login, mail, askForLink } = peopleOf(() => pair);

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

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

  it('never tells a password, a hash or an access token by mail', () =>
    expectMailsWithoutSecrets(pair, 10));
});
