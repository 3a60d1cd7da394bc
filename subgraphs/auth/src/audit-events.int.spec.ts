import { setTimeout as sleep } from 'node:timers/promises';
import { apiKeyHash } from '@ai-finops/service-kit/api-key';
import {
  AUDIT_EVENT_NAMES,
  type AuditEvent,
  COST_AUDIT_EVENTS,
} from '@ai-finops/service-kit/audit-events';
import { Secret, TOTP } from 'otpauth';
import { askGraph } from '../../accounts/test/graph';
import { HASH, seedOf } from '../../accounts/test/seed';
import { type Pair, startPair } from '../test/pair';
import { type Account, NEW, OLD, peopleOf } from '../test/people';

const WRITTEN_WITHIN_MS = 30_000;
const SETUP_TRIES = 20;

/** A list of kinds is honest when each of them is written by something. */
describe('every kind of entry that accounts and auth promise', () => {
  let pair: Pair;
  const { registered, mail, askForLink, login } = peopleOf(() => pair);

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  const call = (line: string, body?: unknown, bearer?: string) => pair.call(line, body, bearer);
  const missing = async (): Promise<AuditEvent[]> => {
    const rows = await seedOf(pair.accounts).sql('SELECT DISTINCT event FROM "AuditEntry"');
    const written = new Set(rows.map(({ event }) => event));
    const costs: readonly AuditEvent[] = COST_AUDIT_EVENTS;
    return AUDIT_EVENT_NAMES.filter((event) => !written.has(event) && !costs.includes(event));
  };

  async function sessions({ refreshToken, viewer, email }: Account) {
    const next = await call('POST /auth/refresh', { refreshToken });
    await call('POST /auth/refresh', next.body);
    await call('POST /auth/refresh', { refreshToken });
    const { body: second } = await login(email, OLD);
    await call('POST /auth/logout', { refreshToken: second.refreshToken });
    const { body: third } = await login(email, OLD);
    await call('POST /auth/logout-everywhere', undefined, third.accessToken);
    await login(email, OLD);
    const live = await pair.data(`GET /sessions/user/${viewer.id}`);
    await pair.data(`DELETE /sessions/${live.body[0].id}`);
    await pair.data(`DELETE /sessions/user/${viewer.id}`);
  }

  async function password({ accessToken, email }: Account) {
    const change = { currentPassword: OLD, newPassword: NEW };
    await call('POST /auth/change-password', change, accessToken);
    await call('PATCH /auth/profile', { name: 'Ada' }, accessToken);
    const newEmail = `new-${email}`;
    await call('POST /auth/change-email', { newEmail, password: NEW }, accessToken);
    await call('POST /auth/confirm-email', { token: (await mail(newEmail, /Confirm/)).token });
    const token = await askForLink(newEmail);
    await call('POST /auth/reset-password', { token, newPassword: OLD });
  }

  async function secondFactor({ accessToken, email }: Account) {
    const proof = { password: OLD };
    const { body: enrolment } = await call('POST /auth/second-factor/enrol', proof, accessToken);
    const app = new TOTP({ secret: Secret.fromBase32(enrolment.secret) });
    const code = app.generate({ timestamp: Date.now() - 30_000 });
    const confirmed = await call('POST /auth/second-factor/confirm', { code }, accessToken);
    const [first, second] = confirmed.body.recoveryCodes as string[];
    for (const answer of ['000000', first]) {
      const { challenge } = (await login(email, OLD)).body.details;
      await call('POST /auth/login/second-factor', { challenge, code: answer });
    }
    const renewal = { ...proof, code: second };
    const renewed = await call('POST /auth/second-factor/recovery-codes', renewal, accessToken);
    const [third] = renewed.body.recoveryCodes as string[];
    await call('POST /auth/second-factor/disable', { ...proof, code: third }, accessToken);
  }

  async function credentials({ accessToken, viewer }: Account) {
    const of = `/internal/users/${viewer.id}`;
    const passkey = await pair.data(`POST ${of}/passkeys`, {
      name: 'Key',
      credentialId: 'credential',
      publicKey: 'key',
      counter: 0,
      transports: [],
      backedUp: false,
    });
    await pair.data(`DELETE ${of}/passkeys/${passkey.body.id}`);
    const identity = { issuer: 'https://sso.example.com', subject: 'ada', email: null };
    const linked = await pair.data(`POST ${of}/identities`, identity);
    await pair.data(`DELETE ${of}/identities/${linked.body.id}`);
    const key = { name: 'CI', scopes: ['costs:read'] };
    const { body: made } = await call('POST /auth/api-keys', key, accessToken);
    await pair.data('POST /internal/api-keys/verify', { keyHash: apiKeyHash(made.secret) });
    await call(`DELETE /auth/api-keys/${made.apiKey.id}`, undefined, accessToken);
  }

  async function administration({ viewer }: Account) {
    const { body: user } = await pair.data('POST /users', {
      email: 'made@example.com',
      password: HASH,
    });
    for (const change of [
      { name: 'Made' },
      { role: 'ADMIN' },
      { status: 'DISABLED' },
      { status: 'ACTIVE' },
    ]) {
      await pair.data(`PUT /users/${user.id}`, change);
    }
    await pair.data(`DELETE /users/${user.id}`);
    await pair.data('POST /internal/setup', { email: 'first@example.com', password: HASH });
    await askGraph(pair.accounts.url, viewer, '{ users { totalCount } }');
    for (let i = 0; i <= SETUP_TRIES; i += 1) {
      await call('POST /auth/setup', { token: 'x', email: 'no@example.com', password: OLD });
    }
  }

  it('is written by something', async () => {
    await sessions(await registered());
    await password(await registered());
    await secondFactor(await registered());
    const holder = await registered();
    await credentials(holder);
    await administration(holder);
    // Refusals do not wait for their entries.
    const end = Date.now() + WRITTEN_WITHIN_MS;
    while ((await missing()).length > 0 && Date.now() < end) await sleep(100);
    expect(await missing()).toEqual([]);
  }, 300_000);
});
