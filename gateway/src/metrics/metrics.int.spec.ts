import { accessToken, ask, bearer, startPlatform, type TestPlatform } from '../../test/platform';

const TOKEN = 'a-token-for-reading-metrics-in-tests-only';

describe('/metrics', () => {
  let platform: TestPlatform;
  afterEach(() => platform.close());

  const read = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${platform.url}/metrics`, { headers });
    return { status: response.status, text: await response.text() };
  };

  it('counts requests, operations, fetches and plans', async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
    await ask(platform.url, 'query People { users { email cost } }', bearer(accessToken()));
    await ask(platform.url, 'query People { users { email cost } }', bearer(accessToken()));
    await ask(platform.url, '{ nope }');
    const { text } = await read();
    for (const line of [
      'gateway_operation_duration_seconds_count{operation="People",type="query",outcome="ok"} 2',
      'gateway_operation_duration_seconds_count{operation="(unresolved)",type="unknown",outcome="refused"} 1',
      'gateway_refusals_total{code="GRAPHQL_VALIDATION_FAILED"} 1',
      'gateway_fetch_duration_seconds_count{subgraph="accounts",outcome="ok"} 2',
      'gateway_fetch_duration_seconds_count{subgraph="finops",outcome="ok"} 2',
      'gateway_plan_duration_seconds_count 1',
      'gateway_circuit_state{subgraph="finops"} 0',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(
      /gateway_http_request_duration_seconds_count\{method="POST",route="\/graphql",status="200"\} \d/,
    );
  });

  it('count what a subgraph failed to answer as failed, not as refused', async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
    platform.finops.misbehaviour = (reply) => reply.status(503).send();
    const { data, errors } = await ask(platform.url, 'query Total { total }');
    expect([data, errors[0]?.extensions.code]).toEqual([{ total: null }, 'SERVICE_UNAVAILABLE']);
    const { text } = await read();
    expect(text).toContain(
      'gateway_operation_duration_seconds_count{operation="Total",type="query",outcome="failed"} 1',
    );
    expect(text).not.toMatch(/outcome="refused"|^gateway_refusals_total\{/m);
  });

  it('count as partial what was answered beside a fault, and not beside a refusal', async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
    await ask(platform.url, 'query Refused { forbidden total }');
    platform.finops.misbehaviour = (reply) => reply.status(503).send();
    await ask(platform.url, 'query Fault { passwordRules total }');
    const { text } = await read();
    for (const line of [
      'gateway_operation_duration_seconds_count{operation="Refused",type="query",outcome="refused"} 1',
      'gateway_operation_duration_seconds_count{operation="Fault",type="query",outcome="partial"} 1',
      'gateway_refusals_total{code="FORBIDDEN"} 1',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('are nobody’s business in production without a token', async () => {
    platform = await startPlatform({
      env: { NODE_ENV: 'production', CORS_ORIGIN: 'https://a.example' },
    });
    expect((await read()).status).toBe(404);
    expect((await read(bearer(TOKEN))).status).toBe(404);
  });

  it('want the token when there is one', async () => {
    platform = await startPlatform({ env: { METRICS_TOKEN: TOKEN } });
    expect((await read()).status).toBe(401);
    expect((await read(bearer(`${TOKEN}x`))).status).toBe(401);
    expect((await read(bearer(TOKEN))).status).toBe(200);
  });
});
