import { AppError } from '@ai-finops/service-kit/errors';
import { type RedisOptions, redisClient, within } from '@ai-finops/service-kit/redis-client';
import { Logger } from '@nestjs/common';
import { ErrorReply } from 'redis';
import {
  type AskedBucket,
  type Bucket,
  type Settlement,
  type Taken,
  ThrottleCounters,
} from './throttle-counters';

const PREFIX = 'ai-finops:throttle:';
const TIMEOUT_MS = 1_000;

/**
 * The generic cell rate algorithm (ITU-T I.371): a key holds the moment, in milliseconds, at which its
 * bucket is full again. KEYS: bucket and mark in turn. ARGV: milliseconds of one try and of the window in turn.
 */
const TAKE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local used, allowed = {}, 1
  for i = 1, #KEYS, 2 do
    if redis.call('EXISTS', KEYS[i + 1]) == 1 then
      used[i] = -1
    else
      used[i] = math.max(0, tonumber(redis.call('GET', KEYS[i]) or now) - now)
      if used[i] + ARGV[i] > tonumber(ARGV[i + 1]) then allowed = 0 end
    end
  end
  local answer = { allowed }
  for i = 1, #KEYS, 2 do
    if used[i] >= 0 and allowed == 1 then
      used[i] = used[i] + ARGV[i]
      redis.call('SET', KEYS[i], string.format('%.0f', now + used[i]), 'PX', string.format('%.0f', used[i] + 1))
    end
    answer[#answer + 1] = string.format('%.0f', used[i])
  end
  return answer`;

/** KEYS: buckets, then the mark if there is one. ARGV: milliseconds of one try each, then of the mark. */
const SETTLE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local buckets = tonumber(ARGV[#ARGV])
  for i = 1, buckets do
    local left = tonumber(redis.call('GET', KEYS[i]) or now) - ARGV[i] - now
    if left < 1 then
      redis.call('DEL', KEYS[i])
    else
      redis.call('SET', KEYS[i], string.format('%.0f', now + left), 'PX', string.format('%.0f', left + 1))
    end
  end
  if KEYS[buckets + 1] then
    local ms = tonumber(ARGV[buckets + 1])
    if redis.call('PTTL', KEYS[buckets + 1]) < ms then
      redis.call('SET', KEYS[buckets + 1], '1', 'PX', ms)
    end
  end
  return 1`;

const stepMs = ({ limit, windowSeconds }: Bucket): number => (windowSeconds * 1000) / limit;

/** Counters in Redis. */
export class RedisCounters extends ThrottleCounters {
  private readonly client;
  private readonly logger = new Logger('Throttles');

  constructor(options: RedisOptions) {
    super();
    this.client = redisClient(options, (err) =>
      this.logger.warn({ err }, 'Redis is not available'),
    );
  }

  /** Does not fail when Redis is not there yet. */
  async connect(): Promise<void> {
    await this.client.connect().catch(() => undefined);
  }

  async take(buckets: readonly AskedBucket[]): Promise<Taken> {
    const keys = buckets.flatMap(({ key, sparedBy }) => [
      PREFIX + key,
      PREFIX + (sparedBy ?? 'nothing'),
    ]);
    const args = buckets.flatMap((bucket) => [
      String(stepMs(bucket)),
      String(bucket.windowSeconds * 1000),
    ]);
    const [allowed, ...used] = (await this.run(TAKE, keys, args)) as (string | number)[];
    return {
      allowed: Number(allowed) === 1,
      usedSeconds: used.map((ms) => (Number(ms) < 0 ? null : Number(ms) / 1000)),
    };
  }

  async settle({ giveBack, mark }: Settlement): Promise<void> {
    const keys = giveBack.map(({ key }) => PREFIX + key);
    const args = giveBack.map((bucket) => String(stepMs(bucket)));
    if (mark) {
      keys.push(PREFIX + mark.key);
      args.push(String(mark.seconds * 1000));
    }
    await this.run(SETTLE, keys, [...args, String(giveBack.length)]);
  }

  override async close(): Promise<void> {
    if (this.client.isOpen) this.client.destroy();
  }

  private async run(script: string, keys: string[], args: string[]): Promise<unknown> {
    try {
      return await within(TIMEOUT_MS, this.client.eval(script, { keys, arguments: args }));
    } catch (cause) {
      if (cause instanceof ErrorReply && !/^(LOADING|READONLY|MASTERDOWN)/.test(cause.message)) {
        throw cause;
      }
      throw new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause });
    }
  }
}
