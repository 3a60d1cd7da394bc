interface Waiting<Value> {
  resolve(result: IteratorResult<Value, undefined>): void;
  reject(error: unknown): void;
}

/** What is kept for a reader who is slower than the values come: all of them, or the newest alone. */
export type Keep = 'all' | 'newest';

/**
 * Values that come by themselves, to be read by `for await` or told as the events of a subscription. Ends at
 * once when its reader leaves, also while the reader waits, which an async generator cannot.
 */
export class Feed<Value> implements AsyncIterableIterator<Value, undefined, undefined> {
  readonly #values: Value[] = [];
  #waiting: Waiting<Value> | undefined;
  #end: { readonly error?: unknown } | undefined;

  constructor(
    private readonly keep: Keep,
    /** Called once, when the reader leaves or the feed has ended. */
    private readonly onEnd: () => void = () => undefined,
  ) {}

  publish(value: Value): void {
    if (this.#end) return;
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value });
      return;
    }
    if (this.keep === 'newest') this.#values.length = 0;
    this.#values.push(value);
  }

  /** Nothing more comes; what was published is still read. */
  end(): void {
    this.#finish({});
  }

  /** As `end`, with an error for the reader. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#values.length > 0) {
      return Promise.resolve({ done: false, value: this.#values.shift() as Value });
    }
    if (this.#end) {
      const { error } = this.#end;
      // An error is told once.
      this.#end = {};
      return error === undefined ? Promise.resolve(DONE) : Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    this.#values.length = 0;
    this.#finish({});
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What is made of each value; an error of that is the reader's. */
  map<Other>(
    change: (value: Value) => Other | Promise<Other>,
  ): AsyncIterableIterator<Other, undefined, undefined> {
    return {
      next: async () => {
        const { done, value } = await this.next();
        return done ? DONE : { done: false, value: await change(value) };
      },
      return: async () => {
        await this.return();
        return DONE;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      this.#end = {};
      if (end.error === undefined) waiting.resolve(DONE);
      else waiting.reject(end.error);
    }
    this.onEnd();
  }
}

const DONE = { done: true, value: undefined } as const;
