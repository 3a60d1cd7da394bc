import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BatchesService } from './batches.service';

/** Injection token of the number of months that billing periods are kept; undefined for ever. */
export const RETENTION_MONTHS = Symbol('RETENTION_MONTHS');

const EVERY_MS = 60 * 60 * 1000;

/** Lets billing periods go whose time is over; every replica may, for it happens only once. */
@Injectable()
export class BatchRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Retention');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly batches: BatchesService,
    @Inject(RETENTION_MONTHS) private readonly months: number | undefined,
  ) {}

  onApplicationBootstrap(): void {
    if (this.months === undefined) return;
    void this.#retire(this.months);
    this.#timer = setInterval(() => void this.#retire(this.months ?? 0), EVERY_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #retire(months: number): Promise<void> {
    try {
      const batches = await this.batches.retireOlderThan(months);
      if (batches > 0) this.#logger.log({ batches, months }, 'Billing periods were let go');
    } catch (err) {
      this.#logger.error({ err }, 'Old billing periods could not be let go; it is tried again');
    }
  }
}
