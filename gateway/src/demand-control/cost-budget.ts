import { BoundedMap } from '@ai-finops/service-kit/bounded-map';

/** What a taker may spend: a bucket that fills evenly and holds a minute's worth. */
interface Bucket {
  left: number;
  /** Milliseconds on the clock that the budget was asked with. */
  at: number;
}

const MINUTE_MS = 60_000;
/** Beyond, whoever asked longest ago is forgotten: their bucket would be nearly full again by then. */
const MAX_TAKERS = 10_000;

/** How much cost each taker may spend a minute. */
export class CostBudget {
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_TAKERS);

  constructor(private readonly perMinute: number) {}

  /**
   * Takes `cost` from the bucket of `taker`. What costs more than a bucket holds needs, and overdraws, a
   * full one, so that no operation is out of reach.
   * @returns 0 when it was taken, else the milliseconds until there will be enough.
   */
  take(taker: string, cost: number, now: number): number {
    const bucket = this.#bucketOf(taker, now);
    const missing = Math.min(cost, this.perMinute) - bucket.left;
    if (missing > 0) return Math.ceil((missing / this.perMinute) * MINUTE_MS);
    bucket.left -= cost;
    return 0;
  }

  /** Takes what another process granted, whether or not so much is left. */
  owe(taker: string, cost: number, now: number): void {
    this.#bucketOf(taker, now).left -= cost;
  }

  #bucketOf(taker: string, now: number): Bucket {
    const bucket = this.#buckets.get(taker) ?? { left: this.perMinute, at: now };
    const filled = (Math.max(0, now - bucket.at) / MINUTE_MS) * this.perMinute;
    bucket.left = Math.min(this.perMinute, bucket.left + filled);
    bucket.at = now;
    this.#buckets.set(taker, bucket);
    return bucket;
  }
}
