import { AppError } from '@ai-finops/service-kit/errors';

/**
 * Runs a few tasks at once and lets a few more wait, for a bounded time. Beyond that it refuses with
 * TOO_MANY_REQUESTS: a queue without end would answer everybody too late, and slow down everything else.
 * Places alone do not bound the wait, for how long a task takes depends on what else the machine does.
 */
export class BoundedQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly maxWaiting: number,
    private readonly maxWaitMs: number,
  ) {}

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.concurrency) {
      this.#running += 1;
    } else {
      if (this.#waiting.length >= this.maxWaiting) {
        throw tooMany();
      }
      await this.#turn();
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Waits until whoever ends hands the place over. */
  #turn(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(tooMany());
      }, this.maxWaitMs);
      this.#waiting.push(begin);
    });
  }
}

const tooMany = (): AppError =>
  new AppError('TOO_MANY_REQUESTS', 'Too many sign-ins at once: try again in a moment.');
