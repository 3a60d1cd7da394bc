import { type ServiceName, serviceNamed } from '../platform/services.ts';
import { type Bed, until } from './bed.ts';
import type { LoadClient, Tokens } from './load.ts';
import { exactly, type Finding, finding, within } from './report.ts';
import {
  cleanAfter,
  type Fault,
  isClean,
  longest,
  nothingLost,
  tally,
  type UnderLoad,
  underLoad,
} from './under-load.ts';

const READY_WITHIN_MS = 20_000;

/** Where a service says whether it can do its work. */
const readiness = (bed: Bed, name: ServiceName): string =>
  `${bed.url(name)}${serviceNamed(name).readyPath.replace(/(\/ready)?$/, '/ready')}`;

/** Answers when a service, and whoever the load needs in any case, says that it can work. */
async function healthyAgain(bed: Bed, ended: ServiceName): Promise<number> {
  for (const name of new Set<ServiceName>([ended, 'accounts', 'auth', 'gateway'])) {
    await until(async () => (await fetch(readiness(bed, name))).ok, READY_WITHIN_MS);
  }
  return performance.now();
}

/** Ends a process without a warning and starts it again at once. */
export const crash = (bed: Bed, name: ServiceName) => async (): Promise<Fault> => {
  const began = performance.now();
  await bed.platform.kill(name);
  await bed.platform.start([name]);
  return { began, healthy: await healthyAgain(bed, name) };
};

export function survived(name: string, run: UnderLoad): Finding[] {
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
  let saidSo = false;
  let over = false;
  const watch = (async () => {
    while (!over && !saidSo) {
      const answer = await fetch(readiness(bed, name)).catch(() => undefined);
      saidSo = answer?.status === 503;
    }
  })();
  const began = performance.now();
  await bed.platform.stop(name);
  const exitMs = performance.now() - began;
  over = true;
  await watch;
  await bed.platform.start([name]);
  return { began, healthy: await healthyAgain(bed, name), exitMs, saidSo };
}

/** Ends a service as a deployment does, under load. */
export async function terminated(
  bed: Bed,
  name: ServiceName,
  reading?: (bed: Bed, tokens: Tokens) => LoadClient,
): Promise<Finding[]> {
  let ending: Ending | undefined;
  const run = await underLoad(
    bed,
    async () => {
      ending = await terminate(bed, name);
      return ending;
    },
    reading,
  );
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
