const MOST_REMEMBERED = 10_000;

/** Lets the same thing through once in a time, so that nobody fills a log by asking often. */
export class OncePer {
  readonly #last = new Map<string, number>();

  constructor(private readonly milliseconds: number) {}

  /** True unless the same key was new within the time. */
  isNew(key: string): boolean {
    const now = performance.now();
    const before = this.#last.get(key);
    if (before !== undefined && now - before < this.milliseconds) return false;
    if (this.#last.size >= MOST_REMEMBERED) this.#last.clear();
    this.#last.set(key, now);
    return true;
  }
}
