import { NetworkError } from 'graphql-sse';
import { CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import {
  AMOUNTS,
  all,
  codesOf,
  listen,
  listeners,
  post,
  publish,
  spent,
} from '../../test/listening';
import {
  ADA,
  API_KEY,
  accessToken,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const RESTARTING = {
  message: 'The gateway is restarting: subscribe again.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};

describe('a subscription whose viewer is not let in any more', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  it.each([
    ['session ended', () => bearer(accessToken({ ...ADA, sessionId: 'session-9' })), 'session-9'],
    ['API key was revoked', () => bearer(API_KEY), 'key-1'],
  ])('ends within seconds when its %s', async (_, headers, revoked) => {
    const told = all(listen(platform, AMOUNTS, headers()));
    await listeners(platform, 1);
    publish(platform, spent('1'));
    const at = performance.now();
    platform.revocations.sessions.push(revoked);
    expect(codesOf(await told)).toEqual([[], ['UNAUTHENTICATED']]);
    // Three or so; the rest is for a machine that stalls.
    expect(performance.now() - at).toBeLessThan(15_000);
    await listeners(platform, 0);
  });

  it('ends when the access token does', async () => {
    const told = await all(listen(platform, AMOUNTS, bearer(accessToken(ADA, 1))));
    expect(codesOf(told)).toEqual([['TOKEN_EXPIRED']]);
    await listeners(platform, 0);
  });
});

describe('subscriptions', () => {
  it('are bounded for each viewer, and a place is free again when one ends', async () => {
    const platform = await startPlatform({ env: { VIEWER_SUBSCRIPTIONS: '2' } });
    const open = [listen(platform, AMOUNTS), listen(platform, AMOUNTS)];
    const told = open.map((results) => results.next());
    await listeners(platform, 2);
    const refused = await post(platform, { query: AMOUNTS });
    expect(refused.status).toBe(429);
    expect((await refused.json()).errors[0].extensions).toEqual({
      code: 'TOO_MANY_REQUESTS',
      maximum: 2,
    });
    const other = { ...ADA, id: 'user-2', sessionId: 'session-2' };
    const others = listen(platform, AMOUNTS, bearer(accessToken(other)));
    const heard = others.next();
    await listeners(platform, 3);
    publish(platform, spent('1'));
    await Promise.all([...told, heard]);
    await open[0]?.return?.();
    await eventually(async () => {
      const free = await post(platform, { query: 'subscription { moments }' });
      await free.text();
      return free.status === 200;
    });
    await Promise.all([open[1]?.return?.(), others.return?.()]);
    await platform.close();
  });

  it('end with what their clients need to ask again, when the gateway stops', async () => {
    const platform = await startPlatform();
    const results = listen(platform, AMOUNTS);
    const first = results.next();
    await listeners(platform, 1);
    publish(platform, spent('1'));
    expect((await first).value).toEqual({ data: { spending: { amount: '1' } } });
    await platform.close();
    expect(await all(results)).toEqual([{ errors: [RESTARTING] }]);
  });

  it('end with SERVICE_UNAVAILABLE when their subgraph stops, and are not opened without it', async () => {
    const platform = await startPlatform();
    const told = all(listen(platform, AMOUNTS));
    await listeners(platform, 1);
    await platform.withoutFinops(async () => {
      expect(await told).toEqual([
        {
          errors: [
            {
              message: 'The service is restarting.',
              extensions: { code: 'SERVICE_UNAVAILABLE' },
            },
          ],
          data: null,
        },
      ]);
      const [refused] = await all(listen(platform, AMOUNTS));
      expect(refused?.errors?.[0]?.extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        service: 'finops',
      });
    });
    await platform.close();
  });

  it('are limited by what they may cost, and by the trusted documents', async () => {
    const platform = await startPlatform({
      env: { MAX_OPERATION_COST: '1', TRUSTED_DOCUMENTS: 'only' },
    });
    const costly = await all(listen(platform, 'subscription { spending { by { id } } }'));
    expect(codesOf(costly)).toEqual([['OPERATION_TOO_COSTLY']]);
    const unknown = await post(platform, { query: 'subscription { moments }' });
    expect(unknown.status).toBe(403);
    expect((await unknown.json()).errors[0].extensions.code).toBe('OPERATION_NOT_TRUSTED');
    await platform.close();
  });

  it('tell a client of the protocol about a refused request by its status', async () => {
    const platform = await startPlatform();
    const failed = all(listen(platform, AMOUNTS, bearer('nonsense')));
    await expect(failed).rejects.toBeInstanceOf(NetworkError);
    await platform.close();
  });

  it('leave queries whose answers are kept what they are, told by one event', async () => {
    const { finops, assistant } = new CountingWorld(new Dice(1));
    const env = { NODE_ENV: 'production' };
    const platform = await startPlatform({ finops, assistant, versioned: ['assistant'], env });
    const board = { data: { board: { text: 'board: 0' } } };
    for (const _ of ['found', 'kept', 'kept']) {
      expect(await all(listen(platform, '{ board { text } }'))).toEqual([board]);
    }
    await platform.close();
  });
});
