import { ask, eventually, startPlatform, type TestPlatform } from '../../test/platform';

describe('a gateway before a subgraph in trouble', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' }, timeoutMs: 300 });
  });
  afterAll(() => platform.close());

  const metric = async (name: string) => {
    const text = await (await fetch(`${platform.url}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{subgraph="finops"\\} (\\S+)`, 'm').exec(text)?.[1]);
  };

  it('sends a query once more when its connection breaks, and a mutation never', async () => {
    let calls = 0;
    const breakOnce = (subgraph: 'finops' | 'accounts') => {
      calls = 0;
      platform[subgraph].misbehaviour = (reply) => {
        calls += 1;
        platform[subgraph].misbehaviour = undefined;
        reply.raw.socket?.destroy();
        return reply.hijack();
      };
    };
    breakOnce('finops');
    expect((await ask(platform.url, '{ total }')).data).toEqual({ total: '12.500000000001' });
    expect(calls).toBe(1);
    expect(await metric('gateway_fetch_retries_total')).toBe(1);
    breakOnce('accounts');
    const renamed = await ask(platform.url, 'mutation { rename(name: "x") }');
    expect(renamed.errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(renamed.headers.get('retry-after')).toBe('2');
  });

  it('stops asking a subgraph that does not answer, and asks again soon after its return', async () => {
    platform.finops.misbehaviour = () => new Promise((resolve) => setTimeout(resolve, 2_000, {}));
    const total = () => ask(platform.url, '{ total me { email } }');
    for (let n = 0; n < 5; n += 1) await total();
    expect(await metric('gateway_circuit_state')).toBe(2);
    const started = performance.now();
    const refused = await total();
    expect(refused.errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(1_500);
    platform.finops.misbehaviour = undefined;
    const returned = performance.now();
    await eventually(async () => (await total()).errors.length === 0);
    expect(performance.now() - returned).toBeLessThan(5_000);
    expect(await metric('gateway_circuit_state')).toBe(0);
  });

  it('keeps the circuit closed for a subgraph that only refuses', async () => {
    platform.finops.misbehaviour = (reply) =>
      reply.send({
        errors: [{ message: 'no', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      });
    for (let n = 0; n < 8; n += 1) await ask(platform.url, '{ total }');
    platform.finops.misbehaviour = undefined;
    expect(await metric('gateway_circuit_state')).toBe(0);
  });
});
