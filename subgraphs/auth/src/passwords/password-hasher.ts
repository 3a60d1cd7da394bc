import { createHmac } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { compare, hash } from 'bcrypt';
import { BoundedQueue } from './bounded-queue';

export interface HashOptions {
  /** Key of the HMAC that every password goes through first. */
  readonly pepper: string;
  /** bcrypt's cost: each step doubles the time. */
  readonly cost: number;
}

export const HASH_OPTIONS = Symbol('HASH_OPTIONS');

/** Marks a bcrypt hash of the HMAC; one without it is of the password itself, from before. */
const MARK = 'hmac-sha384';

/** libuv has four threads: one stays free for files and name look-ups. */
const CONCURRENCY = Math.max(1, Math.min(3, availableParallelism()));
/** On an idle machine at cost 12 the last in the queue waits for about as long as it may. */
const MAX_WAITING = 8 * CONCURRENCY;
/** With the hash itself and what auth asks accounts for, well within the gateway's five seconds. */
const MAX_WAIT_MS = 2_000;

/**
 * Hashes passwords exactly as received: bcrypt over base64(HMAC-SHA-384(pepper, password)), which is 64
 * characters, so that neither bcrypt's limit of 72 bytes nor a NUL cuts anything off.
 */
@Injectable()
export class PasswordHasher {
  private readonly queue = new BoundedQueue(CONCURRENCY, MAX_WAITING, MAX_WAIT_MS);

  constructor(@Inject(HASH_OPTIONS) private readonly options: HashOptions) {}

  /** Error TOO_MANY_REQUESTS when too many wait already. */
  async hash(password: string): Promise<string> {
    const { cost } = this.options;
    return `${MARK}${await this.queue.run(() => hash(this.digest(password), cost))}`;
  }

  /** False for `stored` null (no such account), after the same time. Error TOO_MANY_REQUESTS. */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const against = stored ?? `${MARK}${dummyHash(this.options.cost)}`;
    const [input, bcryptHash] = against.startsWith(MARK)
      ? [this.digest(password), against.slice(MARK.length)]
      : [password, against];
    const same = await this.queue.run(() => compare(input, bcryptHash));
    return same && stored !== null;
  }

  /** True for a hash of a lower cost than today's, or of the password without its HMAC. */
  isOutdated(stored: string): boolean {
    const cost = Number(/\$2[aby]\$(\d\d)\$/.exec(stored)?.[1] ?? 0);
    return !stored.startsWith(MARK) || cost < this.options.cost;
  }

  private digest(password: string): string {
    return createHmac('sha384', this.options.pepper).update(password, 'utf8').digest('base64');
  }
}

/** A hash that nothing is known to match, of the same cost as a real one. */
const dummyHash = (cost: number): string =>
  `$2b$${String(cost).padStart(2, '0')}$${'A'.repeat(22)}${'u'.repeat(31)}`;
