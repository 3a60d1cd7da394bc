import { randomUUID } from 'node:crypto';
import { type RedisOptions, redisClient } from '@ai-finops/service-kit/redis-client';
import { Sealer } from '@ai-finops/service-kit/sealer';
import type { GatewayLogger } from '../logging';
import type { SpendingChannel, Spent } from './spending-channel';

const CHANNEL = 'ai-finops:spent';
/** One word in the log for all faults of this time. */
const SILENT_MS = 60_000;

interface Told {
  readonly from: string;
  readonly spent: Spent;
}

/**
 * Between all processes that know one Redis, sealed: who reads there learns nothing, and what others write counts for
 * nothing. While Redis is away each process counts alone.
 */
export class RedisSpending implements SpendingChannel {
  readonly #id = randomUUID();
  readonly #teller;
  readonly #listener;
  readonly #sealer: Sealer;
  #silentUntil = 0;

  constructor(
    options: RedisOptions,
    secret: string,
    private readonly logger: GatewayLogger,
  ) {
    this.#teller = redisClient(options, (err) => this.#fault(err));
    // One that listens can do nothing else.
    this.#listener = redisClient(options, (err) => this.#fault(err));
    this.#sealer = new Sealer({ secret }, 'spent cost');
  }

  tell(spent: Spent): void {
    if (!this.#teller.isReady) return;
    const sealed = this.#sealer.seal(
      JSON.stringify({ from: this.#id, spent } satisfies Told),
      CHANNEL,
    );
    this.#teller.publish(CHANNEL, sealed).catch((err: unknown) => this.#fault(err));
  }

  listen(heard: (spent: Spent) => void): void {
    this.#teller.connect().catch(() => undefined);
    // It listens again by itself whenever its connection is back.
    this.#listener
      .connect()
      .then(() =>
        this.#listener.subscribe(CHANNEL, (sealed) => {
          const told = this.#opened(sealed);
          if (told && told.from !== this.#id) heard(told.spent);
        }),
      )
      .catch((err: unknown) => this.#fault(err));
  }

  close(): void {
    this.#silentUntil = Number.POSITIVE_INFINITY;
    for (const client of [this.#teller, this.#listener]) {
      if (client.isOpen) client.destroy();
    }
  }

  /** Undefined for what another secret sealed. */
  #opened(sealed: string): Told | undefined {
    try {
      return JSON.parse(this.#sealer.open(sealed, CHANNEL)) as Told;
    } catch {
      return undefined;
    }
  }

  #fault(err: unknown): void {
    if (performance.now() < this.#silentUntil) return;
    this.#silentUntil = performance.now() + SILENT_MS;
    this.logger.warn({ err }, 'Redis does not tell what other processes grant.');
  }
}
