import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { ask } from '../../test/ask';
import { HASH, hashOf, newToken, type Seed, seedOf } from '../../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../test/server';

const LIFETIME_SECONDS = 7 * 86_400;
const GRACE_MS = 10_000;
/** Runs are short: only time that a command lets pass may bring a token out of its grace. */
const REAL_TIME_MS = 5_000;

/** What auth would derive from the key that it alone has. */
const successorOf = (token: string): string =>
  createHash('sha256').update(`successor of ${token}`).digest('base64url');

interface Token {
  readonly text: string;
  /** Time of the model at which it was exchanged. */
  usedAt: number | null;
}

/** What is true of one session: its tokens in their order, and whether it is over. */
interface Family {
  readonly sessionId: string;
  readonly tokens: Token[];
  readonly openedAt: number;
  over: boolean;
}

interface Model {
  now: number;
  active: boolean;
  readonly families: Family[];
}

/** The service, as auth reaches it, with one account. */
class Real {
  readonly startedAt = Date.now();

  constructor(
    private readonly accounts: AccountsServer,
    readonly seed: Seed,
    readonly userId: string,
  ) {}

  static async start(accounts: AccountsServer, seed: Seed): Promise<Real> {
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const body = { email, password: HASH };
    const answer = await ask(`POST ${accounts.url}/users`, { bearer: SERVICE_TOKEN, body });
    return new Real(accounts, seed, answer.body.id);
  }

  call(line: string, body?: object) {
    const target = line.replace(' ', ` ${this.accounts.url}`);
    return ask(target, { bearer: SERVICE_TOKEN, body });
  }

  async open(): Promise<Family> {
    const text = newToken();
    const answer = await this.call('POST /internal/sessions', {
      userId: this.userId,
      passwordHash: HASH,
      tokenHash: hashOf(text),
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    expect(answer.status).toBe(201);
    const { sessionId } = answer.body;
    return { sessionId, tokens: [{ text, usedAt: null }], openedAt: 0, over: false };
  }

  refresh(text: string) {
    return this.call('POST /internal/refresh', {
      tokenHash: hashOf(text),
      successorHash: hashOf(successorOf(text)),
    });
  }

  /** Everything of this account happened that much earlier. */
  async letPass(ms: number): Promise<void> {
    for (const [table, columns] of [
      ['RefreshToken', ['used_at', 'revoked_at', 'expires_at', 'created_at']],
      ['Session', ['revoked_at', 'expires_at', 'created_at', 'last_used_at']],
    ] as const) {
      const changes = columns.map((c) => `${c} = ${c} - make_interval(secs => $2)`).join(', ');
      const statement = `UPDATE "${table}" SET ${changes} WHERE user_id = $1`;
      await this.seed.sql(statement, [this.userId, ms / 1000]);
    }
  }
}

/** What a presented token must be answered with, by the rules alone. */
function expected(model: Model, family: Family, index: number): number | string {
  const token = family.tokens[index];
  const age = model.now - family.openedAt;
  if (!token || family.over || age >= LIFETIME_SECONDS * 1000) return 'INVALID_REFRESH_TOKEN';
  if (token.usedAt === null) return 200;
  const successor = family.tokens[index + 1];
  const inGrace = model.now - token.usedAt <= GRACE_MS;
  return inGrace && successor?.usedAt === null ? 200 : 'REFRESH_TOKEN_REUSED';
}

/** What presenting a token does to its family. */
function present(model: Model, family: Family, index: number, outcome: number | string): void {
  const token = family.tokens[index];
  if (outcome === 'REFRESH_TOKEN_REUSED') family.over = true;
  if (outcome === 200 && token?.usedAt === null) {
    token.usedAt = model.now;
    family.tokens.push({ text: successorOf(token.text), usedAt: null });
  }
}

/** What holds after every step, whatever came before. */
async function checkInvariants(model: Model, real: Real): Promise<void> {
  const rows = await real.seed.sql(
    `SELECT s.id, s.revoked_at IS NOT NULL AS over,
       COUNT(*) FILTER (WHERE t.used_at IS NULL AND t.revoked_at IS NULL)::int AS live,
       COUNT(*)::int AS tokens, COUNT(DISTINCT t.parent_id)::int AS parents,
       COUNT(DISTINCT t.expires_at)::int AS ends
     FROM "Session" s JOIN "RefreshToken" t ON t.session_id = s.id
     WHERE s.user_id = $1 GROUP BY s.id`,
    [real.userId],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { sessionId, over, tokens } of model.families) {
    expect(found.get(sessionId)).toEqual({
      id: sessionId,
      over,
      // At most one live successor; none of an ended family.
      live: over ? 0 : 1,
      tokens: tokens.length,
      // Every token but the first has a parent of its own.
      parents: tokens.length - 1,
      // No refresh moves the absolute end.
      ends: 1,
    });
  }
}

class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly name: string,
    private readonly work: (model: Model, real: Real) => Promise<void>,
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    // A machine so busy that real time passes proves nothing about ten seconds.
    if (Date.now() - real.startedAt > REAL_TIME_MS) return;
    await this.work(model, real);
    await checkInvariants(model, real);
  }

