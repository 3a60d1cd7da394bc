import { startPlatform, type TestPlatform } from '../test/platform';
import { raw } from '../test/raw-request';

describe('/auth/*', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  const echo = (init: RequestInit = {}, path = '/auth/echo?a=1&b=%2F') =>
    fetch(`${platform.url}${path}`, {
      method: 'POST',
      body: '{"email":"a@example.com"}',
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    });

  it('passes status, headers and body through, both ways', async () => {
    const response = await echo({ headers: { authorization: 'Bearer x', 'user-agent': 'me' } });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-of-auth')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const seen = await response.json();
    expect(seen.body).toEqual({ email: 'a@example.com' });
    expect(seen.url).toBe('/auth/echo?a=1&b=%2F');
    expect(seen.headers).toMatchObject({ authorization: 'Bearer x', 'user-agent': 'me' });
  });

  it('says where the request came from, whatever the client claims', async () => {
    const response = await echo({
      headers: {
        'x-forwarded-for': '203.0.113.9',
        'x-real-ip': '203.0.113.9',
        forwarded: 'for=203.0.113.9',
        'x-internal-token': 'forged',
      },
    });
    const { headers } = await response.json();
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-request-id']).toBe(response.headers.get('x-request-id'));
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(x-real-ip|forwarded|x-internal-token)$/)]),
    );
  });

  it("keeps the gateway's own rule of origins", async () => {
    const foreign = await echo({ headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const own = await echo({ headers: { origin: 'http://localhost:3003' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:3003');
  });

  it.each(['/auth/../graphql', '/auth/%2e%2e/internal', '/auth/..'])(
    'does not leave /auth by %s',
    async (path) => {
      const { status, body } = await raw(platform.url, path);
      expect([status, JSON.parse(body).code]).toEqual([404, 'NOT_FOUND']);
    },
  );

  it('refuses a body of more than a megabyte', async () => {
    const response = await echo({ body: 'x'.repeat(1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});
