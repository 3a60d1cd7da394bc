import { seedOf } from '../../accounts/test/seed';
import { type Pair, startPair } from '../test/pair';
import { NEW, OLD, peopleOf } from '../test/people';

/** What the flows of one’s own account leave there. */
describe('the audit log of an account', () => {
  let pair: Pair;
  const { registered, mail, askForLink } = peopleOf(() => pair);

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

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
});
