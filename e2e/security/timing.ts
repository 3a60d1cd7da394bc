/** One measured request in milliseconds; `turn` counts up from 0. */
export type Sample = (turn: number) => Promise<number>;

export interface Difference {
  /** Median of what `first` took. */
  readonly firstMs: number;
  /** Holds the median of what `second` took longer than `first`, pair by pair, with 99.9 % confidence. */
  readonly interval: readonly [low: number, high: number];
}

const DOUBT = 0.001;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Order statistics: whatever the differences are distributed like, the k-th lowest lies above their median
 * as rarely as fewer than k of n fair coins show heads.
 */
function medianInterval(differences: readonly number[]): readonly [number, number] {
  const ordered = sorted(differences);
  const n = ordered.length;
  let chance = 0.5 ** n;
  let tail = chance;
  let k = 0;
  while (tail <= DOUBT / 2) {
    k += 1;
    chance *= (n - k + 1) / k;
    tail += chance;
  }
  if (k === 0) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [ordered[k - 1] ?? Number.NaN, ordered[n - k] ?? Number.NaN];
}

/**
 * Asks both by turns, so that whatever else the machine does meets both, and as often as it takes to be sure
 * that they differ by less than `toleranceMs(firstMs)`, at most `atMost` times. A busy machine makes the interval
 * wider, and never moves it: they surely differ where it lies beyond what is tolerated.
 */
export async function timeDifference(
  { first, second }: { readonly first: Sample; readonly second: Sample },
  {
    toleranceMs,
    atMost,
  }: { readonly toleranceMs: (firstMs: number) => number; readonly atMost: number },
): Promise<Difference> {
  const times: number[] = [];
  const differences: number[] = [];
  for (let turn = 0; ; turn += 1) {
    // Who begins alternates: what a request leaves to be done delays the other no more often.
    const early = turn % 2 ? await second(turn) : 0;
    const one = await first(turn);
    const other = turn % 2 ? early : await second(turn);
    times.push(one);
    differences.push(other - one);
    const interval = medianInterval(differences);
    const firstMs = median(times);
    const sure = interval.every((end) => Math.abs(end) < toleranceMs(firstMs));
    if (sure || differences.length === atMost) {
      return { firstMs, interval };
    }
  }
}
