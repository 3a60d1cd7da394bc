/** Something that is used up by tries and fills again evenly. */
export interface Bucket {
  /** SHA-256, hex. */
  readonly key: string;
  /** Tries that the full bucket allows at once. */
  readonly limit: number;
  /** Time in which an empty bucket fills again. */
  readonly windowSeconds: number;
}

export type AskedBucket = Bucket & {
  /** Key of a mark while which holds the bucket does not count. */
  readonly sparedBy?: string;
};

export interface Taken {
  /** False when a bucket was empty: then nothing was taken from any. */
  readonly allowed: boolean;
  /** For each bucket how long until it is full again; null for one that was spared. */
  readonly usedSeconds: readonly (number | null)[];
}

export interface Settlement {
  /** Buckets that get one try back. */
  readonly giveBack: readonly Bucket[];
  /** What is known from now on, and for how long. */
  readonly mark?: { readonly key: string; readonly seconds: number };
}

/**
 * Counters that all replicas share. Each call is atomic: however many come at once, no bucket gives
 * more tries than it has. Error SERVICE_UNAVAILABLE when they cannot be reached: who cannot count does
 * not let through.
 */
export abstract class ThrottleCounters {
  /** Takes one try out of every bucket, or out of none. */
  abstract take(buckets: readonly AskedBucket[]): Promise<Taken>;
  abstract settle(settlement: Settlement): Promise<void>;
  /** Lets go of connections. */
  async close(): Promise<void> {}
}
