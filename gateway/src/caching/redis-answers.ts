import { type RedisOptions, redisClient, within } from '@ai-finops/service-kit/redis-client';
import { Sealer } from '@ai-finops/service-kit/sealer';
import type { GatewayLogger } from '../logging';
import type { KeptAnswer } from './kept-answers';

type Answer = KeptAnswer<Buffer>;

const PREFIX = 'ai-finops:answer:';
/** A Redis that takes longer than this is no help. */
const ANSWER_WITHIN_MS = 100;
/** After it failed, it is left alone for so long. */
const REST_MS = 1_000;
/** Longer ones are sealed and sent for longer than they are worth. */
const LONGEST = 1024 * 1024;

/**
 * Answers that the processes of a gateway share. Sealed: whoever reads Redis learns nothing of them, and what others
 * write there is no answer. A Redis that is away or slow fails nothing: then each process has only its own.
 */
export class RedisAnswers {
  readonly #client;
  readonly #sealer: Sealer;
  #restUntil = 0;

  constructor(
    options: RedisOptions,
    secret: string,
    private readonly logger: GatewayLogger,
    /** Told of each fault. */
    private readonly failed: () => void,
  ) {
    this.#client = redisClient(options, (err) => this.#fault(err));
    this.#sealer = new Sealer({ secret }, 'kept answers');
  }

  /** Does not fail when Redis is not there yet. */
  async connect(): Promise<void> {
    await this.#client.connect().catch(() => undefined);
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }

  /** Undefined for what is not there, or cannot be had now. */
  async get(key: string): Promise<Answer | undefined> {
    if (this.#rests) return undefined;
    try {
      const sealed = await within(ANSWER_WITHIN_MS, this.#client.get(PREFIX + key));
      return sealed === null ? undefined : this.#opened(key, sealed);
    } catch (err) {
      this.#fault(err);
      return undefined;
    }
  }

  /** Not to be waited for. */
  async set(key: string, { content, version, since }: Answer, maxAge: number): Promise<void> {
    if (this.#rests || content.length > LONGEST) return;
    try {
      const sealed = this.#sealer.seal(`${JSON.stringify({ version, since })}\n${content}`, key);
      const expiration = { type: 'EX', value: maxAge } as const;
      await within(ANSWER_WITHIN_MS, this.#client.set(PREFIX + key, sealed, { expiration }));
    } catch (err) {
      this.#fault(err);
    }
  }

  get #rests(): boolean {
    return performance.now() < this.#restUntil || !this.#client.isReady;
  }

  /** Undefined for what was sealed with another secret, or for another key. */
  #opened(key: string, sealed: string): Answer | undefined {
    try {
      const opened = this.#sealer.open(sealed, key);
      const end = opened.indexOf('\n');
      const { version, since } = JSON.parse(opened.slice(0, end)) as Answer;
      return { version, since, content: Buffer.from(opened.slice(end + 1)) };
    } catch {
      return undefined;
    }
  }

  #fault(err: unknown): void {
    this.failed();
    if (performance.now() < this.#restUntil) return;
    this.#restUntil = performance.now() + REST_MS;
    this.logger.warn({ err }, 'Redis does not give kept answers.');
  }
}
