import { TOTP } from 'otpauth';
import { ask } from '../../../accounts/test/ask';
import { seedOf } from '../../../accounts/test/seed';
import { type OidcServer, startOidcServer } from '../../test/oidc-server';
import { type Pair, startAuth, startPair } from '../../test/pair';

const password = 'a good long password';
const FRONTEND = 'http://localhost:3003';

describe('signing in by OpenID Connect', () => {
  let pair: Pair;
  /** Makes accounts for whoever it verified the address of. */
  let open: OidcServer;
  /** Signs in only whom an account was linked to. */
  let closed: OidcServer;

  beforeAll(async () => {
    open = await startOidcServer('open', FRONTEND);
    closed = await startOidcServer('closed', FRONTEND, { createAccounts: false });
    pair = await startPair({ OIDC_PROVIDERS: [open.settings, closed.settings] });
  });
  afterAll(async () => {
    await pair.stop();
    await open.stop();
    await closed.stop();
  });

  interface Begun {
    readonly url: string;
    readonly attempt: string;
  }
  const begin = async (provider = 'open'): Promise<Begun> =>
    (await pair.call('POST /auth/login/oidc/options', { provider })).body;
  const finish = (attempt: string, query: string, provider = 'open') =>
    pair.call('POST /auth/login/oidc', { provider, attempt, query });
  async function signIn(name: string, server = open) {
    const { id } = server.settings;
    const { url, attempt } = await begin(id);
    return finish(attempt, await server.signIn(url, name), id);
  }
  async function register(name: string) {
    const { body } = await pair.call('POST /auth/register', {
      email: `${name}@example.com`,
      password,
    });
    return { accessToken: body.accessToken as string, userId: body.user.id as string };
  }
  async function link(accessToken: string, name: string, server = open) {
    const { id: provider } = server.settings;
    const begun = await pair.call(
      'POST /auth/identities/options',
      { provider, password },
      accessToken,
    );
    const { url, attempt } = begun.body as Begun;
    const query = await server.signIn(url, name);
    return pair.call('POST /auth/identities', { provider, attempt, query }, accessToken);
  }
  const withParameter = (text: string, name: string, value: string) => {
    const parameters = new URLSearchParams(text);
    parameters.set(name, value);
    return parameters.toString();
  };
  const stateOf = ({ url }: Begun) => new URL(url).searchParams.get('state') ?? '';
  const refused = (status: number, code: string) => ({ status, body: { code } });
  const sql = (statement: string, values: unknown[] = []) =>
    seedOf(pair.accounts).sql(statement, values);
  const lastLogin = async () =>
    (
      await sql(
        `SELECT outcome, details FROM "AuditEntry" WHERE event = 'LOGIN' ORDER BY created_at DESC, id DESC LIMIT 1`,
      )
    )[0];

  it('shows the configured providers to everybody, and nothing else of them', async () => {
    const shown = [
      { id: 'open', name: 'Provider open' },
      { id: 'closed', name: 'Provider closed' },
    ];
    expect((await pair.call('GET /auth/login/oidc/providers')).body).toEqual(shown);
    const { body } = await pair.graph('{ identityProviders { id name } }');
    expect(body.data.identityProviders).toEqual(shown);
  });

  it('sends the browser away with PKCE, state, nonce and the exact redirect URI', async () => {
    const [one, two] = [await begin(), await begin()];
    const parameters = Object.fromEntries(new URL(one.url).searchParams);
    expect(parameters).toMatchObject({
      response_type: 'code',
      client_id: 'ai-finops',
      redirect_uri: `${FRONTEND}/login/oidc/open`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(stateOf(one)).not.toBe(stateOf(two));
    expect(one.url).not.toContain(one.attempt);
    expect(await pair.call('POST /auth/login/oidc/options', { provider: 'none' })).toMatchObject(
      refused(404, 'NOT_FOUND'),
    );
  });

  it('makes an account of a verified address, and knows it again by its subject', async () => {
    const first = await signIn('alice');
    expect(first).toMatchObject({
      status: 200,
      body: {
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 900,
        user: { email: 'alice@example.com', name: 'alice', role: 'USER' },
      },
    });
    const { id } = first.body.user;
    await pair.data(`PUT /users/${id}`, { email: 'moved@example.com' });
    const second = await signIn('alice');
    expect(second.body.user).toMatchObject({ id, email: 'moved@example.com' });
    const profile = await pair.call('GET /auth/profile', undefined, second.body.accessToken);
    expect(profile.body.id).toBe(id);
    expect(await lastLogin()).toMatchObject({
      outcome: 'SUCCESS',
      details: { factor: 'openid-connect', provider: 'open' },
    });
  });

  it('signs in over GraphQL alike', async () => {
    const begun = await pair.graph(
      'mutation { beginProviderLogin(provider: "open") { url attempt expiresIn } }',
    );
    const { url, attempt } = begun.body.data.beginProviderLogin;
    const query = await open.signIn(url, 'graph');
    const { body } = await pair.graph(
      'mutation ($input: ProviderAnswerInput!) { loginWithProvider(input: $input) { user { email } } }',
      { input: { provider: 'open', attempt, query } },
    );
    expect(body.data.loginWithProvider.user.email).toBe('graph@example.com');
  });

  it('refuses another state, nonce or code, and each such answer ends its attempt', async () => {
    const state = await begin();
    const stateQuery = await open.signIn(state.url, 'mallory');
    const changed = withParameter(stateQuery, 'state', 'other');
    expect(await finish(state.attempt, changed)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
    expect(await finish(state.attempt, stateQuery)).toMatchObject(
      refused(401, 'INVALID_CHALLENGE'),
    );
    const nonce = await begin();
    const url = new URL(nonce.url);
    url.searchParams.set('nonce', 'another');
    const query = await open.signIn(url.href, 'mallory');
    expect(await finish(nonce.attempt, query)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
    const made = await begin();
    const guess = `code=guess&state=${stateOf(made)}&iss=${encodeURIComponent(open.settings.issuer)}`;
    expect(await finish(made.attempt, guess)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
    expect(await lastLogin()).toMatchObject({
      outcome: 'FAILURE',
      details: { factor: 'openid-connect', reason: 'IDENTITY_REFUSED' },
    });
  });

  it('takes an answer once, also when it comes many times at once', async () => {
    const { url, attempt } = await begin();
    const query = await open.signIn(url, 'often');
    const answers = await Promise.all([1, 2, 3, 4].map(() => finish(attempt, query)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    // The same code in an attempt that is live: the provider has it spent, and bound to another verifier.
    const next = await begin();
    const replayed = withParameter(query, 'state', stateOf(next));
    expect(await finish(next.attempt, replayed)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
  });

  it('refuses a code that was stolen from another browser’s attempt', async () => {
    const victim = await begin();
    const stolen = await open.signIn(victim.url, 'victim');
    const own = await begin();
    const injected = withParameter(stolen, 'state', stateOf(own));
    expect(await finish(own.attempt, injected)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
    // And whoever was made to open somebody else's answer has not begun it.
    expect(await finish('A'.repeat(43), stolen)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
  });

  it('refuses the answer of one provider in the place of another’s', async () => {
    const toClosed = await begin('closed');
    const toOpen = await begin('open');
    const query = await open.signIn(toOpen.url, 'mixed');
    expect(await finish(toOpen.attempt, query, 'closed')).toMatchObject(
      refused(401, 'INVALID_CHALLENGE'),
    );
    const mixed = withParameter(query, 'state', stateOf(toClosed));
    expect(await finish(toClosed.attempt, mixed, 'closed')).toMatchObject(
      refused(401, 'IDENTITY_REFUSED'),
    );
  });

  it('refuses an attempt that is over, and a browser that turned back', async () => {
    const late = await begin();
    const query = await open.signIn(late.url, 'late');
    await sql(`UPDATE "AuthChallenge" SET expires_at = expires_at - interval '11 minutes'`);
    expect(await finish(late.attempt, query)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const back = await begin();
    const aborted = await open.abort(back.url);
    expect(aborted).toContain('error=access_denied');
    expect(await finish(back.attempt, aborted)).toMatchObject(refused(401, 'IDENTITY_REFUSED'));
    expect((await finish('short', query)).status).toBe(422);
  });

  it('makes no account of an unverified address, nor where the provider is not configured for it', async () => {
    for (const answer of [await signIn('unverified-eve'), await signIn('alice', closed)]) {
      expect(answer).toMatchObject(refused(403, 'IDENTITY_NOT_LINKED'));
    }
    expect(await sql(`SELECT 1 FROM "User" WHERE email LIKE 'unverified%'`)).toEqual([]);
  });

  it('links nothing by address alone: whoever has it here signs in as before and links it', async () => {
    const { accessToken, userId } = await register('bob');
    expect(await signIn('bob')).toMatchObject(refused(409, 'EMAIL_TAKEN'));
    expect(await link(accessToken, 'bob')).toMatchObject({
      status: 201,
      body: { provider: 'Provider open', email: 'bob@example.com', lastUsedAt: null },
    });
    expect((await signIn('bob')).body.user.id).toBe(userId);
    const [kept] = (await pair.call('GET /auth/identities', undefined, accessToken)).body;
    expect(kept).toEqual({
      id: expect.any(String),
      provider: 'Provider open',
      email: 'bob@example.com',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    });
    const events = await sql(
      `SELECT outcome FROM "AuditEntry" WHERE event = 'IDENTITY_LINK' AND subject_id = $1`,
      [userId],
    );
    expect(events).toEqual([{ outcome: 'SUCCESS' }]);
  });

  it('links after the password, to the account that began, and no identity twice', async () => {
    const [one, two] = [await register('link-one'), await register('link-two')];
    const options = (bearer: string, secret: string) =>
      pair.call('POST /auth/identities/options', { provider: 'open', password: secret }, bearer);
    expect(await options(one.accessToken, 'wrong')).toMatchObject(refused(403, 'WRONG_PASSWORD'));
    const begun = (await options(one.accessToken, password)).body as Begun;
    const query = await open.signIn(begun.url, 'linked');
    const answer = { provider: 'open', attempt: begun.attempt, query };
    expect(await pair.call('POST /auth/identities', answer, two.accessToken)).toMatchObject(
      refused(401, 'INVALID_CHALLENGE'),
    );
    // An attempt to link signs nobody in, and one to sign in links nothing.
    const again = (await options(one.accessToken, password)).body as Begun;
    const linkQuery = await open.signIn(again.url, 'linked');
    expect(await finish(again.attempt, linkQuery)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const login = await begin();
    const loginAnswer = {
      provider: 'open',
      attempt: login.attempt,
      query: await open.signIn(login.url, 'linked'),
    };
    expect(await pair.call('POST /auth/identities', loginAnswer, one.accessToken)).toMatchObject(
      refused(401, 'INVALID_CHALLENGE'),
    );
    expect((await link(one.accessToken, 'linked')).status).toBe(201);
    expect(await link(two.accessToken, 'linked')).toMatchObject(refused(409, 'CONFLICT'));
  });

  it('unlinks for the owner alone, and signs in by it no more', async () => {
    const [one, two] = [await register('unlink-one'), await register('unlink-two')];
    const { id } = (await link(one.accessToken, 'gone', closed)).body;
    expect((await signIn('gone', closed)).status).toBe(200);
    const line = `DELETE /auth/identities/${id}`;
    expect((await pair.call(line)).status).toBe(401);
    expect((await pair.call(line, undefined, two.accessToken)).status).toBe(404);
    expect((await pair.call(line, undefined, one.accessToken)).status).toBe(204);
    expect((await pair.call(line, undefined, one.accessToken)).status).toBe(404);
    expect(await signIn('gone', closed)).toMatchObject(refused(403, 'IDENTITY_NOT_LINKED'));
  });

  it('refuses a disabled account', async () => {
    const { user } = (await signIn('disabled')).body;
    await pair.data(`PUT /users/${user.id}`, { status: 'DISABLED' });
    expect(await signIn('disabled')).toMatchObject(refused(401, 'INVALID_CREDENTIALS'));
  });

  it('asks an account with a second factor for its code', async () => {
    const { accessToken, userId } = await register('careful');
    await link(accessToken, 'careful');
    const { secret } = (
      await pair.call('POST /auth/second-factor/enrol', { password }, accessToken)
    ).body;
    const totp = new TOTP({ secret });
    const past = totp.generate({ timestamp: Date.now() - 30_000 });
    const confirmed = await pair.call(
      'POST /auth/second-factor/confirm',
      { code: past },
      accessToken,
    );
    expect(confirmed.status).toBe(200);
    const answer = await signIn('careful');
    expect(answer).toMatchObject(refused(401, 'SECOND_FACTOR_REQUIRED'));
    const { challenge } = answer.body.details;
    const second = await pair.call('POST /auth/login/second-factor', {
      challenge,
      code: totp.generate(),
    });
    expect(second).toMatchObject({ status: 200, body: { user: { id: userId } } });
  });

  it('says that a provider is away, before and after the browser went there, and finds it again', async () => {
    const away = await startOidcServer('away', FRONTEND);
    const own = await startAuth(pair.accounts.url, { OIDC_PROVIDERS: [away.settings] });
    const call = (line: string, body: unknown) =>
      ask(line.replace(' ', ` ${own.url}`), { body: { provider: 'away', ...(body as object) } });
    try {
      const { url, attempt } = (await call('POST /auth/login/oidc/options', {})).body as Begun;
      const query = await away.signIn(url, 'patient');
      await away.stop();
      expect(await call('POST /auth/login/oidc', { attempt, query })).toMatchObject(
        refused(503, 'SERVICE_UNAVAILABLE'),
      );
      const fresh = await startAuth(pair.accounts.url, { OIDC_PROVIDERS: [away.settings] });
      const options = `POST ${fresh.url}/auth/login/oidc/options`;
      const begin = () => ask(options, { body: { provider: 'away' } });
      expect(await begin()).toMatchObject(refused(503, 'SERVICE_UNAVAILABLE'));
      await away.restart();
      expect((await begin()).status).toBe(200);
      await fresh.stop();
    } finally {
      await own.stop();
      await away.stop();
    }
  });

  it('refuses more than 60 failures of one source in a row', async () => {
    await sql('DELETE FROM "Throttle"');
    let failures = 0;
    for (let refused = false; !refused; ) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => finish('B'.repeat(43), 'code=x')),
      );
      const statuses = answers.map(({ status }) => status);
      refused = statuses.includes(429);
      failures += statuses.filter((status) => status !== 429).length;
      // Some of the tries come back while a slow machine makes the others.
      expect(failures).toBeLessThanOrEqual(120);
    }
    expect(failures).toBeGreaterThanOrEqual(60);
    await sql('DELETE FROM "Throttle"');
  });
});
