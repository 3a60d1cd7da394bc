import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { Ledger, type Reckoning } from './ledger.ts';
import { Load, newReader, type Outcome, type Sample } from './load.ts';

export interface Fault {
  /** When the fault began, on the clock of `performance.now()`. */
  readonly began: number;
  /** When everything said again that it is healthy. */
  readonly healthy: number;
}

export interface UnderLoad extends Fault {
  readonly samples: readonly Sample[];
  readonly reckoning: Reckoning;
}

const BEFORE_MS = 2_000;
const AFTER_MS = 5_000;
const QUIET_MS = 500;
const READERS = 4;

/** Runs a fault in the middle of a load of four writers and four readers, and reckons when all is quiet. */
export async function underLoad(bed: Bed, fault: () => Promise<Fault>): Promise<UnderLoad> {
  const readers = await Promise.all(Array.from({ length: READERS }, () => newReader(bed)));
  const ledger = new Ledger();
  const load = new Load(bed, ledger, readers);
  await sleep(BEFORE_MS);
  const times = await fault();
  await sleep(AFTER_MS);
  await load.stop();
  await sleep(QUIET_MS);
  return { ...times, samples: load.samples, reckoning: await ledger.reckon(bed) };
}

const CLEAN: ReadonlySet<Outcome> = new Set(['ok', 'throttled']);
export const isClean = ({ outcome }: Sample): boolean => CLEAN.has(outcome);

/** How long after `since` the last request began that did not end well; 0 when there was none. */
export function cleanAfter(samples: readonly Sample[], since: number): number {
  const unclean = samples.filter((sample) => !isClean(sample)).map(({ started }) => started);
  return Math.max(0, ...unclean.map((started) => started - since));
}

export const longest = (samples: readonly Sample[]): number =>
  Math.max(0, ...samples.map(({ started, ended }) => ended - started));

/** Nearest-rank percentile of how long requests took, in milliseconds. */
export function percentile(samples: readonly Sample[], share: number): number {
  const times = samples.map(({ started, ended }) => ended - started).sort((a, b) => a - b);
  return times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0;
}

/** How requests ended, such as `412 ok, 3 unavailable`, with one example of each that was unexpected. */
export function tally(samples: readonly Sample[], expected: readonly Outcome[] = ['ok']): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of samples) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const examples = [...counts.keys()]
    .filter((outcome) => !expected.includes(outcome))
    .map((outcome) => samples.find((sample) => sample.outcome === outcome)?.detail);
  const numbers = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return examples.length > 0 ? `${numbers}; e.g. ${examples.join(' | ')}` : numbers;
}
