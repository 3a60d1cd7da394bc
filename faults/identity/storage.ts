import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Bed, until } from '../bed.ts';
import { Load, newReader, type Outcome, reader } from '../load.ts';
import { type Experiment, exactly, type Finding, finding, within } from '../report.ts';
import { cleanAfter, longest, nothingLost, percentile, tally, underLoad } from '../under-load.ts';
import { withBed } from './identity-bed.ts';

const EXPECTED: readonly Outcome[] = ['ok', 'throttled', 'unavailable'];
/** The gateway's for one fetch from accounts or auth. */
const GATEWAY_TIMEOUT_MS = 5_000;
const DOWN_MS = 15_000;
const SILENT_MS = 7_000;

const pids = (bed: Bed): string =>
  (['accounts', 'auth', 'gateway'] as const).map((name) => bed.pid(name)).join();
const ready = (bed: Bed) => async (): Promise<boolean> =>
  (await fetch(`${bed.url('accounts')}/health/ready`)).ok;

async function restarted(bed: Bed, signal: 'SIGINT' | 'SIGQUIT', name: string): Promise<Finding[]> {
  const before = pids(bed);
  const run = await underLoad(bed, async () => {
    const began = performance.now();
    await bed.stopPostgres(signal);
    await bed.startPostgres();
    return { began, healthy: performance.now() };
  });
  const odd = run.samples.filter(({ outcome }) => !EXPECTED.includes(outcome));
  const { deadTokens } = run.reckoning;
  return [
    nothingLost(`${name}: acknowledged writes lost`, run.reckoning),
    exactly(`${name}: acknowledged refresh tokens refused`, 0, deadTokens),
    finding(
      `${name}: services that restarted`,
      'none',
      pids(bed) === before ? 'none' : 'some',
      pids(bed) === before,
    ),
    finding(
      `${name}: answers but 2xx, 429 and 503`,
      '0',
      odd.length === 0 ? 0 : tally(odd, []),
      odd.length === 0,
    ),
    within(`${name}: clean after Postgres is back`, 5_000, cleanAfter(run.samples, run.healthy)),
  ];
}

async function down(bed: Bed): Promise<Finding[]> {
  const statuses: (readonly [alive: number, ready: number])[] = [];
  const run = await underLoad(bed, async () => {
    const began = performance.now();
    await bed.stopPostgres('SIGINT');
    for (const end = began + DOWN_MS; performance.now() < end; await sleep(500)) {
      const [alive, able] = await Promise.all(
        ['/health', '/health/ready'].map((path) => fetch(`${bed.url('accounts')}${path}`)),
      );
      statuses.push([alive?.status ?? 0, able?.status ?? 0]);
    }
    await bed.startPostgres();
    return { began, healthy: performance.now() };
  });
  const during = run.samples.filter(
    ({ started }) => started > run.began + 500 && started < run.healthy - 500,
  );
  const odd = run.samples.filter(({ outcome }) => !EXPECTED.includes(outcome));
  const wrong = statuses.filter(([alive, able]) => alive !== 200 || able !== 503);
  return [
    finding(
      'answers but 2xx, 429 and 503 with Retry-After',
      '0',
      odd.length === 0 ? 0 : tally(odd, []),
      odd.length === 0,
    ),
    within(`p99 of ${during.length} requests meanwhile`, 3_000, percentile(during, 0.99)),
    finding(
      'liveness 200 and readiness 503 meanwhile',
      'always',
      wrong.length === 0 ? `always (${statuses.length} probes)` : wrong.join(' '),
      wrong.length === 0,
    ),
    nothingLost('acknowledged writes lost', run.reckoning),
    within('clean after Postgres is back', 5_000, cleanAfter(run.samples, run.healthy)),
  ];
}

async function halfOpen(bed: Bed): Promise<Finding[]> {
  const run = await underLoad(bed, async () => {
    const began = performance.now();
    bed.proxy.mode = 'blackhole';
    await sleep(SILENT_MS);
    bed.proxy.mode = 'pass';
    return { began, healthy: performance.now() };
  });
  const odd = run.samples.filter(({ outcome }) => ![...EXPECTED, 'timeout'].includes(outcome));
  return [
    // Registering is two steps, each with its own time.
    within(
      'longest read',
      GATEWAY_TIMEOUT_MS + 1_000,
      longest(run.samples.filter(({ kind }) => kind === 'read')),
    ),
    within(
      'longest write',
      10_000 + 1_000,
      longest(run.samples.filter(({ kind }) => kind === 'write')),
    ),
    finding(
      'answers but 2xx, 429, 503 and 504',
      '0',
      odd.length === 0 ? 0 : tally(odd, []),
      odd.length === 0,
    ),
    nothingLost('acknowledged writes lost', run.reckoning),
    within('clean after the network is back', 5_000, cleanAfter(run.samples, run.healthy)),
  ];
}

async function exhausted(bed: Bed): Promise<Finding[]> {
  const readers = await Promise.all(Array.from({ length: 4 }, () => newReader(bed)));
  const holder = new pg.Client({ connectionString: bed.databaseUrl });
  await holder.connect();
  // Whoever reads an account waits for this one: every connection of the pool is soon held.
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE "User" IN ACCESS EXCLUSIVE MODE');
  const many = Array.from({ length: 50 }, () => readers).flat();
  const load = new Load(many.map((tokens) => reader(bed, tokens)));
  await sleep(6_000);
  await holder.query('ROLLBACK');
  await holder.end();
  const released = performance.now();
  await until(ready(bed), 10_000);
  await sleep(3_000);
  await load.stop();
  const odd = load.samples.filter(({ outcome }) => !EXPECTED.includes(outcome));
  return [
    finding(
      `answers but 2xx, 429 and 503 among ${load.samples.length}`,
      '0',
      odd.length === 0 ? 0 : tally(odd, []),
      odd.length === 0,
    ),
    within('longest wait', GATEWAY_TIMEOUT_MS, longest(load.samples)),
    within('clean after the slots are free', 1_000, cleanAfter(load.samples, released)),
  ];
}

export const storage: readonly Experiment[] = [
  {
    id: 'F4',
    title: 'Postgres restarts under load, fast and immediate',
    run: () =>
      withBed(async (bed) => [
        ...(await restarted(bed, 'SIGINT', 'fast')),
        ...(await restarted(bed, 'SIGQUIT', 'immediate')),
      ]),
  },
  { id: 'F5', title: 'Postgres is down for 15 s under load', run: () => withBed(down) },
  {
    id: 'F6',
    title: 'the network to Postgres falls silent for 7 s under load',
    run: () => withBed(halfOpen),
  },
  {
    id: 'F12',
    title: '200 readers while every connection of the pool is held',
    run: () => withBed(exhausted),
  },
];
