import { AppError } from '@ai-finops/service-kit/errors';

/**
 * Runs a few tasks at once and lets a few more wait. Beyond that it refuses with TOO_MANY_REQUESTS:
 * a queue without end would answer everybody too late, and slow down everything else.
 */
export class BoundedQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly maxWaiting: number,
  ) {}

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.concurrency) {
      this.#running += 1;
    } else {
      if (this.#waiting.length >= this.maxWaiting) {
        throw new AppError(
          'TOO_MANY_REQUESTS',
          'Too many sign-ins at once: try again in a moment.',
        );
      }
      // Whoever ends hands the place over.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
