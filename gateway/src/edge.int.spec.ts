import { writeFile } from 'node:fs/promises';
import {
  ask,
  composeSubgraphs,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../test/platform';

describe('the edge in development', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
  });
  afterAll(() => platform.close());

  describe('the explorers', () => {
    it('greets a browser with Sandbox', async () => {
      const home = await fetch(platform.url, { redirect: 'manual' });
      expect([home.status, home.headers.get('location')]).toEqual([302, '/graphql']);
      const page = await fetch(`${platform.url}/graphql`, { headers: { accept: 'text/html' } });
      expect(page.headers.get('content-type')).toMatch('text/html');
      expect(page.headers.get('content-security-policy')).toBeNull();
      expect(await page.text()).toContain('EmbeddedSandbox');
    });

    it.each(['gzip', 'identity'])(
      'serves GraphiQL whole, loading nothing: %s',
      async (encoding) => {
        const page = await fetch(`${platform.url}/graphiql`, {
          headers: { 'accept-encoding': encoding },
        });
        expect(page.status).toBe(200);
        expect(page.headers.get('content-type')).toMatch('text/html');
        const policy = page.headers.get('content-security-policy') ?? '';
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("connect-src 'self'");
        expect(policy).not.toMatch(/https?:|\*/);
        const html = await page.text();
        expect(html).toContain('"endpoint":"/graphql"');
        // Without it subscriptions, which it sends by GET, would be taken for another page's.
        expect(html).toContain('"apollo-require-preflight":');
        expect(html).toContain('Authorization');
        const loads = html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]*)"/g);
        const foreign = [...loads]
          .map((match) => match[1])
          .filter((address) => /^(https?:)?\/\//.test(address ?? ''));
        expect(foreign).toEqual([]);
      },
    );
  });

  describe('/health', () => {
    it('tells the state of each service, and stays 200 when one is down', async () => {
      const healthy = await (await fetch(`${platform.url}/health`)).json();
      expect(healthy).toEqual({
        status: 'ok',
        services: {
          accounts: { status: 'up', latencyMs: expect.any(Number) },
          auth: { status: 'up', latencyMs: expect.any(Number) },
          finops: { status: 'up', latencyMs: expect.any(Number) },
        },
      });
      await platform.withoutFinops(async () => {
        await eventually(async () => {
          const response = await fetch(`${platform.url}/health`);
          const { status, services } = await response.json();
          return (
            response.status === 200 && status === 'degraded' && services.finops.status === 'down'
          );
        });
        expect((await fetch(`${platform.url}/health/ready`)).status).toBe(200);
      });
    });
  });

  it('answers what is not there as a problem, with its id and safe headers', async () => {
    const response = await fetch(`${platform.url}/nowhere?token=abc`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no GET /nowhere.',
      code: 'NOT_FOUND',
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('answers a malformed address in the same shape', async () => {
    const response = await fetch(`${platform.url}/auth/%zz`);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('serves a changed supergraph without a restart, and keeps the old one when it is broken', async () => {
    const knows = async (field: string) =>
      (await ask(platform.url, `{ ${field} }`)).errors.length === 0;
    await writeFile(platform.supergraphPath, 'type Query { broken');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await knows('passwordRules')).toBe(true);
    await writeFile(
      platform.supergraphPath,
      composeSubgraphs([platform.accounts, platform.finops]),
    );
    await eventually(async () => !(await knows('passwordRules')));
    expect(await knows('total')).toBe(true);
  });
});

describe('the edge in production', () => {
  it('has no introspection, no explorers, no hints about the schema', async () => {
    const platform = await startPlatform({ env: { NODE_ENV: 'production' } });
    const introspection = await ask(platform.url, '{ __schema { types { name } } }');
    expect([introspection.status, introspection.data]).toEqual([400, undefined]);
    const typo = await ask(platform.url, '{ totel }');
    expect(typo.text).not.toContain('total');
    for (const path of ['/', '/graphiql']) {
      expect((await fetch(`${platform.url}${path}`)).status).toBe(404);
    }
    const page = await fetch(`${platform.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(400);
    const sandbox = await fetch(`${platform.url}/health`, {
      headers: { origin: 'https://studio.apollographql.com' },
    });
    expect(sandbox.headers.get('access-control-allow-origin')).toBeNull();
    await platform.close();
  });

  it('says on every answer what a browser may do with it', async () => {
    const platform = await startPlatform({ env: { NODE_ENV: 'production' } });
    for (const path of ['/graphql', '/health', '/auth/health', '/nowhere']) {
      const { headers } = await fetch(`${platform.url}${path}`);
      const told = Object.fromEntries(headers);
      expect({ path, ...told }).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'origin-agent-cluster': '?1',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-dns-prefetch-control': 'off',
        'x-download-options': 'noopen',
        'x-frame-options': 'SAMEORIGIN',
        'x-permitted-cross-domain-policies': 'none',
        'x-xss-protection': '0',
      });
    }
    await platform.close();
  });

  it('believes X-Forwarded-For of a configured proxy only', async () => {
    const platform = await startPlatform({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
    await ask(platform.url, '{ total }', { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' });
    expect(platform.finops.fetches[0]?.client.ip).toBe('203.0.113.9');
    await platform.close();
  });
});

describe('a gateway that stops', () => {
  it('says so, ends what is under way and then closes its door', async () => {
    const platform = await startPlatform();
    platform.finops.misbehaviour = async (reply) => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return reply.type('application/json').send('{"data":{"total":"7"}}');
    };
    const underWay = ask(platform.url, '{ total }');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const closed = platform.close();
    const ready = await fetch(`${platform.url}/health/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    expect((await underWay).data).toEqual({ total: '7' });
    await closed;
    await expect(fetch(`${platform.url}/health`)).rejects.toThrow();
  });
});
