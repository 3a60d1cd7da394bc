import { Sealer } from '@ai-finops/service-kit/sealer';
import { hasRedis, type RedisServer, startRedis } from '@ai-finops/testkit';
import { createClient } from 'redis';
import {
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const redisOrSkip = hasRedis() ? describe : describe.skip;
if (!hasRedis()) process.stderr.write('SKIPPED: no redis-server: budgets that gateways share\n');

/** All of a budget, which takes a minute to flow in again. */
const QUERY = '{ users { id } }';
const BUDGET = 10;

redisOrSkip('the budgets of gateways that share a Redis', () => {
  let redis: RedisServer;
  let platform: TestPlatform;
  let reader: ReturnType<typeof createClient>;
  const heard: string[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    const { url, password } = redis;
    reader = createClient({ url, password });
    reader.on('error', () => undefined);
    await reader.connect();
    await reader.subscribe('ai-finops:spent', (message) => heard.push(message));
    platform = await startPlatform({
      gateways: 2,
      env: {
        REDIS_URL: url,
        REDIS_PASSWORD: password,
        VIEWER_COST_PER_MINUTE: String(BUDGET),
      },
    });
  });
  afterAll(async () => {
    await platform.close();
    reader.destroy();
    await redis.stop();
  });

  let spenders = 0;
  /** What the gateways answer one viewer in turn, the second once the first has told what it granted. */
  async function statuses(): Promise<readonly number[]> {
    spenders += 1;
    const id = `spender-${spenders}`;
    const viewer = bearer(accessToken({ id, role: 'USER', sessionId: id }));
    const told = heard.length;
    const first = await ask(platform.urls[0] ?? '', QUERY, viewer);
    await eventually(async () => heard.length > told);
    const second = await ask(platform.urls[1] ?? '', QUERY, viewer);
    return [first.status, second.status];
  }
  const count = async () => {
    await eventually(async () => (await statuses())[1] === 429, 30_000);
  };

  it('are one budget, also after the connections were lost', async () => {
    await count();
    const admin = reader.duplicate();
    await admin.connect();
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    admin.destroy();
    await eventually(async () => reader.isReady);
    await count();
  });

  it('say nothing to those who read Redis', () => {
    expect(heard.length).toBeGreaterThan(0);
    for (const message of heard) expect(message).toMatch(/^v1\.[\w-]+$/);
  });

  it('are not what others write there', async () => {
    const writer = reader.duplicate();
    await writer.connect();
    const viewers = [['victim', BUDGET]];
    const forged = JSON.stringify({ from: 'somebody', spent: { viewers, addresses: [] } });
    const sealed = new Sealer({ secret: 'a secret of another platform' }, 'spent cost');
    await writer.publish('ai-finops:spent', forged);
    await writer.publish('ai-finops:spent', sealed.seal(forged, 'ai-finops:spent'));
    writer.destroy();
    // What came before this was heard.
    await count();
    const victim = bearer(accessToken({ id: 'victim', role: 'USER', sessionId: 'victim' }));
    expect((await ask(platform.urls[1] ?? '', QUERY, victim)).status).toBe(200);
  });

  it('are each process’s own while Redis is away', async () => {
    await redis.stop();
    const viewer = bearer(accessToken({ id: 'alone', role: 'USER', sessionId: 'alone' }));
    for (const url of platform.urls) {
      expect((await ask(url, QUERY, viewer)).status).toBe(200);
      expect((await ask(url, QUERY, viewer)).status).toBe(429);
    }
  });
});
