import { setTimeout as sleep } from 'node:timers/promises';
import { hasRedis, type RedisServer, startRedis } from '@ai-finops/testkit';
import { createClient } from 'redis';
import { CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import {
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const ADAS = bearer(accessToken());
const redisOrSkip = hasRedis() ? describe : describe.skip;
if (!hasRedis()) process.stderr.write('SKIPPED: no redis-server: answers in Redis\n');

redisOrSkip('answers in Redis', () => {
  const world = new CountingWorld(new Dice(3));
  let redis: RedisServer;
  let platform: TestPlatform;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    redis = await startRedis();
    const { url, password } = redis;
    client = createClient({ url, password });
    client.on('error', () => undefined);
    await client.connect();
    const env = { REDIS_URL: url, REDIS_PASSWORD: password };
    platform = await startPlatform({ finops: world.finops, gateways: 2, env });
  });
  afterAll(async () => {
    await platform.close();
    client.destroy();
    await redis.stop();
  });

  async function readings(query: string, gateway: number): Promise<number> {
    const before = world.readings;
    const { errors } = await ask(platform.urls[gateway] ?? '', query, ADAS);
    expect(errors).toEqual([]);
    return world.readings - before;
  }
  let asked = 0;
  /** A question whose answer is all that is in Redis, asked of the first gateway; a Redis that is slow for once has none. */
  async function kept(fields: string): Promise<{ readonly query: string; readonly key: string }> {
    let query = '';
    let keys: string[] = [];
    await eventually(async () => {
      await client.flushAll();
      asked += 1;
      query = `{ ${fields} again${asked}: __typename }`;
      await readings(query, 0);
      for (let nth = 0; nth < 20 && keys.length !== 1; nth += 1) {
        keys = await client.keys('*');
        await sleep(20);
      }
      return keys.length === 1;
    }, 30_000);
    return { query, key: keys[0] ?? '' };
  }

  it('are given by whichever process is asked next, while they hold', async () => {
    let query = '';
    await eventually(async () => {
      ({ query } = await kept('board { text } purse'));
      return (await readings(query, 1)) === 0;
    }, 30_000);
    world.grow('board');
    expect(await readings(query, 1)).toBe(2);
    const text = `board: ${world.count('board')}`;
    expect((await ask(platform.url, query, ADAS)).text).toContain(text);
  });

  it('say nothing to those who read Redis, and are gone after their time', async () => {
    const { key } = await kept('purse');
    expect(await client.get(key)).not.toContain('purse');
    expect(await client.ttl(key)).toBeGreaterThan(0);
    expect(await client.ttl(key)).toBeLessThanOrEqual(60);
  });

  it('are asked for anew where something else stands', async () => {
    const one = await kept('one: purse');
    const answer = (await client.get(one.key)) ?? '';
    const two = await kept('two: purse');
    await client.set(one.key, 'no answer at all');
    // Another question's.
    await client.set(two.key, answer);
    expect(await readings(one.query, 1)).toBe(1);
    expect(await readings(two.query, 1)).toBe(1);
  });

  it('fail nothing when Redis goes away', async () => {
    await redis.stop();
    expect(await readings('{ three: purse }', 0)).toBe(1);
    expect([await readings('{ three: purse }', 0), await readings('{ three: purse }', 1)]).toEqual([
      0, 1,
    ]);
    await eventually(async () => {
      const metrics = await (await fetch(`${platform.url}/metrics`)).text();
      return /gateway_cache_redis_faults_total [1-9]/.test(metrics);
    });
  });
});
