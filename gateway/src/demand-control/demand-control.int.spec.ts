import { accessToken, ask, bearer, startPlatform, type TestPlatform } from '../../test/platform';

describe('demand control', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({
      env: {
        NODE_ENV: 'development',
        MAX_OPERATION_COST: '30',
        VIEWER_COST_PER_MINUTE: '40',
        ADDRESS_COST_PER_MINUTE: '60',
        TRUSTED_PROXIES: '127.0.0.1',
      },
    });
  });
  afterAll(() => platform.close());

  it('tells the cost while developing', async () => {
    const { text } = await ask(platform.url, '{ users { id } }');
    expect(JSON.parse(text).extensions).toEqual({ cost: 10 });
  });

  it('refuses an operation that could cost too much, without asking a subgraph', async () => {
    const query = '{ a: users { id } b: users { id } c: users { id } d: users { id } }';
    const refused = await ask(platform.url, query, bearer(accessToken()));
    expect(refused.status).toBe(400);
    expect(refused.data).toBeUndefined();
    expect(refused.errors[0]?.extensions).toEqual({
      code: 'OPERATION_TOO_COSTLY',
      cost: 40,
      maximum: 30,
    });
  });

  it('refuses whoever has spent their budget, and says when to come back', async () => {
    const query = '{ a: users { id } b: users { id } }';
    const viewer = bearer(accessToken({ id: 'spender', role: 'USER', sessionId: 's' }));
    expect((await ask(platform.url, query, viewer)).status).toBe(200);
    expect((await ask(platform.url, query, viewer)).status).toBe(200);
    const refused = await ask(platform.url, query, viewer);
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([
      429,
      'TOO_MANY_REQUESTS',
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const other = bearer(accessToken({ id: 'other', role: 'USER', sessionId: 's' }));
    expect((await ask(platform.url, query, other)).status).toBe(200);
  });

  it('counts those who have not signed in by their address', async () => {
    const query = '{ a: users { id } b: users { id } c: users { id } }';
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask(platform.url, query)).status);
    expect(statuses).toContain(429);
  });

  it('takes all addresses of an IPv6 network for one', async () => {
    const query = '{ a: users { id } b: users { id } c: users { id } }';
    const from = async (address: string) =>
      (await ask(platform.url, query, { 'x-forwarded-for': address })).status;
    const statuses: number[] = [];
    for (let n = 1; n <= 4; n += 1) statuses.push(await from(`2001:db8:1:2::${n}`));
    expect(statuses).toContain(429);
    expect(await from('2001:db8:1:3::1')).toBe(200);
  });
});
