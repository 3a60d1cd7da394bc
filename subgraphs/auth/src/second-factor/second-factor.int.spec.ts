import { Secret, TOTP } from 'otpauth';
import type { Answer } from '../../../accounts/test/ask';
import { seedOf } from '../../../accounts/test/seed';
import { type Pair, startPair } from '../../test/pair';

const password = 'a good long password';
const VERIFY = `mutation ($input: VerifySecondFactorInput!) {
  verifySecondFactor(input: $input) { accessToken refreshToken expiresIn user { email } }
}`;
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { accessToken } }`;

describe('a second factor', () => {
  let pair: Pair;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  /** An account with an authenticator app whose clock the test turns: each code is of another step. */
  async function enrolled() {
    count += 1;
    const email = `factor-${count}@example.com`;
    const registered = await pair.call('POST /auth/register', { email, password });
    const { accessToken, user } = registered.body;
    const { body: enrolment } = await pair.call(
      'POST /auth/second-factor/enrol',
      { password },
      accessToken,
    );
    const app = new TOTP({ secret: Secret.fromBase32(enrolment.secret) });
    const code = (steps = 0) => app.generate({ timestamp: Date.now() + steps * 30_000 });
    const confirmed = await pair.call(
      'POST /auth/second-factor/confirm',
      { code: code(-1) },
      accessToken,
    );
    return {
      email,
      accessToken,
      userId: user.id,
      code,
      codes: confirmed.body.recoveryCodes as string[],
    };
  }
  const login = (email: string) => pair.call('POST /auth/login', { email, password });
  const challengeOf = async (email: string): Promise<string> =>
    (await login(email)).body.details.challenge;
  const finish = (challenge: string, code: string): Promise<Answer> =>
    pair.call('POST /auth/login/second-factor', { challenge, code });
  /** As if the codes of these steps had never been used. */
  const forgetSteps = (userId: string) =>
    seedOf(pair.accounts).sql(`UPDATE "TotpFactor" SET last_step = NULL WHERE user_id = $1`, [
      userId,
    ]);
  const refused = (status: number, code: string) => ({ status, body: { code } });

  it('is asked for after the right password, and answers the pair of a login', async () => {
    const { email, code } = await enrolled();
    const first = await login(email);
    expect(first).toMatchObject({
      ...refused(401, 'SECOND_FACTOR_REQUIRED'),
      body: { details: { challenge: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 300 } },
    });
    const { challenge } = first.body.details;
    expect(await finish(challenge, code())).toMatchObject({
      status: 200,
      body: { accessToken: expect.any(String), refreshToken: expect.any(String), user: { email } },
    });
    expect(await finish(challenge, code(1))).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
  });

  it('is asked for over GraphQL alike', async () => {
    const { email, code } = await enrolled();
    const { errors } = (await pair.graph(LOGIN, { input: { email, password } })).body;
    expect(errors[0].extensions).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED' });
    const { challenge } = errors[0].extensions;
    const wrong = await pair.graph(VERIFY, { input: { challenge, code: '000000' } });
    expect(wrong.body.errors[0].extensions.code).toBe('INVALID_SECOND_FACTOR');
    const right = await pair.graph(VERIFY, { input: { challenge, code: code() } });
    expect(right.body.data.verifySecondFactor).toMatchObject({ user: { email } });
  });

  it('changes nothing for an account without one, nor before it is confirmed', async () => {
    const email = 'plain@example.com';
    const { accessToken } = (await pair.call('POST /auth/register', { email, password })).body;
    await pair.call('POST /auth/second-factor/enrol', { password }, accessToken);
    expect((await login(email)).status).toBe(200);
    const status = await pair.call('GET /auth/second-factor', undefined, accessToken);
    expect(status.body).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    expect(
      await pair.call('POST /auth/second-factor/confirm', { code: '000000' }, accessToken),
    ).toMatchObject(refused(401, 'INVALID_SECOND_FACTOR'));
    expect((await login(email)).status).toBe(200);
  });

  it('accepts a code once, also when it comes many times at once', async () => {
    const { email, code } = await enrolled();
    const challenges = await Promise.all([1, 2, 3, 4].map(() => challengeOf(email)));
    const now = code();
    const answers = await Promise.all(challenges.map((challenge) => finish(challenge, now)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await finish(await challengeOf(email), now)).toMatchObject(
      refused(401, 'INVALID_SECOND_FACTOR'),
    );
    // Nor one of a step before.
    expect(await finish(await challengeOf(email), code(-1))).toMatchObject(
      refused(401, 'INVALID_SECOND_FACTOR'),
    );
  });

  it('spends a challenge once, also when it comes many times at once', async () => {
    const { email, codes } = await enrolled();
    const challenge = await challengeOf(email);
    const answers = await Promise.all(codes.slice(0, 4).map((code) => finish(challenge, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { recoveryCodesLeft } = (
      await pair.call(
        'GET /auth/second-factor',
        undefined,
        answers.find((a) => a.status === 200)?.body.accessToken,
      )
    ).body;
    expect(recoveryCodesLeft).toBe(9);
  });

  it('can be a recovery code, each of which works once', async () => {
    const { email, codes } = await enrolled();
    expect(codes).toHaveLength(10);
    const [one = '', two = ''] = codes;
    const challenges = await Promise.all([1, 2, 3].map(() => challengeOf(email)));
    const answers = await Promise.all(challenges.map((challenge) => finish(challenge, one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(
      (await finish(await challengeOf(email), two.toLowerCase().replaceAll('-', ' '))).status,
    ).toBe(200);
  });

  it('leaves codes that were not accepted in the audit log: wrong, spent and replayed ones', async () => {
    const { email, userId, code, codes } = await enrolled();
    const [one = ''] = codes;
    const now = code();
    for (const given of [one, now]) {
      expect((await finish(await challengeOf(email), given)).status).toBe(200);
      expect((await finish(await challengeOf(email), given)).status).toBe(401);
    }
    expect((await finish(await challengeOf(email), 'ABCD-ABCD-ABCD-ABCD')).status).toBe(401);
    const entries = await seedOf(pair.accounts).sql(
      `SELECT event FROM "AuditEntry" WHERE subject_id = $1 AND outcome = 'FAILURE'
      ORDER BY event, id`,
      [userId],
    );
    expect(entries.map(({ event }) => event)).toEqual([
      'RECOVERY_CODE_USE',
      'RECOVERY_CODE_USE',
      'SECOND_FACTOR_CHECK',
    ]);
  });

  it('lets a login try five times, and an account five times in a quarter of an hour', async () => {
    const { email, code } = await enrolled();
    const challenge = await challengeOf(email);
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, i) => finish(challenge, `00000${i}`)),
    );
    const codes = guesses.map(({ body }) => body.code).sort();
    expect(codes.filter((refusal) => refusal === 'INVALID_CHALLENGE')).toHaveLength(3);
    const throttled = await finish(await challengeOf(email), code());
    expect(throttled).toMatchObject(refused(429, 'TOO_MANY_REQUESTS'));
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(0);
    // It passes.
    await seedOf(pair.accounts).sql('DELETE FROM "Throttle"');
    expect((await finish(await challengeOf(email), code())).status).toBe(200);
  });

  it('ends a login that waited too long, or whose password was changed', async () => {
    const { email, userId, code } = await enrolled();
    const sql = seedOf(pair.accounts).sql;
    const old = await challengeOf(email);
    await sql(`UPDATE "AuthChallenge" SET expires_at = expires_at - interval '6 minutes'`);
    expect(await finish(old, code())).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const stale = await challengeOf(email);
    await pair.data(`PUT /users/${userId}`, { password: `$2b$12$${'b'.repeat(53)}` });
    expect(await finish(stale, code())).toMatchObject(refused(401, 'INVALID_CREDENTIALS'));
  });

  it('ends a login whose owner changed the password meanwhile, though their own session goes on', async () => {
    const { email, accessToken, code, codes } = await enrolled();
    const stale = await challengeOf(email);
    const change = { currentPassword: password, newPassword: 'another long password' };
    expect((await pair.call('POST /auth/change-password', change, accessToken)).status).toBe(204);
    expect(await finish(stale, code())).toMatchObject(refused(401, 'INVALID_CREDENTIALS'));
    expect(await finish(stale, codes[0] ?? '')).toMatchObject(refused(401, 'INVALID_CREDENTIALS'));
    // Neither was spent: the new password and the same code sign in.
    const again = { email, password: change.newPassword };
    const { challenge } = (await pair.call('POST /auth/login', again)).body.details;
    expect((await finish(challenge, code())).status).toBe(200);
  });

  it('is no way in for the challenge as another kind of token, nor for another kind as the challenge', async () => {
    const { email, accessToken, code } = await enrolled();
    const challenge = await challengeOf(email);
    expect((await pair.call('GET /auth/profile', undefined, challenge)).status).toBe(401);
    expect((await pair.call('POST /auth/refresh', { refreshToken: challenge })).status).toBe(401);
    expect(await finish(accessToken, code())).toMatchObject({ status: 422 });
    expect(await finish('nonsense', code())).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
  });

  it('needs the password to be set up, and both to be changed or removed', async () => {
    const { email, accessToken, userId, code, codes } = await enrolled();
    const call = (route: string, body: object, bearer?: string) =>
      pair.call(`POST /auth/second-factor/${route}`, body, bearer);
    expect(await call('enrol', { password: 'wrong' }, accessToken)).toMatchObject({
      body: { code: 'WRONG_PASSWORD' },
    });
    expect(await call('enrol', { password }, accessToken)).toMatchObject(refused(409, 'CONFLICT'));
    for (const route of ['disable', 'recovery-codes']) {
      expect((await call(route, { password, code: code() })).status).toBe(401);
      expect(await call(route, { password: 'wrong', code: code() }, accessToken)).toMatchObject({
        body: { code: 'WRONG_PASSWORD' },
      });
      expect(
        await call(route, { password, code: 'ABCD-ABCD-ABCD-ABCD' }, accessToken),
      ).toMatchObject(refused(401, 'INVALID_SECOND_FACTOR'));
    }
    const fresh = await call('recovery-codes', { password, code: code() }, accessToken);
    expect(fresh.body.recoveryCodes).toHaveLength(10);
    expect(await finish(await challengeOf(email), codes[0] ?? '')).toMatchObject(
      refused(401, 'INVALID_SECOND_FACTOR'),
    );
    await forgetSteps(userId);
    expect((await call('disable', { password, code: code() }, accessToken)).status).toBe(204);
    expect((await login(email)).status).toBe(200);
  });

  it('is kept sealed, and its codes as hashes', async () => {
    const { userId, codes } = await enrolled();
    const { sql } = seedOf(pair.accounts);
    const [factor] = await sql(`SELECT secret FROM "TotpFactor" WHERE user_id = $1`, [userId]);
    expect(factor?.secret).toMatch(/^v1\.[\w-]{60,}$/);
    const rows = await sql(`SELECT code_hash FROM "RecoveryCode" WHERE user_id = $1`, [userId]);
    expect(rows).toHaveLength(10);
    expect(JSON.stringify(rows)).not.toContain((codes[0] ?? '').replaceAll('-', ''));
  });
});
