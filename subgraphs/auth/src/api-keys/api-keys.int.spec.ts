import { type Pair, startPair } from '../../test/pair';

const password = 'a good long password';

describe('API keys over REST', () => {
  let pair: Pair;
  let accessToken: string;
  let other: string;

  beforeAll(async () => {
    pair = await startPair();
    const register = (email: string) => pair.call('POST /auth/register', { email, password });
    accessToken = (await register('owner@example.com')).body.accessToken;
    other = (await register('other@example.com')).body.accessToken;
  });
  afterAll(() => pair.stop());

  it('are made, listed and revoked by their owner alone', async () => {
    const made = await pair.call(
      'POST /auth/api-keys',
      { name: 'CI', scopes: ['costs:read', 'bills:write'], expiresInDays: 7 },
      accessToken,
    );
    expect(made).toMatchObject({
      status: 201,
      body: { secret: expect.stringMatching(/^aifo_/), apiKey: { name: 'CI', lastUsedAt: null } },
    });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const listed = await pair.call('GET /auth/api-keys', undefined, accessToken);
    expect(listed.body).toEqual([made.body.apiKey]);
    expect((await pair.call('GET /auth/api-keys', undefined, other)).body).toEqual([]);
    const line = `DELETE /auth/api-keys/${made.body.apiKey.id}`;
    expect((await pair.call(line, undefined, other)).status).toBe(404);
    expect((await pair.call(line, undefined, accessToken)).status).toBe(204);
    expect((await pair.call(line, undefined, accessToken)).status).toBe(404);
  });

  it('are refused with what is wrong', async () => {
    const make = (body: object, bearer?: string) => pair.call('POST /auth/api-keys', body, bearer);
    const key = { name: 'CI', scopes: ['costs:read'] };
    expect((await make(key)).status).toBe(401);
    expect(await make({ ...key, scopes: ['everything'] }, accessToken)).toMatchObject({
      status: 422,
      body: { code: 'VALIDATION_FAILED' },
    });
    expect(await make({ ...key, name: ' ' }, accessToken)).toMatchObject({ status: 422 });
    expect(await make({ ...key, scopes: ['admin'] }, accessToken)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
  });

  it('are no credential for what concerns the account', async () => {
    const { secret } = (
      await pair.call('POST /auth/api-keys', { name: 'CI', scopes: ['costs:read'] }, accessToken)
    ).body;
    for (const line of ['GET /auth/api-keys', 'GET /auth/profile', 'POST /auth/logout']) {
      expect([line, (await pair.call(line, undefined, secret)).status]).toEqual([line, 401]);
    }
  });
});
