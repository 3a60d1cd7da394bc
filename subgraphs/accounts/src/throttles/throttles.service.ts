import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Settling, Taken, Taking } from './throttle-bodies';
import { ThrottlesStore } from './throttles.store';

const CLEAN_UP_EVERY_MS = 5 * 60_000;

/** Keeps the counters; what is counted, and how much of it is too much, auth decides. */
@Injectable()
export class ThrottlesService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Throttles');
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: ThrottlesStore) {}

  // Several replicas may do so at once: a row that has ended is removed by the first of them.
  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.store
        .deleteEnded()
        .catch((err: unknown) => this.logger.warn({ err }, 'Ended throttles were not removed'));
    }, CLEAN_UP_EVERY_MS);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  take(buckets: Taking['buckets']): Promise<Taken> {
    return this.store.take(buckets);
  }

  async settle({ giveBack, mark }: Settling): Promise<void> {
    if (giveBack.length > 0) await this.store.giveBack(giveBack);
    if (mark) await this.store.mark(mark.key, mark.seconds);
  }
}
