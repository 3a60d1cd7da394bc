import { randomBytes, randomUUID } from 'node:crypto';
import { type Answer, codes, type World } from './world';

/** The most failures that one account may see before it is closed to strangers. */
const MOST_FAILURES = 20;
const LONGEST_WAIT_SECONDS = 900;

const policyOf = ({ body }: Answer): unknown =>
  (body as { details?: { policy?: unknown } }).details?.policy;

/** TH: guessing, spraying and flooding. */
export function throttles(world: () => World): void {
  describe('throttles', () => {
    const login = (email: string, password: string, from: string): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
        headers: { 'x-forwarded-for': from },
      });
    const overGraph = (email: string, password: string, from: string): Promise<Answer> =>
      world().graph(
        'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }',
        { input: { email, password } },
        { headers: { 'x-forwarded-for': from } },
      );
    const isThrottled = (answer: Answer): boolean =>
      answer.status === 429 || codes(answer).includes('TOO_MANY_REQUESTS');

    /** Fails until it is refused to try on; how often that took. */
    async function failures(attempt: (i: number) => Promise<Answer>): Promise<number> {
      for (let i = 0; i <= 100; i += 1) if (isThrottled(await attempt(i))) return i;
      throw new Error('It was never throttled.');
    }

    it('TH-01 stops guessing one account, whether it is there or not', async () => {
      const { email } = await world().newcomer();
      const from = world().address();
      expect(await failures((i) => login(email, `guess ${i}`, from))).toBeLessThanOrEqual(
        MOST_FAILURES,
      );
      const unknown = `nobody-${randomUUID()}@example.com`;
      const elsewhere = world().address();
      expect(await failures((i) => login(unknown, `guess ${i}`, elsewhere))).toBeLessThanOrEqual(
        MOST_FAILURES,
      );
    });

    it('TH-02 stops one source that sprays over accounts, and no other source', async () => {
      const from = world().address();
      const spray = () => login(`nobody-${randomUUID()}@example.com`, 'Winter2026!!', from);
      expect(await failures(spray)).toBeLessThanOrEqual(100);
      const person = await world().newcomer();
      expect((await login(person.email, person.password, world().address())).status).toBe(200);
    });

    it('TH-03 says when to come back, within a quarter of an hour', async () => {
      const email = `nobody-${randomUUID()}@example.com`;
      const from = world().address();
      await failures((i) => login(email, `guess ${i}`, from));
      const answer = await login(email, 'guess', from);
      expect(answer.status).toBe(429);
      const wait = Number(answer.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS);
      expect(answer.headers.get('ratelimit-policy')).toMatch(/^"login";q=\d+;w=\d+$/);
      expect(answer.headers.get('ratelimit')).toMatch(/^"login";r=0;t=\d+$/);
      const graph = await overGraph(email, 'guess', from);
      const [error] = (graph.body as { errors: { extensions: Record<string, unknown> }[] }).errors;
      expect(error?.extensions).toMatchObject({
        code: 'TOO_MANY_REQUESTS',
        retryAfterSeconds: expect.any(Number),
      });
    });

    it('TH-05 locks no owner out: who is known here signs in, and sessions go on', async () => {
      const home = world().address();
      const email = `owner-${randomUUID()}@example.com`;
      const password = `pass phrase ${randomUUID()}`;
      world().spoken.add(password);
      const registered = await world().rest('gateway', 'POST /auth/register', {
        body: { email, password },
        headers: { 'x-forwarded-for': home },
      });
      const session = world().pair(registered);
      world().pair(await login(email, password, home));
      await failures((i) => login(email, `guess ${i}`, world().address()));
      expect(await world().access(session.accessToken)).toBe(200);
      expect((await world().refresh(session.refreshToken)).status).toBe(200);
      expect((await login(email, password, home)).status).toBe(200);
    });

    it('TH-06 counts each login of one document', async () => {
      const email = `nobody-${randomUUID()}@example.com`;
      const fields = Array.from(
        { length: 30 },
        (_, i) =>
          `a${i}: login(input: { email: "${email}", password: "guess ${i}" }) { expiresIn }`,
      );
      const from = { 'x-forwarded-for': world().address() };
      const answer = await world().graph(`mutation { ${fields.join(' ')} }`, {}, { headers: from });
      const tried = codes(answer).filter((code) => code === 'INVALID_CREDENTIALS');
      expect(tried.length).toBeLessThanOrEqual(MOST_FAILURES);
      const again = await world().graph(`mutation { ${fields[0]} }`, {}, { headers: from });
      // Refused as a whole, or the tries of before are spent.
      if (tried.length > 0) expect(codes(again)).toEqual(['TOO_MANY_REQUESTS']);
      const batch = await world().rest('gateway', 'POST /graphql', {
        body: fields.map((field) => ({ query: `mutation { ${field} }` })),
      });
      expect(batch.status).toBe(400);
    });

    it('TH-07 counts REST and GraphQL together', async () => {
      const email = `nobody-${randomUUID()}@example.com`;
      const from = world().address();
      const tries = await failures((i) => (i % 2 ? login : overGraph)(email, `guess ${i}`, from));
      expect(tries).toBeLessThanOrEqual(MOST_FAILURES);
      expect(isThrottled(await login(email, 'guess', from))).toBe(true);
      expect(isThrottled(await overGraph(email, 'guess', from))).toBe(true);
    });

    it('TH-08 gives a burst no more tries than a queue', async () => {
      const { email } = await world().newcomer();
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) => login(email, `guess ${i}`, world().address())),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(MOST_FAILURES);
      expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
    });

    it('TH-09 throttles registrations and refreshes of one source', async () => {
      const from = { 'x-forwarded-for': world().address() };
      const refresh = () =>
        world().rest('gateway', 'POST /auth/refresh', {
          body: { refreshToken: randomBytes(32).toString('base64url') },
          headers: from,
        });
      expect(await failures(refresh)).toBeLessThanOrEqual(100);
      const register = async (): Promise<Answer> => {
        const password = `pass phrase ${randomUUID()}`;
        const email = `flood-${randomUUID()}@example.com`;
        const answer = await world().rest('gateway', 'POST /auth/register', {
          body: { email, password },
          headers: from,
        });
        if (answer.status === 201) world().pair(answer);
        return answer;
      };
      expect(await failures(register)).toBeLessThanOrEqual(100);
      expect(policyOf(await register())).toBe('register');
    });
  });
}

/** TH-04: with no proxy configured, what a client says about its address counts for nothing. */
export function spoofedAddresses(world: () => World): void {
  it('TH-04 believes no X-Forwarded-For or its kin unless a proxy is configured', async () => {
    const names = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip'];
    for (let tries = 0; ; tries += 1) {
      const address = world().address();
      const headers = Object.fromEntries(
        names.map((name) => [name, name === 'forwarded' ? `for=${address}` : address]),
      );
      const answer = await world().rest('gateway', 'POST /auth/login', {
        body: { email: `nobody-${randomUUID()}@example.com`, password: 'Winter2026!!' },
        headers,
      });
      if (answer.status === 429) {
        expect(policyOf(answer)).toBe('login');
        break;
      }
      expect(tries).toBeLessThan(100);
    }
  });
}
