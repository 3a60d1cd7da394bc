import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bed, until } from '../bed.ts';
import { send, type Tokens } from '../load.ts';
import { type Experiment, exactly, type Finding, finding } from '../report.ts';
import { rows } from './database.ts';
import { withBed } from './identity-bed.ts';

const PARALLEL = 10;
const READY_WITHIN_MS = 30_000;

type SignedIn = Tokens & { readonly user: { readonly id: string } };

/** One registration as its client sends it again and again. */
class Registration {
  readonly email = `repeat-${randomUUID()}@example.com`;
  readonly #password = `pass phrase ${randomUUID()}`;
  readonly #key = randomUUID();
  readonly #bed: Bed;

  constructor(bed: Bed) {
    this.#bed = bed;
  }

  send(base = this.#bed.url('gateway'), change: Readonly<Record<string, string>> = {}) {
    const body = { email: this.email, password: this.#password, ...change };
    return send(`${base}/auth/register`, body, { 'idempotency-key': this.#key });
  }

  async accounts(): Promise<number> {
    return (await rows(this.#bed, 'SELECT id FROM "User" WHERE email = $1', [this.email])).length;
  }

  /** What it left: one account, one session, and a pair of tokens that works. */
  async effect(name: string, answer: Response): Promise<Finding[]> {
    const ok = answer.status === 201;
    const findings = [
      finding(`${name}: the answer`, '201', answer.status, ok),
      exactly(`${name}: accounts`, 1, await this.accounts()),
    ];
    if (!ok) return findings;
    const { user, accessToken, refreshToken } = (await answer.json()) as SignedIn;
    const sessions = await rows(this.#bed, 'SELECT id FROM "Session" WHERE user_id = $1', [
      user.id,
    ]);
    const base = this.#bed.url('gateway');
    const access = await fetch(`${base}/auth/validate`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const refresh = await send(`${base}/auth/refresh`, { refreshToken });
    return [
      ...findings,
      exactly(`${name}: sessions`, 1, sessions.length),
      exactly(`${name}: status of its access token`, 200, access.status),
      exactly(`${name}: status of its refresh`, 200, refresh.status),
    ];
  }
}

async function inParallel(bed: Bed): Promise<Finding[]> {
  const second = await bed.replica('auth');
  const registration = new Registration(bed);
  const addresses = [bed.url('gateway'), second.url];
  const answers = await Promise.all(
    Array.from({ length: PARALLEL }, (_, i) => registration.send(addresses[i % 2])),
  );
  const made = answers.filter(({ status }) => status === 201);
  const bodies = await Promise.all(made.map(async (answer) => (await answer.json()) as SignedIn));
  const same = new Set(bodies.map(({ user, refreshToken }) => `${user.id} ${refreshToken}`));
  const other = await registration.send(undefined, { password: `other ${randomUUID()}` });
  const { code } = (await other.json()) as { readonly code?: string };
  second.process.kill();
  return [
    exactly(`${PARALLEL} at once: answers 201`, PARALLEL, made.length),
    exactly(`${PARALLEL} at once: different users or sessions`, 1, same.size),
    finding(
      'another body',
      '422 IDEMPOTENCY_KEY_REUSED',
      `${other.status} ${code}`,
      other.status === 422 && code === 'IDEMPOTENCY_KEY_REUSED',
    ),
    ...(await registration.effect('once more', await registration.send())),
  ];
}

/** Stands before accounts and keeps its answer to a registration to itself: what it did is done by then. */
async function withholding(accounts: string, onAnswer: () => void) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const answer = await fetch(`${accounts}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (request.url === '/internal/registrations') return onAnswer();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Auth dies after accounts has committed, before auth has answered anybody. */
async function authKilled(bed: Bed): Promise<Finding[]> {
  const registration = new Registration(bed);
  const doomed: { kill?: () => void } = {};
  const between = await withholding(bed.url('accounts'), () => doomed.kill?.());
  const replica = await bed.replica('auth', { DATABASE_SERVICE_URL: between.url });
  doomed.kill = () => replica.process.kill();
  const lost = await registration.send(replica.url).then(
    ({ status }) => String(status),
    () => 'none',
  );
  between.stop();
  return [
    finding('auth killed: the first answer', 'none', lost, lost === 'none'),
    exactly('auth killed: accounts committed before', 1, await registration.accounts()),
    ...(await registration.effect('auth killed', await registration.send())),
  ];
}

/** Accounts dies as soon as the account can be seen: its answer is lost or on its way. */
async function accountsKilled(bed: Bed): Promise<Finding[]> {
  const registration = new Registration(bed);
  const first = registration.send().catch(() => undefined);
  await until(async () => (await registration.accounts()) === 1, READY_WITHIN_MS, 1);
  await bed.platform.kill('accounts');
  await first;
  await bed.platform.start(['accounts']);
  const ready = `${bed.url('auth')}/auth/health/ready`;
  await until(async () => (await fetch(ready)).ok, READY_WITHIN_MS);
  return registration.effect('accounts killed', await registration.send());
}

export const repeats: readonly Experiment[] = [
  {
    id: 'F15',
    title: 'one registration, sent again under its Idempotency-Key',
    run: () =>
      withBed(async (bed) => [
        ...(await inParallel(bed)),
        ...(await authKilled(bed)),
        ...(await accountsKilled(bed)),
      ]),
  },
];
