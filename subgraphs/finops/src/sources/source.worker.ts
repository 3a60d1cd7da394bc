import { AppError } from '@ai-finops/service-kit/errors';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type ClaimedSource, SourceQueueStore, type SyncCounts } from './source-queue.store';
import { SourceSync } from './source-sync';

/** How a worker finds out whose time has come, and what other replicas were asked for. */
const POLL_MS = 2_000;
const HEARTBEAT_MS = 10_000;
/** A worker that gave no sign for this long is dead. */
const ABANDONED_MS = 60_000;
/** Sources that a replica looks at at the same time: one that is slow does not hold up the others. */
const AT_ONCE = 2;

/** Looks at the sources whose time has come, in the background of the service. */
@Injectable()
export class SourceWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Sources');
  readonly #stop = new AbortController();
  readonly #wakes = new Set<() => void>();
  #ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly queue: SourceQueueStore,
    private readonly sync: SourceSync,
  ) {}

  onApplicationBootstrap(): void {
    this.#ended = Promise.all(Array.from({ length: AT_ONCE }, () => this.#work()));
  }

  /** Lets go of the running syncs, which another worker or the next start begins anew. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort(new Error('The service is stopping.'));
    this.nudge();
    await this.#ended;
  }

  /** Looks for work now instead of at the next turn. */
  nudge(): void {
    for (const wake of this.#wakes) wake();
  }

  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const claimed = await this.queue.claim(ABANDONED_MS);
        if (claimed) await this.#look(claimed);
        else await this.#sleep();
      } catch (err) {
        if (this.#stop.signal.aborted) return;
        this.#logger.error({ err }, 'The worker of sources met an error; it goes on');
        await this.#sleep();
      }
    }
  }

  async #look(claimed: ClaimedSource): Promise<void> {
    const lost = new AbortController();
    let counts: SyncCounts = { objects: 0, bytesFetched: 0, imports: 0 };
    const progress = async (): Promise<void> => {
      if (!(await this.queue.progress(claimed, counts))) {
        lost.abort(new Error('The source is gone, or another worker looks at it.'));
      }
    };
    const heartbeat = setInterval(() => void progress().catch(() => undefined), HEARTBEAT_MS);
    try {
      const signal = AbortSignal.any([this.#stop.signal, lost.signal]);
      await this.sync.run(claimed, signal, (now) => {
        counts = { ...now };
        return progress();
      });
      await this.queue.succeed(claimed);
    } catch (err) {
      if (lost.signal.aborted) return;
      if (this.#stop.signal.aborted) await this.queue.release(claimed);
      else await this.#fail(claimed, err);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #fail(claimed: ClaimedSource, err: unknown): Promise<void> {
    if (err instanceof AppError) {
      const { code, message } = err;
      this.#logger.warn({ source: claimed.name, code }, 'A source could not be brought');
      await this.queue.fail(claimed, { code, message });
      return;
    }
    this.#logger.error({ err, source: claimed.name }, 'A sync met an error');
    await this.queue.fail(claimed, new AppError('INTERNAL'));
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, POLL_MS);
      this.#wakes.add(wake);
    });
  }
}
