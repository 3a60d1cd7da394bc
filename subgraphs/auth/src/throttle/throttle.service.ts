import { sourceOf } from '@ai-finops/service-kit/client-source';
import { canonicalEmail } from '@ai-finops/service-kit/email';
import { AppError } from '@ai-finops/service-kit/errors';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import type { Client } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { Blocks } from './blocks';
import { type AskedBucket, type Bucket, ThrottleCounters } from './throttle-counters';
import { ThrottleRecorder } from './throttle-recorder';
import { type Rule, THROTTLES, type ThrottledAction } from './throttle-rules';

/** Who tries. */
export interface Attempt {
  readonly client: Client;
  /** An address as it was given, known or not, or the id of a user. */
  readonly account?: string;
}

/** A try that was allowed and is counted. */
export interface AllowedTry {
  /**
   * It went well: what counts failures only is given back, and the account knows this source from now on.
   * A try of which nothing is said stays counted.
   */
  succeeded(): Promise<void>;
}

/** For how long a source is known after a sign-in from it. */
const KNOWN_SECONDS = 90 * 86_400;

/**
 * Throttles, shared by all replicas and by REST and GraphQL. Every flow in which something could be
 * guessed, sprayed or flooded asks first, once for each try:
 *
 *     const attempt = await this.throttle.require('login', { client, account: email });
 *     … check the password; just throw when it is wrong …
 *     await attempt.succeeded();
 *
 * A new flow is one more entry in throttle-rules.ts. `require` counts the try before anything is
 * checked, so a burst gets no more tries than a queue. Ask before the answer could depend on whether an
 * account is there, with the address as given: then 429 says nothing about it either.
 */
@Injectable()
export class ThrottleService {
  private readonly blocks = new Blocks();

  constructor(
    private readonly counters: ThrottleCounters,
    private readonly recorder: ThrottleRecorder,
  ) {}

  /** Errors TOO_MANY_REQUESTS (with `retryAfterSeconds`, 900 at most), SERVICE_UNAVAILABLE. */
  async require(action: ThrottledAction, attempt: Attempt): Promise<AllowedTry> {
    const rules: readonly Rule[] = THROTTLES[action];
    const known = knownSource(attempt);
    const buckets = rules.map((rule) => bucketOf(action, rule, attempt, known));
    const { allowed, usedSeconds } = await this.counters.take(buckets);
    if (!allowed) {
      const { key, ...limits } = slowest(buckets, usedSeconds);
      this.recorder.refused(action, attempt, { key, ...limits });
      throw new AppError('TOO_MANY_REQUESTS', 'Too many tries: wait before the next one.', {
        policy: action,
        ...limits,
      });
    }
    const giveBack = buckets.filter(
      (_, i) => rules[i]?.counts === 'failures' && usedSeconds[i] !== null,
    );
    const mark = action === 'login' && known ? markOf(known) : {};
    return { succeeded: () => this.counters.settle({ giveBack, ...mark }) };
  }

  /**
   * From now on the account knows this source, as after a sign-in: for flows that prove the owner in
   * another way, such as a registration or a reset by mail.
   */
  async know(client: Client, account: string): Promise<void> {
    const known = knownSource({ client, account });
    if (known) await this.counters.settle({ giveBack: [], ...markOf(known) });
  }

  /**
   * For what is done too often to be counted each time, and cannot be guessed: counts a failure after the
   * fact. Once a replica has been told that there were too many it refuses by itself until there is
   * room again.
   */
  async countFailure(action: ThrottledAction, attempt: Attempt): Promise<void> {
    try {
      await this.require(action, attempt);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'TOO_MANY_REQUESTS') throw error;
      this.blocks.add(blockKey(action, attempt), error);
      throw error;
    }
  }

  /** Error TOO_MANY_REQUESTS after too many failures that `countFailure` was told of. */
  requireNotBlocked(action: ThrottledAction, attempt: Attempt): void {
    const refusal = this.blocks.of(blockKey(action, attempt));
    if (refusal) throw refusal;
  }
}

const markOf = (key: string) => ({ mark: { key, seconds: KNOWN_SECONDS } });

const blockKey = (action: ThrottledAction, { client }: Attempt): string =>
  `${action} ${sourceOf(client.ip)}`;

const keyOf = (...parts: readonly string[]): string => sha256Hex(JSON.stringify(parts));

/** What is no address is compared as accounts would, ignoring case and blanks. */
const accountKey = (account: string): string =>
  canonicalEmail(account) ?? account.trim().toLowerCase();

function knownSource({ client, account }: Attempt): string | undefined {
  if (account === undefined) return undefined;
  return keyOf('known', accountKey(account), sourceOf(client.ip));
}

function bucketOf(
  action: ThrottledAction,
  { per, tries, seconds, sparesKnownSources }: Rule,
  { client, account }: Attempt,
  known: string | undefined,
): AskedBucket {
  const whose: string[] = [];
  if (per !== 'source') {
    if (account === undefined) throw new Error(`The throttle ${action} needs an account.`);
    whose.push(accountKey(account));
  }
  if (per !== 'account') whose.push(sourceOf(client.ip));
  return {
    key: keyOf(action, per, String(seconds), ...whose),
    limit: tries,
    windowSeconds: seconds,
    ...(sparesKnownSources && known ? { sparedBy: known } : {}),
  };
}

/** Of the buckets that are empty the one that takes longest. */
function slowest(
  buckets: readonly AskedBucket[],
  usedSeconds: readonly (number | null)[],
): Bucket & { readonly retryAfterSeconds: number } {
  const [longest] = buckets
    .map(({ key, limit, windowSeconds }, i) => {
      const wait = (usedSeconds[i] ?? 0) + windowSeconds / limit - windowSeconds;
      return { key, limit, windowSeconds, retryAfterSeconds: Math.max(1, Math.ceil(wait)) };
    })
    .sort((a, b) => b.retryAfterSeconds - a.retryAfterSeconds);
  if (!longest) throw new Error('Nothing was asked for.');
  return longest;
}
