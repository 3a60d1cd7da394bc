import { randomUUID } from 'node:crypto';
import { mailsTo } from '../outbox';
import { type Answer, codes, type Person, type World } from './world';

const MAX_WAIT_SECONDS = 900;
/** Failures that one account bears from sources that it does not know, and from a single one. */
const PER_ACCOUNT = 20;
const PER_ACCOUNT_AND_SOURCE = 15;
/** No source may fail more often than this, whatever it tries. */
const PER_SOURCE = 100;
const WRONG = 'a wrong pass phrase';

const LOGIN =
  'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }';

/** Refused by a throttle; a busy machine sheds with 429 too, but names no policy then. */
const isThrottled = ({ status, headers }: Answer): boolean =>
  status === 429 && headers.has('ratelimit-policy');

/** What was done, as many at a time as the service hashes and queues without shedding. */
async function times<T>(
  count: number,
  ask: (turn: number) => Promise<T>,
  atOnce = 4,
): Promise<T[]> {
  const answers: T[] = [];
  const work = async (start: number): Promise<void> => {
    for (let turn = start; turn < count; turn += atOnce) answers.push(await ask(turn));
  };
  await Promise.all(Array.from({ length: atOnce }, (_, start) => work(start)));
  return answers;
}

/** How often what comes back every `seconds` may have come back since then. */
const comeBack = (since: number, seconds: number): number =>
  Math.ceil((performance.now() - since) / 1000 / seconds);

