import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import { Ledger, type Reckoning } from './ledger.ts';
import {
  Load,
  type LoadClient,
  newReader,
  type Outcome,
  reader,
  type Sample,
  type Tokens,
  writer,
} from './load.ts';
import { type Finding, finding } from './report.ts';

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
const CLIENTS = 4;

/** Runs a fault in the middle of a load of four writers and four readers, and reckons when all is quiet. */
export async function underLoad(
  bed: Bed,
  fault: () => Promise<Fault>,
  reading: (bed: Bed, tokens: Tokens) => LoadClient = reader,
): Promise<UnderLoad> {
  const readers = await Promise.all(Array.from({ length: CLIENTS }, () => newReader(bed)));
  const ledger = new Ledger();
  const load = new Load([
    ...Array.from({ length: CLIENTS }, () => writer(bed, ledger)),
    ...readers.map((tokens) => reading(bed, tokens)),
  ]);
  await sleep(BEFORE_MS);
  const times = await fault();
  await sleep(AFTER_MS);
  await load.stop();
  await sleep(QUIET_MS);
  return { ...times, samples: load.samples, reckoning: await ledger.reckon(bed) };
}

const CLEAN: ReadonlySet<Outcome> = new Set(['ok', 'throttled']);
export const isClean = ({ outcome }: Sample): boolean => CLEAN.has(outcome);

/** Of what was acknowledged nothing is lost, and something was acknowledged. */
export const nothingLost = (what: string, { lost, acknowledged }: Reckoning): Finding =>
  finding(what, '0', `${lost} of ${acknowledged}`, lost === 0 && acknowledged > 0);

/**
 * How long after `since` the last request began that did not end well; 0 when there was none. Infinity
 * unless a request of each kind ended well after that: nothing says then that it is over.
 */
export function cleanAfter(samples: readonly Sample[], since: number): number {
  const unclean = samples.filter((sample) => !isClean(sample)).map(({ started }) => started);
  const last = Math.max(since, ...unclean);
  const kinds = new Set(samples.map(({ kind }) => kind));
  for (const sample of samples) {
    if (sample.outcome === 'ok' && sample.started > last) kinds.delete(sample.kind);
  }
  return samples.length > 0 && kinds.size === 0 ? last - since : Number.POSITIVE_INFINITY;
}

/** The longest time that a request took, in milliseconds; Infinity of none. */
export const longest = (samples: readonly Sample[]): number => percentile(samples, 1);

/** Nearest-rank percentile of how long requests took, in milliseconds; Infinity of none. */
export function percentile(samples: readonly Sample[], share: number): number {
  const times = samples.map(({ started, ended }) => ended - started).sort((a, b) => a - b);
  return times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? Number.POSITIVE_INFINITY;
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