  toString(): string {
    return this.name;
  }
}

const pick = (model: Model, n: number): Family => {
  const family = model.families[n % model.families.length];
  if (!family) throw new Error('There is no session.');
  return family;
};

const which = fc.nat({ max: 3 });

/** A token of a session, the live one or one before it, comes in, perhaps several times at once. */
const refresh = fc
  .record({ n: which, back: fc.nat({ max: 3 }), times: fc.integer({ min: 1, max: 3 }) })
  .map(
    ({ n, back, times }) =>
      new Step(
        `refresh(session ${n}, ${back} before the live one, ${times} at once)`,
        async (model, real) => {
          const family = pick(model, n);
          const index = Math.max(0, family.tokens.length - 1 - back);
          const { text } = family.tokens[index] as Token;
          const outcome = expected(model, family, index);
          const answers = await Promise.all(
            Array.from({ length: times }, () => real.refresh(text)),
          );
          const codes = answers.map(({ status, body }) => (status === 200 ? 200 : body.code));
          // Of several at once one ends the family, and the others find it ended.
          if (outcome === 'REFRESH_TOKEN_REUSED') {
            const rest = Array<string>(times - 1).fill('INVALID_REFRESH_TOKEN');
            expect(codes.sort()).toEqual([...rest, outcome].sort());
          } else expect(codes).toEqual(Array(times).fill(outcome));
          present(model, family, index, outcome);
        },
      ),
  );

const logout = fc.record({ n: which, byToken: fc.boolean() }).map(
  ({ n, byToken }) =>
    new Step(`logout(session ${n}, by ${byToken ? 'token' : 'id'})`, async (model, real) => {
      const family = pick(model, n);
      const first = family.tokens[0] as Token;
      const named = byToken ? { tokenHash: hashOf(first.text) } : { sessionId: family.sessionId };
      expect((await real.call('POST /internal/sessions/end', named)).status).toBe(204);
      family.over = true;
    }),
);

const open = fc.constant(
  new Step('open a session', async (model, real) => {
    if (!model.active || model.families.length >= 4) return;
    const family = await real.open();
    model.families.push({ ...family, openedAt: model.now });
  }),
);

const endAll = (model: Model): void => {
  for (const family of model.families) family.over = true;
};

const changePassword = fc.constant(
  new Step('change the password', async (model, real) => {
    const { status } = await real.call(`PUT /users/${real.userId}`, { password: HASH });
    expect(status).toBe(200);
    endAll(model);
  }),
);

const setStatus = fc.constantFrom('DISABLED', 'ACTIVE').map(
  (status) =>
    new Step(`set the account ${status}`, async (model, real) => {
      expect((await real.call(`PUT /users/${real.userId}`, { status })).status).toBe(200);
      model.active = status === 'ACTIVE';
      if (!model.active) endAll(model);
    }),
);

const wait = fc.constantFrom(2 * GRACE_MS, 3_600_000, 3 * 86_400_000).map(
  (ms) =>
    new Step(`${ms / 1000} s pass`, async (model, real) => {
      await real.letPass(ms);
      model.now += ms;
    }),
);

describe('families of refresh tokens, on Postgres', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());

  it('keep their rules whatever comes in whatever order', async () => {
    const commands = fc.commands(
      [refresh, refresh, refresh, refresh, logout, open, changePassword, setStatus, wait],
      { maxCommands: 14 },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const real = await Real.start(accounts, seed);
        const families = [await real.open(), await real.open()];
        const model: Model = { now: 0, active: true, families };
        await fc.asyncModelRun(() => ({ model, real }), steps);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
