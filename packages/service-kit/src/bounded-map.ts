/** A map that keeps the entries used last; what clients can grow must have a bound. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  /** Entries weigh 1 each unless `set` says otherwise; all together weigh at most `capacity`. */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** Of all entries together. */
  get weight(): number {
    return this.#weight;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** The values used last, the latest first. */
  latest(count: number): Value[] {
    return [...this.#entries.values()]
      .slice(-count)
      .reverse()
      .map(({ value }) => value);
  }

  /** What alone weighs more than the capacity is not kept. */
  set(key: Key, value: Value, weight = 1): void {
    this.#remove(key);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    while (this.#weight > this.capacity) {
      const [oldest] = this.#entries.keys();
      if (oldest === undefined) return;
      this.#remove(oldest);
    }
  }

  #remove(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }
}
