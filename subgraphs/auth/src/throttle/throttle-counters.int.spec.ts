import { createHash, randomUUID } from 'node:crypto';
import { hasRedis, type RedisServer, startRedis } from '@ai-finops/testkit';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../../accounts/test/server';
import { AccountsClient } from '../accounts/accounts.client';
import { AccountsCounters } from './accounts-counters';
import { RedisCounters } from './redis-counters';
import type { AskedBucket, ThrottleCounters } from './throttle-counters';

const newKey = (): string => createHash('sha256').update(randomUUID()).digest('hex');
const bucket = (limit: number, windowSeconds = 900): AskedBucket => ({
  key: newKey(),
  limit,
  windowSeconds,
});

/** What both kinds of counters promise. */
function contract(counters: () => ThrottleCounters): void {
  const take = (...buckets: AskedBucket[]) => counters().take(buckets);

  it('gives as many tries as there are, and says how long until all are back', async () => {
    const three = bucket(3);
    for (const used of [300, 600, 900]) {
      const { allowed, usedSeconds } = await take(three);
      expect(allowed).toBe(true);
      expect(usedSeconds[0]).toBeGreaterThan(used - 10);
      expect(usedSeconds[0]).toBeLessThanOrEqual(used);
    }
    const { allowed, usedSeconds } = await take(three);
    expect(allowed).toBe(false);
    expect(usedSeconds[0]).toBeGreaterThan(890);
    expect(usedSeconds[0]).toBeLessThanOrEqual(900);
  });

  it('gives no more than that when a hundred come at once', async () => {
    const [seven, plenty] = [bucket(7), bucket(10_000)];
    const answers = await Promise.all(Array.from({ length: 100 }, () => take(plenty, seven)));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(7);
  });

  it('takes from every bucket or from none', async () => {
    const [empty, full] = [bucket(1), bucket(5)];
    await take(empty);
    for (let i = 0; i < 10; i += 1) expect((await take(full, empty)).allowed).toBe(false);
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(full)));
    expect(answers.every(({ allowed }) => allowed)).toBe(true);
  });

  it('fills again evenly', async () => {
    const quick = bucket(2, 1);
    await take(quick);
    await take(quick);
    expect((await take(quick)).allowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await take(quick)).allowed).toBe(true);
    expect((await take(quick)).allowed).toBe(false);
  });

  it('gives a try back', async () => {
    const two = bucket(2);
    await take(two);
    await take(two);
    await counters().settle({ giveBack: [two] });
    expect((await take(two)).allowed).toBe(true);
    expect((await take(two)).allowed).toBe(false);
  });

  it('has no more than all of them, however often it is given back', async () => {
    const one = bucket(1);
    for (let i = 0; i < 3; i += 1) await counters().settle({ giveBack: [one] });
    expect((await take(one)).allowed).toBe(true);
    expect((await take(one)).allowed).toBe(false);
  });

  it('does not count what a mark spares, while it holds', async () => {
    const sparedBy = newKey();
    const one = { ...bucket(1), sparedBy };
    await take(one);
    expect((await take(one)).allowed).toBe(false);
    await counters().settle({ giveBack: [], mark: { key: sparedBy, seconds: 1 } });
    expect(await take(one)).toEqual({ allowed: true, usedSeconds: [null] });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await take(one)).allowed).toBe(false);
  });

  it('never shortens a mark', async () => {
    const sparedBy = newKey();
    await counters().settle({ giveBack: [], mark: { key: sparedBy, seconds: 60 } });
    await counters().settle({ giveBack: [], mark: { key: sparedBy, seconds: 1 } });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await take({ ...bucket(1), sparedBy })).usedSeconds).toEqual([null]);
  });

  it('survives taking and giving back crosswise', async () => {
    const [a, b, c] = [bucket(50), bucket(50), bucket(50)];
    const work = Array.from({ length: 60 }, (_, i) => {
      const order = [
        [a, b, c],
        [c, b, a],
        [b, c, a],
      ][i % 3] as AskedBucket[];
      return take(...order).then(({ allowed }) =>
        allowed ? counters().settle({ giveBack: [...order].reverse() }) : undefined,
      );
    });
    await Promise.all(work);
    expect((await take(a, b, c)).usedSeconds.every((used) => used !== null && used < 19)).toBe(
      true,
    );
  });
}

const PATIENCE_MS = 60_000;

describe('counters in Postgres', () => {
  let accounts: AccountsServer;
  let counters: ThrottleCounters;
  beforeAll(async () => {
    accounts = await startAccounts();
    counters = new AccountsCounters(
      new AccountsClient({ url: accounts.url, token: SERVICE_TOKEN, timeoutMs: PATIENCE_MS }),
    );
  });
  afterAll(() => accounts.stop());

  contract(() => counters);

  it('let nothing through while accounts is away', async () => {
    const url = 'http://127.0.0.1:1';
    const away = new AccountsClient({ url, token: SERVICE_TOKEN, timeoutMs: PATIENCE_MS });
    await expect(new AccountsCounters(away).take([bucket(1)])).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });
});

const redisOrSkip = hasRedis() ? describe : describe.skip;
if (!hasRedis()) process.stderr.write('SKIPPED: no redis-server: counters in Redis\n');

redisOrSkip('counters in Redis', () => {
  let redis: RedisServer;
  let counters: RedisCounters;
  beforeAll(async () => {
    redis = await startRedis();
    counters = new RedisCounters({ url: redis.url, password: redis.password });
    await counters.connect();
  });
  afterAll(async () => {
    await counters.close();
    await redis.stop();
  });

  contract(() => counters);

  it('let nothing through while Redis is away, and go on when it is back', async () => {
    const away = new RedisCounters({ url: 'redis://127.0.0.1:1' });
    void away.connect();
    await expect(away.take([bucket(1)])).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await away.close();
  });
});
