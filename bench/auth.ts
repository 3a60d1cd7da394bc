// `npm run bench -- auth [--seconds 8]`: refreshes and validations a second of the real services, auth and
// accounts together on one core, beside bare Fastify and jsonwebtoken on the same core. Postgres and the
// clients have the rest of the machine. Ends with code 1 below its bars.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { Bed, ROOT } from '../faults/bed.ts';
import { cpuSeconds, summarise } from './measure.ts';

const BARS = { refresh: 300, validate: 3_000 };
const CHAINS = 32;
const CONNECTIONS = 32;
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '8' } } });
const seconds = Number(values.seconds);

const pinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
const SERVER_CORE = pinned ? ['taskset', '-c', '1'] : [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const agent = new Agent({ keepAlive: true, maxSockets: CHAINS });

function post(url: string, body: object, bearer?: string): Promise<Record<string, string>> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    };
    const outgoing = request(url, { agent, method: 'POST', headers }, (incoming) => {
      let answer = '';
      incoming.on('data', (chunk) => (answer += chunk));
      incoming.on('end', () =>
        (incoming.statusCode ?? 500) < 300
          ? resolve(JSON.parse(answer))
          : reject(new Error(`${url} answered ${incoming.statusCode}: ${answer}`)),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

interface Pair {
  accessToken: string;
  refreshToken: string;
}

/** Each chain exchanges its own token for the next, again and again, as a client would. */
async function refreshRate(url: string, pairs: readonly Pair[]) {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    pairs.map(async (pair) => {
      while (performance.now() < end) {
        const { refreshToken } = pair;
        const before = performance.now();
        Object.assign(pair, await post(`${url}/auth/refresh`, { refreshToken }));
        times.push(performance.now() - before);
      }
    }),
  );
  const rate = times.length / ((performance.now() - started) / 1000);
  return { rate, p99: summarise(times).p99 };
}

async function validationRate(url: string, token: string) {
  const result = await autocannon({
    url: `${url}/auth/validate`,
    connections: CONNECTIONS,
    duration: seconds,
    headers: { authorization: `Bearer ${token}` },
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors.`);
  }
  return { rate: result.requests.average, p99: result.latency.p99 };
}

/** Sessions as logins would open them, without the cost of their passwords. */
async function openSessions(accountsUrl: string, serviceToken: string): Promise<Pair[]> {
  const password = `hmac-sha384$2b$12$${'a'.repeat(53)}`;
  return Promise.all(
    Array.from({ length: CHAINS }, async (_, i) => {
      const email = `bench${i}@example.com`;
      const user = await post(`${accountsUrl}/users`, { email, password }, serviceToken);
      const refreshToken = randomBytes(32).toString('base64url');
      const tokenHash = createHash('sha256').update(refreshToken).digest('hex');
      const family = {
        userId: user.id,
        passwordHash: password,
        tokenHash,
        lifetimeSeconds: 86_400,
      };
      await post(`${accountsUrl}/internal/sessions`, family, serviceToken);
      return { accessToken: '', refreshToken };
    }),
  );
}

async function startBaseline() {
  const [file = process.execPath, ...args] = [...SERVER_CORE, process.execPath];
  const child = spawn(file, [...args, join(ROOT, 'bench/auth-baseline.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(String(chunk).trim())),
  );
  return { url, stop: () => child.kill() };
}

const bed = await Bed.start({ services: [] });
const baseline = await startBaseline();
try {
  // Past the bed's proxy, which would cost the clients' core.
  const database = { DATABASE_URL: bed.databaseUrl };
  const accounts = await bed.replica('accounts', database, SERVER_CORE);
  const auth = await bed.replica('auth', { DATABASE_SERVICE_URL: accounts.url }, SERVER_CORE);
  if (pinned) spawnSync('taskset', ['-acp', '0', String(process.pid)]);
  const where = pinned ? 'one core' : 'the whole machine (there is no taskset)';
  say(`auth and accounts on ${where}, ${seconds} s each, ${CHAINS} clients\n`);

  const pairs = await openSessions(accounts.url, bed.secrets.DATABASE_SERVICE_TOKEN);
  const bare = await Promise.all(
    pairs.map(
      async (_, i) => (await post(`${baseline.url}/open`, { sub: `u${i}` })) as never as Pair,
    ),
  );
  const used = (): number =>
    cpuSeconds(auth.process.pid ?? 0) + cpuSeconds(accounts.process.pid ?? 0);

  await refreshRate(auth.url, pairs.slice(0, 4));
  await refreshRate(baseline.url, bare.slice(0, 4));
  const before = used();
  const refresh = await refreshRate(auth.url, pairs);
  const refreshCpu = ((used() - before) / (refresh.rate * seconds)) * 1000;
  const bareRefresh = await refreshRate(baseline.url, bare);
  const validate = await validationRate(auth.url, pairs[0]?.accessToken ?? '');
  const bareValidate = await validationRate(baseline.url, bare[0]?.accessToken ?? '');

  let failed = false;
  for (const [name, ours, theirs] of [
    ['refresh', refresh, bareRefresh],
    ['validate', validate, bareValidate],
  ] as const) {
    const met = ours.rate >= BARS[name];
    failed ||= !met;
    say(
      `${met ? 'PASS' : 'FAIL'}  ${name.padEnd(9)} ${ours.rate.toFixed(0)}/s (bar ${BARS[name]}/s), ` +
        `p99 ${ours.p99.toFixed(1)} ms; bare Fastify + jsonwebtoken ${theirs.rate.toFixed(0)}/s: ` +
        `${(ours.rate / theirs.rate).toFixed(2)} of it`,
    );
  }
  say(`\na refresh takes ${refreshCpu.toFixed(2)} ms of processor in auth and accounts together`);
  process.exitCode = failed ? 1 : 0;
} finally {
  agent.destroy();
  baseline.stop();
  await bed.stop();
}
