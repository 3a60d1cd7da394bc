/** Retries that first calls pay for. */
const SHARE = 0.1;
const MOST = 10;

/**
 * Bounds retries to a tenth of the calls, so that they never multiply the load of somebody who is
 * overloaded (the retry budget of Twitter's Finagle).
 */
export class RetryBudget {
  #left = MOST;

  deposit(): void {
    this.#left = Math.min(MOST, this.#left + SHARE);
  }

  /** Takes one retry; false when there is none. */
  withdraw(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
