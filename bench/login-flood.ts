// `npm run bench -- login-flood [--seconds 15]`: 48 clients sign in without pause at cost 12, while
// /health and an authenticated read through the gateway go on. The same is measured without the flood
// first, in the same run. Ends with code 1 above its bars.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Bed } from '../faults/bed.ts';
import { type Summary, summarise } from './measure.ts';

const CLIENTS = 48;
const BARS = { health: 250, read: 1_000 };
const PROBE_EVERY_MS = 25;
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '15' } } });
const seconds = Number(values.seconds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const bed = await Bed.start({
  services: ['accounts', 'auth', 'gateway'],
  environment: { BCRYPT_COST: '12' },
});

const credentials = { email: 'reader@example.com', password: 'a good long password' };

function login(email: string, address: string): Promise<Response> {
  return fetch(`${bed.url('gateway')}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email, password: credentials.password }),
  });
}

/** One probe after the other until the time is over; how long each took, in milliseconds. */
async function probe(ask: () => Promise<void>, until: number): Promise<number[]> {
  const times: number[] = [];
  while (performance.now() < until) {
    const before = performance.now();
    await ask();
    times.push(performance.now() - before);
    await sleep(PROBE_EVERY_MS);
  }
  return times;
}

async function health(name: 'gateway' | 'auth', path: string): Promise<void> {
  const answer = await fetch(`${bed.url(name)}${path}`);
  if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}.`);
  await answer.text();
}

async function read(accessToken: string): Promise<void> {
  const answer = await fetch(`${bed.url('gateway')}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: '{"query":"{ me { email } }"}',
  });
  const { data } = (await answer.json()) as { data?: { me?: { email: string } } };
  if (data?.me?.email !== credentials.email) throw new Error(`A read failed: ${answer.status}.`);
}

async function measure(accessToken: string): Promise<Record<string, Summary>> {
  const until = performance.now() + seconds * 1000;
  const [gateway, auth, reads] = await Promise.all([
    probe(() => health('gateway', '/health'), until),
    probe(() => health('auth', '/auth/health'), until),
    probe(() => read(accessToken), until),
  ]);
  return {
    'gateway /health': summarise(gateway),
    'auth /health': summarise(auth),
    'authenticated read': summarise(reads),
  };
}

try {
  const registered = await fetch(`${bed.url('auth')}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  const { accessToken } = (await registered.json()) as { accessToken: string };
  const idle = await measure(accessToken);

  const statuses = new Map<number, number>();
  let flooding = true;
  const flood = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let i = 0; flooding; i += 1) {
      // Each from an address and for an account of its own: no throttle takes the load away.
      const address = `10.${client}.${(i >> 8) & 255}.${i & 255}`;
      const { status } = await login(`flood${client}-${i}@example.com`, address);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  await sleep(1_000);
  const under = await measure(accessToken);
  flooding = false;
  await Promise.all(flood);

  let failed = false;
  for (const [name, now] of Object.entries(under)) {
    const bar = name === 'authenticated read' ? BARS.read : BARS.health;
    const calm = idle[name]?.p99 ?? Number.NaN;
    const met = now.p99 < bar;
    failed ||= !met;
    say(
      `${met ? 'PASS' : 'FAIL'}  ${name.padEnd(18)} p50 ${now.p50.toFixed(0)} ms, p99 ${now.p99.toFixed(0)} ms ` +
        `(bar ${bar} ms), ${(now.p99 / calm).toFixed(1)} times its p99 without the flood (${calm.toFixed(0)} ms)`,
    );
  }
  const told = [...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${n} x ${status}`);
  say(`\n${CLIENTS} clients for ${seconds} s were answered ${told.join(', ')}`);
  if ([...statuses.keys()].some((status) => status >= 500)) {
    say('FAIL  a sign-in was answered with a fault');
    failed = true;
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  await bed.stop();
}
