import { apiKeyHash } from '@ai-finops/service-kit/api-key';
import type { Scope } from '@ai-finops/service-kit/scopes';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Answer, ask } from '../../test/ask';
import { askGraph } from '../../test/graph';
import { type Seed, type SignedIn, seedOf } from '../../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../test/server';

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id name hint scopes expiresAt lastUsedAt user { id } } }
}`;
const LIST = `query ($userId: ID) { apiKeys(userId: $userId) { id name scopes lastUsedAt lastUsedIp } }`;
const REVOKE = `mutation ($id: ID!) { revokeApiKey(id: $id) { id } }`;

describe('API keys', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let user: SignedIn;
  let admin: SignedIn;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
    admin = await seed.signedIn('ADMIN');
  });
  afterAll(() => accounts.stop());
  beforeEach(async () => {
    user = await seed.signedIn();
  });

  const graph = async (viewer: Viewer | null, query: string, variables: object = {}) =>
    (await askGraph(accounts.url, viewer, query, { ...variables })).body;
  const code = (body: { errors?: { extensions: { code: string } }[] }) =>
    body.errors?.[0]?.extensions.code;
  const data = (line: string, body?: unknown): Promise<Answer> =>
    ask(line.replace(' ', ` ${accounts.url}`), { bearer: SERVICE_TOKEN, body });
  const create = async (viewer: Viewer, scopes = ['COSTS_READ'], expiresInDays = 30) => {
    const body = await graph(viewer, CREATE, { input: { name: 'CI', scopes, expiresInDays } });
    return { body, ...body.data?.createApiKey };
  };
  const verify = (secret: string, ipAddress: string | null = null) =>
    data('POST /internal/api-keys/verify', { keyHash: apiKeyHash(secret), ipAddress });
  const byKey = (viewer: Viewer, ...scopes: Scope[]): Viewer => ({ ...viewer, scopes });

  it('are shown once, kept as a hash, and listed without their secret', async () => {
    const { secret, apiKey } = await create(user.viewer, [
      'BILLS_WRITE',
      'COSTS_READ',
      'COSTS_READ',
    ]);
    expect(secret).toMatch(/^aifo_\w{49}$/);
    expect(apiKey).toMatchObject({
      name: 'CI',
      hint: secret.slice(0, 11),
      scopes: ['COSTS_READ', 'BILLS_WRITE'],
      lastUsedAt: null,
      user: { id: user.viewer.id },
    });
    const days = (Date.parse(apiKey.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
    const [row] = await seed.sql(`SELECT * FROM "ApiKey" WHERE id = $1`, [apiKey.id]);
    expect(row?.key_hash).toBe(apiKeyHash(secret));
    expect(JSON.stringify(row)).not.toContain(secret);
    const listed = await graph(user.viewer, LIST);
    expect(listed.data.apiKeys).toMatchObject([{ id: apiKey.id }]);
    expect(JSON.stringify(listed)).not.toContain(secret);
  });

  it('tell whose they are, and note their use', async () => {
    const { secret, apiKey } = await create(user.viewer, ['ASSISTANT_ASK']);
    const answer = await verify(secret, '198.51.100.7');
    expect(answer).toMatchObject({
      status: 200,
      body: {
        keyId: apiKey.id,
        userId: user.viewer.id,
        role: 'USER',
        scopes: ['assistant:ask'],
        validForSeconds: 60,
      },
    });
    const [listed] = (await graph(user.viewer, LIST)).data.apiKeys;
    expect(listed).toMatchObject({ lastUsedAt: expect.any(String), lastUsedIp: '198.51.100.7' });
    await verify(secret, 'not an address');
    expect((await graph(user.viewer, LIST)).data.apiKeys[0].lastUsedIp).toBeNull();
  });

  it('are refused after their end, and for no longer than it', async () => {
    const { secret, apiKey } = await create(user.viewer);
    const end = (when: string) =>
      seed.sql(
        `UPDATE "ApiKey" SET expires_at = (now() AT TIME ZONE 'UTC') + $2::interval WHERE id = $1`,
        [apiKey.id, when],
      );
    await end('20 s');
    expect((await verify(secret)).body.validForSeconds).toBeLessThanOrEqual(20);
    await end('-1 s');
    expect(await verify(secret)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await graph(user.viewer, LIST)).data.apiKeys).toHaveLength(1);
  });

  it('end when they are revoked, and everybody is told', async () => {
    const { secret, apiKey } = await create(user.viewer);
    const answers = await Promise.all(
      [1, 2, 3].map(() => graph(user.viewer, REVOKE, { id: apiKey.id })),
    );
    expect(answers.filter((answer) => !answer.errors)).toHaveLength(1);
    expect(answers.map(code).filter(Boolean)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect((await verify(secret)).status).toBe(404);
    expect((await data('GET /internal/revocations')).body.sessions).toContain(apiKey.id);
    expect((await graph(user.viewer, LIST)).data.apiKeys).toEqual([]);
  });

  it.each(['DISABLED', 'DELETED'])('do nothing for an account that is %s', async (status) => {
    const { secret } = await create(user.viewer);
    await data(`PUT /users/${user.viewer.id}`, { status });
    expect((await verify(secret)).status).toBe(404);
    expect(code((await create(user.viewer)).body)).toBe('NOT_FOUND');
  });

  it('follow the role of their owner, dated after the change', async () => {
    const { secret } = await create(user.viewer);
    await data(`PUT /users/${user.viewer.id}`, { role: 'ADMIN' });
    const { users } = (await data('GET /internal/revocations')).body;
    const { validFrom } = users.find(({ id }: { id: string }) => id === user.viewer.id);
    const { role, issuedAt } = (await verify(secret)).body;
    expect(role).toBe('ADMIN');
    expect(issuedAt).toBeGreaterThanOrEqual(validFrom);
  });

  it.each<[string, object]>([
    ['no scope', { name: 'x', scopes: [] }],
    ['no name', { name: ' ', scopes: ['COSTS_READ'] }],
    ['a long name', { name: 'x'.repeat(101), scopes: ['COSTS_READ'] }],
    ['no day', { name: 'x', scopes: ['COSTS_READ'], expiresInDays: 0 }],
    ['more than a year', { name: 'x', scopes: ['COSTS_READ'], expiresInDays: 367 }],
  ])('are not made with %s', async (_, input) => {
    expect(code(await graph(user.viewer, CREATE, { input }))).toBe('VALIDATION_FAILED');
  });

  it('are not made with the scope admin below that role, and are for administrators', async () => {
    expect(code((await create(user.viewer, ['ADMIN'])).body)).toBe('FORBIDDEN');
    expect((await create(admin.viewer, ['ADMIN'])).apiKey.scopes).toEqual(['ADMIN']);
  });

  it('are fifty of an account at the most, also when they are made at once', async () => {
    const fill = Array.from({ length: 48 }, (_, i) => i);
    await seed.sql(
      `INSERT INTO "ApiKey" (id, user_id, name, hint, key_hash, scopes, expires_at)
       SELECT $1 || n, $1, 'x', 'x', $1 || n, '{costs:read}', now() + interval '1 day' FROM unnest($2::int[]) AS n`,
      [user.viewer.id, fill],
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => create(user.viewer)));
    expect(answers.filter(({ secret }) => secret)).toHaveLength(2);
    expect(answers.map(({ body }) => code(body)).filter(Boolean)).toEqual(
      Array.from({ length: 3 }, () => 'CONFLICT'),
    );
  });

  it('are their owner’s, and administrators may see and revoke them', async () => {
    const other = await seed.signedIn();
    const { apiKey } = await create(user.viewer);
    expect(code(await graph(other.viewer, LIST, { userId: user.viewer.id }))).toBe('FORBIDDEN');
    expect(code(await graph(other.viewer, REVOKE, { id: apiKey.id }))).toBe('NOT_FOUND');
    expect(code(await graph(null, LIST))).toBe('UNAUTHENTICATED');
    const seen = await graph(admin.viewer, LIST, { userId: user.viewer.id });
    expect(seen.data.apiKeys).toMatchObject([{ id: apiKey.id }]);
    expect(code(await graph(admin.viewer, REVOKE, { id: apiKey.id }))).toBeUndefined();
    const superAdmin = await seed.signedIn('SUPER_ADMIN');
    const { apiKey: above } = await create(superAdmin.viewer);
    expect(code(await graph(admin.viewer, REVOKE, { id: above.id }))).toBe('FORBIDDEN');
  });

  it.each([
    ['makes keys', CREATE, { input: { name: 'x', scopes: ['COSTS_READ'] } }],
    ['lists keys', LIST, {}],
    ['revokes keys', REVOKE, { id: 'x' }],
    ['sees sessions', '{ sessions { nodes { id } } }', {}],
    ['sees sessions of its owner', '{ me { sessions { id } } }', {}],
    ['ends sessions', 'mutation { revokeSession(id: "x") { id } }', {}],
    ['sees refresh tokens', '{ refreshTokens { nodes { id } } }', {}],
    ['cleans up', 'mutation { cleanupSessions { removed } }', {}],
  ])('of every scope: none %s', async (_, query, variables) => {
    const viewer = byKey(admin.viewer, 'costs:read', 'bills:write', 'assistant:ask', 'admin');
    expect(code(await graph(viewer, query, variables))).toBe('INSUFFICIENT_SCOPE');
  });

  it('say who asks, whatever their scope, and no more about accounts without the scope admin', async () => {
    const viewer = byKey(admin.viewer, 'costs:read');
    expect((await graph(viewer, '{ me { id role } }')).data.me).toEqual({
      id: admin.viewer.id,
      role: 'ADMIN',
    });
    for (const query of ['{ users { totalCount } }', `{ user(id: "${user.viewer.id}") { id } }`]) {
      expect(code(await graph(viewer, query))).toBe('INSUFFICIENT_SCOPE');
      expect(code(await graph(byKey(admin.viewer, 'admin'), query))).toBeUndefined();
    }
  });

  it('of the scope admin manage users, make no administrators and leave their owner as is', async () => {
    const key = byKey(admin.viewer, 'admin');
    const update =
      'mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { name } }';
    const change = async (id: string, input: object) =>
      code(await graph(key, update, { id, input }));
    expect(await change(user.viewer.id, { name: 'New' })).toBeUndefined();
    expect(await change(user.viewer.id, { role: 'ADMIN' })).toBe('FORBIDDEN');
    expect(await change(admin.viewer.id, { email: 'thief@example.com' })).toBe('FORBIDDEN');
  });

  it('leave their making and end in the audit log, without their secret', async () => {
    const { secret, apiKey } = await create(user.viewer, ['COSTS_READ', 'BILLS_WRITE']);
    await graph(admin.viewer, REVOKE, { id: apiKey.id });
    const entries = await seed.sql(
      `SELECT event, outcome, actor_id, subject_id, details FROM "AuditEntry"
       WHERE subject_id = $1 AND event LIKE 'API_KEY%' ORDER BY event`,
      [user.viewer.id],
    );
    expect(entries).toMatchObject([
      {
        event: 'API_KEY_CREATE',
        actor_id: user.viewer.id,
        details: { key: apiKey.id, scopes: 'costs:read bills:write' },
      },
      { event: 'API_KEY_REVOKE', actor_id: admin.viewer.id, details: { key: apiKey.id } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it('leave one entry an hour of their use, and of that of one that was revoked', async () => {
    const { secret, apiKey } = await create(user.viewer);
    const use = () =>
      data('POST /internal/api-keys/verify', {
        keyHash: apiKeyHash(secret),
        ipAddress: '203.0.113.5',
      });
    const uses = () =>
      seed.sql(
        `SELECT outcome, actor_id, subject_id, ip_address FROM "AuditEntry"
         WHERE event = 'API_KEY_USE' AND details->>'key' = $1 ORDER BY created_at, id`,
        [apiKey.id],
      );
    // The hours of a clock: the test's own uses may fall into two.
    const about = { subject_id: user.viewer.id, ip_address: '203.0.113.5' };
    const success = { ...about, outcome: 'SUCCESS', actor_id: user.viewer.id };
    await Promise.all(Array.from({ length: 5 }, use));
    expect((await use()).status).toBe(200);
    const first = await uses();
    expect([1, 2]).toContain(first.length);
    expect(first[0]).toEqual(success);
    await seed.sql(
      `UPDATE "ApiKey" SET last_used_at = last_used_at - interval '1 hour' WHERE id = $1`,
      [apiKey.id],
    );
    await use();
    expect((await uses()).length).toBeGreaterThan(first.length);
    await graph(admin.viewer, REVOKE, { id: apiKey.id });
    for (const _ of [1, 2, 3]) expect((await use()).status).toBe(404);
    const refused = (await uses()).filter(({ outcome }) => outcome === 'FAILURE');
    expect(refused).toEqual([{ ...about, outcome: 'FAILURE', actor_id: null }]);
  });

  it('are of one user in the routes that auth asks', async () => {
    const path = `/internal/users/${user.viewer.id}/api-keys`;
    const made = await data(`POST ${path}`, { name: 'CI', scopes: ['costs:read'] });
    expect(made).toMatchObject({ status: 201, body: { apiKey: { scopes: ['costs:read'] } } });
    expect((await data(`GET ${path}`)).body).toHaveLength(1);
    const foreign = `/internal/users/${admin.viewer.id}/api-keys/${made.body.apiKey.id}`;
    expect((await data(`DELETE ${foreign}`)).status).toBe(404);
    expect((await data(`DELETE ${path}/${made.body.apiKey.id}`)).status).toBe(204);
    expect((await ask(`GET ${accounts.url}${path}`)).status).toBe(401);
  });
});