/** TH: how often one may try. */
export function throttles(world: () => World): void {
  describe('throttles', () => {
    const unknown = (): string => `nobody-${randomUUID()}@example.com`;
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const login = (email: string, password: string, address = world().address()) =>
      world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
        headers: from(address),
      });
    const overGraph = (email: string, password: string, address = world().address()) =>
      world().graph(LOGIN, { input: { email, password } }, { headers: from(address) });
    const aliased = (count: number, email: string, address: string): Promise<Answer> => {
      const fields = Array.from(
        { length: count },
        (_, i) => `l${i}: login(input: { email: $email, password: "${WRONG} ${i}" }) { expiresIn }`,
      );
      const document = `mutation ($email: String!) { ${fields.join(' ')} }`;
      return world().graph(document, { email }, { headers: from(address) });
    };
    const signedIn = (answer: Answer): void => {
      expect(answer.status).toBe(200);
      world().pair(answer);
    };
    /** Somebody, and the address that they registered from. */
    const atHome = async (): Promise<Person & { readonly home: string }> => {
      const home = world().address();
      return { ...(await world().newcomer(home)), home };
    };
    /** Wrong passwords until there is no more room; how many were looked at. */
    const guess = async (email: string, address?: string): Promise<number> => {
      let failures = 0;
      for (;;) {
        const answers = await times(4, (turn) => login(email, `${WRONG} ${turn}`, address));
        failures += answers.filter(({ status }) => status === 401).length;
        if (answers.some(isThrottled)) return failures;
        expect(failures).toBeLessThanOrEqual(PER_SOURCE);
      }
    };

    it('TH-01 stops who guesses the password of one account', async () => {
      const { email, password } = await world().newcomer();
      const address = world().address();
      expect(await guess(email, address)).toBeLessThanOrEqual(PER_ACCOUNT_AND_SOURCE);
      expect(isThrottled(await login(email, password, address))).toBe(true);
      // Other addresses do not help for long.
      expect(await guess(email)).toBeLessThanOrEqual(PER_ACCOUNT);
      expect(isThrottled(await login(email, password))).toBe(true);
    });

    it('TH-02 stops a source that tries many accounts, and nobody else behind the same proxy', async () => {
      const [address, another] = [world().address(), world().address()];
      const { email, password } = await world().newcomer();
      const answers = await times(PER_SOURCE, () => login(unknown(), WRONG, address));
      const failures = answers.filter(({ status }) => status === 401).length;
      expect(failures).toBeGreaterThan(PER_ACCOUNT);
      expect(failures).toBeLessThan(PER_SOURCE);
      expect(answers.some(isThrottled)).toBe(true);
      expect(isThrottled(await login(email, password, address))).toBe(true);
      signedIn(await login(email, password, another));
    });

    it('TH-03 says how long to wait, at most a quarter of an hour', async () => {
      const [email, address] = [unknown(), world().address()];
      await guess(email, address);
      const answer = await login(email, WRONG, address);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
      const wait = answer.headers.get('retry-after') ?? '';
      expect(wait).toMatch(/^\d+$/);
      expect(Number(wait)).toBeGreaterThan(0);
      expect(Number(wait)).toBeLessThanOrEqual(MAX_WAIT_SECONDS);
      expect(answer.headers.get('ratelimit-policy')).toMatch(/^"login";q=\d+;w=\d+$/);
      expect(answer.headers.get('ratelimit')).toMatch(/^"login";r=0;t=\d+$/);
      const graph = await overGraph(email, WRONG, address);
      const { errors } = graph.body as { errors: { extensions: object }[] };
      expect(errors[0]?.extensions).toMatchObject({
        code: 'TOO_MANY_REQUESTS',
        retryAfterSeconds: expect.any(Number),
      });
    });

    it('TH-04 counts the address that the configured proxy adds, not what stands before it', async () => {
      const [email, address] = [unknown(), world().address()];
      const answers = await times(PER_ACCOUNT, (turn) =>
        login(email, `${WRONG} ${turn}`, `${world().address()}, ${address}`),
      );
      const failures = answers.filter(({ status }) => status === 401).length;
      expect(failures).toBeLessThanOrEqual(PER_ACCOUNT_AND_SOURCE);
      expect(isThrottled(await login(email, WRONG, address))).toBe(true);
    });

    it('TH-05 lets nobody lock the owner out, at home, signed in or by mail', async () => {
      const { email, password, home, accessToken, refreshToken } = await atHome();
      await guess(email);
      expect(isThrottled(await login(email, password))).toBe(true);
      signedIn(await login(email, password, home));
      expect(codes(await overGraph(email, password, home))).toEqual([]);
      expect(await world().access(accessToken)).toBe(200);
      world().pair(await world().refresh(refreshToken));
    });

    it('TH-06 counts every login of one document, and takes no batches', async () => {
      const { id, email, password, home } = await atHome();
      const address = world().address();
      let failures = 0;
      for (let refused = false; !refused; ) {
        const outcomes = codes(await aliased(30, email, address));
        failures += outcomes.filter((code) => code === 'INVALID_CREDENTIALS').length;
        refused = outcomes.includes('TOO_MANY_REQUESTS');
        expect(failures).toBeLessThanOrEqual(PER_ACCOUNT_AND_SOURCE);
      }
      expect(isThrottled(await login(email, password, address))).toBe(true);
      // Nor was a password looked at of which no answer tells.
      const looked = await world().sql(
        `SELECT id FROM "AuditEntry" WHERE subject_id = $1 AND event = 'LOGIN' AND outcome = 'FAILURE'`,
        [id],
      );
      expect(looked).toHaveLength(failures);
      const body = Array(3).fill({ query: LOGIN, variables: { input: { email, password } } });
      const batch = await world().rest('gateway', 'POST /graphql', { body });
      expect(batch.status).toBe(400);
      expect(batch.text).not.toContain('accessToken');
      signedIn(await login(email, password, home));
    });

    it('TH-07 counts failures over REST and GraphQL together', async () => {
      const half = 8;
      const [email, address] = [unknown(), world().address()];
      const rest = await times(half, (turn) => login(email, `${WRONG} ${turn}`, address));
      const graph = await times(half, (turn) => overGraph(email, `${WRONG} ${turn}`, address));
      const failures =
        rest.filter(({ status }) => status === 401).length +
        graph.filter((answer) => codes(answer)[0] === 'INVALID_CREDENTIALS').length;
      expect(failures).toBeLessThanOrEqual(PER_ACCOUNT_AND_SOURCE);
      expect(isThrottled(await login(email, WRONG, address))).toBe(true);
      expect(codes(await overGraph(email, WRONG, address))).toEqual(['TOO_MANY_REQUESTS']);
    });

    it('TH-08 lets no more through when all come at once', async () => {
      const started = performance.now();
      const mailbox = unknown();
      const asked = await times(
        30,
        () => world().rest('gateway', 'POST /auth/forgot-password', { body: { email: mailbox } }),
        30,
      );
      const accepted = asked.filter(({ status }) => status === 202).length;
      expect(accepted).toBeGreaterThanOrEqual(5);
      expect(accepted).toBeLessThanOrEqual(5 + comeBack(started, 720));
      expect(asked.filter(isThrottled)).toHaveLength(30 - accepted);

      const { email } = await world().newcomer();
      const guesses = await times(40, (turn) => login(email, `${WRONG} ${turn}`), 40);
      const failures = guesses.filter(({ status }) => status === 401).length;
      expect(failures).toBeGreaterThan(0);
      expect(failures).toBeLessThanOrEqual(PER_ACCOUNT);
      expect(guesses.filter(({ status }) => status === 200)).toEqual([]);
    });

    it('TH-09 stops who registers without end', async () => {
      const address = world().address();
      const started = performance.now();
      // Refused addresses are tries as well.
      const register = (turn: number, email = `broken-${turn}`) =>
        world().rest('gateway', 'POST /auth/register', {
          body: { email, password: 'a fine pass phrase' },
          headers: from(address),
        });
      const answers = await times(130, (turn) => register(turn), 10);
      const taken = answers.filter((answer) => !isThrottled(answer)).length;
      expect(taken).toBeLessThanOrEqual(100 + comeBack(started, 9));
      expect(taken).toBeLessThan(130);
    });

    it('TH-09 stops who asks for links without end, and floods no mailbox', async () => {
      const { email } = await world().newcomer();
      const forgot = (to: string, address?: string) =>
        world().rest('gateway', 'POST /auth/forgot-password', {
          body: { email: to },
          ...(address === undefined ? {} : { headers: from(address) }),
        });
      const started = performance.now();
      const address = world().address();
      const spread = await times(70, () => forgot(unknown(), address), 10);
      const accepted = spread.filter(({ status }) => status === 202).length;
      expect(accepted).toBeLessThanOrEqual(50 + comeBack(started, 18));
      expect(isThrottled(await forgot(email, address))).toBe(accepted < 70);
      expect(accepted).toBeLessThan(70);

      const toOne = await times(12, () => forgot(email), 3);
      expect(toOne.some(isThrottled)).toBe(true);
      // What was accepted is sent, or found to be too much.
      const waiting = () =>
        world().sql('SELECT id FROM "Mail" WHERE recipient = $1 AND outcome IS NULL', [email]);
      while ((await waiting()).length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
      const mails = await mailsTo(world().platform, email);
      const links = mails.filter(({ subject }) => subject?.includes('Reset'));
      expect(links.length).toBeGreaterThan(0);
      expect(links.length).toBeLessThanOrEqual(3);
    });

    it('TH-09 stops who tries refresh tokens, and nobody else', async () => {
      const [address, another] = [world().address(), world().address()];
      const person = await world().newcomer();
      const refresh = (refreshToken: string, source: string) =>
        world().rest('gateway', 'POST /auth/refresh', {
          body: { refreshToken },
          headers: from(source),
        });
      const started = performance.now();
      const made = (turn: number): string => String(turn).padStart(43, 'A');
      const answers = await times(130, (turn) => refresh(made(turn), address), 10);
      const looked = answers.filter(({ status }) => status === 401).length;
      expect(looked).toBeLessThanOrEqual(100 + comeBack(started, 9));
      expect(answers.some(isThrottled)).toBe(true);
      expect(isThrottled(await refresh(person.refreshToken, address))).toBe(true);
      world().pair(await refresh(person.refreshToken, another));
    });
  });
}

/** TH-04 where no proxy is configured: everybody here has the one address that they come from. */
export function spoofedAddresses(world: () => World): void {
  it('TH-04 believes no header about where a request comes from', async () => {
    const email = `nobody-${randomUUID()}@example.com`;
    const spoofed = async (turn: number): Promise<Answer> => {
      const address = world().address();
      return world().rest('gateway', 'POST /auth/login', {
        body: { email, password: `${WRONG} ${turn}` },
        headers: {
          'x-forwarded-for': address,
          forwarded: `for=${address}`,
          'x-real-ip': address,
          'x-client-ip': address,
          'true-client-ip': address,
          'cf-connecting-ip': address,
        },
      });
    };
    const answers = await times(PER_ACCOUNT, spoofed, 2);
    const failures = answers.filter(({ status }) => status === 401).length;
    expect(failures).toBeLessThanOrEqual(PER_ACCOUNT_AND_SOURCE);
    expect(isThrottled(await spoofed(PER_ACCOUNT))).toBe(true);
  });
}
