import type { ServiceName } from '../../platform/services.ts';
import { type Bed, until } from '../bed.ts';
import { type Experiment, exactly, type Finding, finding, within } from '../report.ts';
import {
  cleanAfter,
  type Fault,
  isClean,
  longest,
  nothingLost,
  tally,
  type UnderLoad,
  underLoad,
} from '../under-load.ts';
import { withBed } from './identity-bed.ts';

const READY_WITHIN_MS = 20_000;

/** Answers when the gateway and accounts say that they can work. */
async function healthyAgain(bed: Bed): Promise<number> {
  for (const address of [
    `${bed.url('accounts')}/health/ready`,
    `${bed.url('auth')}/auth/health/ready`,
    `${bed.url('gateway')}/health/ready`,
  ]) {
    await until(async () => (await fetch(address)).ok, READY_WITHIN_MS);
  }
  return performance.now();
}

/** Ends a process without a warning and starts it again at once. */
const crash = (bed: Bed, name: ServiceName) => async (): Promise<Fault> => {
  const began = performance.now();
  await bed.platform.kill(name);
  await bed.platform.start([name]);
  return { began, healthy: await healthyAgain(bed) };
};

function survived(name: string, run: UnderLoad): Finding[] {
  const { duplicates, deadTokens } = run.reckoning;
  return [
    nothingLost(`${name}: acknowledged writes lost`, run.reckoning),
    exactly(`${name}: addresses with two accounts`, 0, duplicates),
    exactly(`${name}: acknowledged refresh tokens refused`, 0, deadTokens),
    within(`${name}: clean after healthy`, 2_000, cleanAfter(run.samples, run.healthy)),
    within(`${name}: longest request`, 15_000, longest(run.samples)),
  ];
}

interface Ending extends Fault {
  readonly exitMs: number;
  readonly saidSo: boolean;
}

/** Ends a process as a deployment does, watching its readiness, and starts it again. */
async function terminate(bed: Bed, name: ServiceName): Promise<Ending> {
  const path = { auth: '/auth/health/ready' }[name as string] ?? '/health/ready';
  let saidSo = false;
  let over = false;
  const watch = (async () => {
    while (!over && !saidSo) {
      const answer = await fetch(`${bed.url(name)}${path}`).catch(() => undefined);
      saidSo = answer?.status === 503;
    }
  })();
  const began = performance.now();
  await bed.platform.stop(name);
  const exitMs = performance.now() - began;
  over = true;
  await watch;
  await bed.platform.start([name]);
  return { began, healthy: await healthyAgain(bed), exitMs, saidSo };
}

async function terminated(bed: Bed, name: ServiceName): Promise<Finding[]> {
  let ending: Ending | undefined;
  const run = await underLoad(bed, async () => {
    ending = await terminate(bed, name);
    return ending;
  });
  // Under way when the signal came; and whatever was accepted and then dropped.
  const failed = run.samples.filter(
    (sample) =>
      !isClean(sample) &&
      (sample.outcome === 'reset' || (sample.started < run.began && sample.ended > run.began)),
  );
  return [
    finding(
      `${name}: requests under way that failed`,
      '0',
      failed.length === 0 ? 0 : tally(failed, []),
      failed.length === 0,
    ),
    finding(
      `${name}: says 503 before it closes`,
      'yes',
      ending?.saidSo ? 'yes' : 'no',
      ending?.saidSo === true,
    ),
    within(`${name}: exit`, 10_000, ending?.exitMs ?? Number.POSITIVE_INFINITY),
    ...survived(name, run),
  ];
}

export const crashes: readonly Experiment[] = [
  {
    id: 'F1',
    title: 'kill -9 of accounts and auth under load',
    run: () =>
      withBed(async (bed) => [
        ...survived('accounts', await underLoad(bed, crash(bed, 'accounts'))),
        ...survived('auth', await underLoad(bed, crash(bed, 'auth'))),
      ]),
  },
  {
    id: 'F2',
    title: 'SIGTERM of accounts, auth and gateway under load',
    run: () =>
      withBed(async (bed) => [
        ...(await terminated(bed, 'accounts')),
        ...(await terminated(bed, 'auth')),
        ...(await terminated(bed, 'gateway')),
      ]),
  },
  {
    id: 'F3',
    title: 'kill -9 of the gateway under load',
    run: () =>
      withBed(async (bed) => survived('gateway', await underLoad(bed, crash(bed, 'gateway')))),
  },
];
