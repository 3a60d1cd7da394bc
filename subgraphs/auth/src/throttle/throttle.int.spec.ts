import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../../../accounts/test/ask';
import { seedOf } from '../../../accounts/test/seed';
import { type Pair, startAuth, startPair } from '../../test/pair';

const password = 'a good long password';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { accessToken } }`;
const WRITTEN_BY_STRANGERS = `SELECT (SELECT count(*) FROM "AuthChallenge")
  + (SELECT count(*) FROM "AuditEntry" WHERE event = 'SETUP' AND outcome = 'FAILURE') AS count`;

describe('throttles of the authentication service', () => {
  let pair: Pair;
  let replica: Awaited<ReturnType<typeof startAuth>>;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair({ TRUSTED_PROXIES: ['127.0.0.1'] });
    replica = await startAuth(pair.accounts.url, { TRUSTED_PROXIES: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await replica.stop();
    await pair.stop();
  });

  const newAddress = (): string => {
    count += 1;
    return `192.0.2.${count}`;
  };
  const newEmail = (): string => `person${count}-${newAddress()}@example.com`;
  const post = (route: string, body: object, from: string, url = pair.url) =>
    ask(`POST ${url}/auth/${route}`, { body, headers: { 'x-forwarded-for': from } });
  const login = (email: string, from: string, given = 'wrong password', url = pair.url) =>
    post('login', { email, password: given }, from, url);
  const register = async (from: string) => {
    const email = newEmail();
    const { body } = await post('register', { email, password }, from);
    return { email, ...body };
  };
  /** Fails to sign in until it is refused to try; how often that took. */
  const failUntilThrottled = async (email: string, from: () => string): Promise<number> => {
    for (let failures = 0; failures <= 100; failures += 1) {
      const { status } = await login(email, from());
      if (status === 429) return failures;
      expect(status).toBe(401);
    }
    throw new Error('It was never throttled.');
  };

  it('stops guessing at 20 failures, says when to come back, and means it for the right password too', async () => {
    const [home, elsewhere] = [newAddress(), newAddress()];
    const { email } = await register(home);
    expect(await failUntilThrottled(email, () => elsewhere)).toBeLessThanOrEqual(20);
    const answer = await login(email, elsewhere, password);
    expect(answer).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(900);
    expect(answer.headers.get('ratelimit-policy')).toMatch(/^"login";q=\d+;w=\d+$/);
    expect(answer.headers.get('ratelimit')).toBe(`"login";r=0;t=${wait}`);
    expect(answer.body.details).toMatchObject({ policy: 'login', retryAfterSeconds: wait });
  });

  it.each([
    ['setup', { token: 'x', email: 'boss@example.com', password }, 403, 20],
    ['login/passkey/options', {}, 200, 100],
  ])('lets nobody fill the database by way of %s', async (route, body, status, limit) => {
    const from = newAddress();
    const rows = () => seedOf(pair.accounts).sql(WRITTEN_BY_STRANGERS);
    const [before] = await rows();
    const answers = await Promise.all(
      Array.from({ length: limit + 25 }, () => post(route, body, from)),
    );
    const refused = answers.filter((answer) => answer.status === 429);
    // Tries come back while they are sent: several on a slow machine.
    expect(refused.length).toBeGreaterThan(2);
    expect(answers.filter((answer) => answer.status === status)).toHaveLength(
      answers.length - refused.length,
    );
    expect(refused[0]?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const [after] = await rows();
    expect(Number(after?.count) - Number(before?.count)).toBe(answers.length - refused.length);
    expect((await post(route, body, newAddress())).status).toBe(status);
  });

  it('treats an address without an account the same', async () => {
    const [known, unknown] = [(await register(newAddress())).email, newEmail()];
    const [a, b] = [newAddress(), newAddress()];
    expect(await failUntilThrottled(known, () => a)).toBe(
      await failUntilThrottled(unknown, () => b),
    );
    const [left, right] = [await login(known, a), await login(unknown, b)];
    expect({ ...left.body, requestId: '', details: '' }).toEqual({
      ...right.body,
      requestId: '',
      details: '',
    });
    expect([...left.headers.keys()]).toEqual([...right.headers.keys()]);
  });

  it('counts every way to write an address as one', async () => {
    const from = newAddress();
    const { email } = await register(newAddress());
    const ways = [email, email.toUpperCase(), ` ${email} `];
    let turn = 0;
    for (;;) {
      const { status } = await login(ways[turn % 3] ?? email, from);
      if (status === 429) break;
      turn += 1;
      expect(turn).toBeLessThanOrEqual(20);
    }
  });

  it('stops guessing from ever new addresses, and lets the owner in at home meanwhile', async () => {
    const home = newAddress();
    const { email, refreshToken } = await register(home);
    expect((await login(email, home, password)).status).toBe(200);
    expect(await failUntilThrottled(email, newAddress)).toBeLessThanOrEqual(20);
    expect((await login(email, newAddress(), password)).status).toBe(429);
    expect((await login(email, home, password)).status).toBe(200);
    expect((await post('refresh', { refreshToken }, newAddress())).status).toBe(200);
  });

  it('knows the address at which an account was registered', async () => {
    const home = newAddress();
    const { email } = await register(home);
    await failUntilThrottled(email, newAddress);
    expect((await login(email, home, password)).status).toBe(200);
  });

  it('stops one source that sprays over many accounts, and nobody else', async () => {
    const from = newAddress();
    const { email } = await register(newAddress());
    let failures = 0;
    while ((await login(`sprayed${failures}@example.com`, from)).status !== 429) {
      failures += 1;
      expect(failures).toBeLessThanOrEqual(100);
    }
    expect(failures).toBeGreaterThan(20);
    expect((await login(email, from, password)).status).toBe(429);
    expect((await login(email, newAddress(), password)).status).toBe(200);
  });

  it('gives tries back that went well', async () => {
    const from = newAddress();
    const { email } = await register(from);
    for (let i = 0; i < 20; i += 1) expect((await login(email, from, password)).status).toBe(200);
  });

  it('lets no more through when all come at once, over two replicas', async () => {
    const [from, { email }] = [newAddress(), await register(newAddress())];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        login(email, from, 'wrong password', i % 2 ? replica.url : pair.url),
      ),
    );
    const checked = answers.filter(({ status }) => status === 401).length;
    expect(checked).toBeGreaterThan(0);
    expect(checked).toBeLessThanOrEqual(20);
    // Some may be shed because the machine is busy: those were counted like any other try.
    for (const { status } of answers) expect([401, 429, 503, 504]).toContain(status);
    expect((await login(email, from)).status).toBe(429);
  });

  it('counts every alias of a document, and shares the counters with REST', async () => {
    // The address that the graph's clients have here.
    const from = '198.51.100.4';
    const { email } = await register(newAddress());
    const field = (i: number) =>
      `l${i}: login(input: { email: "${email}", password: "wrong password" }) { expiresIn }`;
    const document = `mutation { ${Array.from({ length: 10 }, (_, i) => field(i)).join('\n')} }`;
    const codes: string[] = [];
    while (!codes.includes('TOO_MANY_REQUESTS')) {
      const { body } = await pair.graph(document);
      for (const { extensions } of body.errors) codes.push(extensions.code);
      expect(codes.length).toBeLessThanOrEqual(21);
    }
    expect((await login(email, from, password)).status).toBe(429);
    const again = await pair.graph(LOGIN, { input: { email, password } });
    expect(again.body.errors[0].extensions).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      retryAfterSeconds: expect.any(Number),
    });
  });

  it('believes no address that the client itself claims', async () => {
    const direct = await startAuth(pair.accounts.url);
    const { email } = await register(newAddress());
    const claims = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip'];
    let failures = 0;
    for (;;) {
      const headers = Object.fromEntries(
        claims.map((name) => [name, name === 'forwarded' ? `for=${newAddress()}` : newAddress()]),
      );
      const body = { email, password: 'wrong password' };
      const { status } = await ask(`POST ${direct.url}/auth/login`, { body, headers });
      if (status === 429) break;
      failures += 1;
      expect(failures).toBeLessThanOrEqual(15);
    }
    await direct.stop();
  });

  it('tells the audit log once of what it refuses, whichever replica refuses it and how often', async () => {
    const from = newAddress();
    const setUp = (url: string) =>
      post('setup', { token: 'x', email: 'no@example.com', password }, from, url);
    for (let tries = 0; tries < 20; tries += 1) await setUp(pair.url);
    const refused = await Promise.all(
      Array.from({ length: 12 }, (_, i) => setUp(i % 2 ? replica.url : pair.url)),
    );
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 429));
    const entries = () =>
      seedOf(pair.accounts).sql(
        `SELECT outcome, actor_kind, details FROM "AuditEntry"
         WHERE event = 'THROTTLED' AND ip_address = $1`,
        [from],
      );
    // The refusals did not wait for it.
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
      if ((await entries()).length > 0) break;
    }
    expect(await entries()).toEqual([
      {
        outcome: 'FAILURE',
        actor_kind: 'ANONYMOUS',
        details: { policy: 'setup', limit: 20, windowSeconds: 900 },
      },
    ]);
  });

  it('stops one source that registers without end', async () => {
    const from = newAddress();
    let last = await post('register', { email: newEmail(), password }, from);
    for (let i = 0; i < 130 && last.status !== 429; i += 20) {
      // Refused addresses are tries as well, and cost no hash.
      const burst = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          post('register', { email: `broken${i}-${n}`, password }, from),
        ),
      );
      last = burst.find(({ status }) => status === 429) ?? last;
    }
    expect(last.status).toBe(429);
    expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(900);
  });

  it('stops one source that tries refresh tokens, without another look at them', async () => {
    const [from, other] = [newAddress(), newAddress()];
    const { refreshToken } = await register(other);
    const guess = (i: number) => String(i).padStart(43, 'A');
    let refused = 0;
    while ((await post('refresh', { refreshToken: guess(refused) }, from)).status !== 429) {
      refused += 1;
      expect(refused).toBeLessThanOrEqual(110);
    }
    const answer = await post('refresh', { refreshToken }, from);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect((await post('refresh', { refreshToken }, other)).status).toBe(200);
  });
});
