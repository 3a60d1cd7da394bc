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
  /** Once there is so much in Redis. */
  const written = (count: number) =>
    eventually(async () => (await client.keys('ai-finops:answer:*')).length === count);

  it('are given by whichever process is asked next, while they hold', async () => {
    await client.flushAll();
    const query = '{ board { text } purse }';
    expect(await readings(query, 0)).toBe(2);
    await written(1);
    expect([await readings(query, 1), await readings(query, 1)]).toEqual([0, 0]);
    world.grow('board');
    expect(await readings(query, 1)).toBe(2);
    const text = `board: ${world.count('board')}`;
    expect((await ask(platform.url, query, ADAS)).text).toContain(text);
  });

  it('say nothing to those who read Redis, and are gone after their time', async () => {
    await client.flushAll();
    await readings('{ secret: purse }', 0);
    await written(1);
    const [key = ''] = await client.keys('*');
    expect(await client.get(key)).not.toContain('purse');
    expect(await client.ttl(key)).toBeGreaterThan(0);
    expect(await client.ttl(key)).toBeLessThanOrEqual(60);
  });

  it('are asked for anew where something else stands', async () => {
    await client.flushAll();
    await readings('{ one: purse }', 0);
    await written(1);
    const [one = ''] = await client.keys('*');
    const answer = (await client.get(one)) ?? '';
    await readings('{ two: purse }', 0);
    await written(2);
    const two = (await client.keys('*')).find((key) => key !== one) ?? '';
    await client.set(one, 'no answer at all');
    // Another question's.
    await client.set(two, answer);
    expect(await readings('{ one: purse }', 1)).toBe(1);
    expect(await readings('{ two: purse }', 1)).toBe(1);
  });

  it('fail nothing when Redis goes away', async () => {
    await redis.stop();
    expect(await readings('{ three: purse }', 0)).toBe(1);
    expect([await readings('{ three: purse }', 0), await readings('{ three: purse }', 1)]).toEqual([
      0, 1,
    ]);
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    expect(metrics).toMatch(/gateway_cache_redis_faults_total [1-9]/);
  });
});
