import type { Role, Viewer } from '@ai-finops/service-kit/viewer';
import { ask } from '../test/ask';
import { askGraph } from '../test/graph';
import { HASH, type Seed, type SignedIn, seedOf } from '../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../test/server';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on User { id email sessions { id } }
    ... on Session { id user { id } current }
    ... on RefreshToken { id user { id } session { id } }
  }
}`;

describe('accounts over GraphQL', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let user: SignedIn;
  let other: SignedIn;
  let admin: SignedIn;
  let superAdmin: SignedIn;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
    user = await seed.signedIn();
    other = await seed.signedIn();
    admin = await seed.signedIn('ADMIN');
    superAdmin = await seed.signedIn('SUPER_ADMIN');
  });
  afterAll(() => accounts.stop());

  const graph = async (viewer: Viewer | null, query: string, variables: object = {}) =>
    (await askGraph(accounts.url, viewer, query, { ...variables })).body;
  const codes = (body: { errors?: { extensions: { code: string } }[] }): string[] =>
    (body.errors ?? []).map(({ extensions }) => extensions.code);

  it('answers nobody without an internal token', async () => {
    const answer = await ask(`POST ${accounts.url}/graphql`, { body: { query: '{ me { id } }' } });
    expect(codes(answer.body)).toEqual(['UNAUTHENTICATED']);
    expect(answer.body.data).toBeUndefined();
    const service = await ask(`POST ${accounts.url}/graphql`, {
      bearer: SERVICE_TOKEN,
      body: { query: '{ me { id } }' },
    });
    expect(codes(service.body)).toEqual(['UNAUTHENTICATED']);
  });

  it('shows the viewer and their sessions', async () => {
    const { viewer } = user;
    const { data } = await graph(
      viewer,
      '{ me { id role status createdAt sessions { id current expiresAt user { id } } } }',
    );
    expect(data.me).toEqual({
      id: viewer.id,
      role: 'USER',
      status: 'ACTIVE',
      createdAt: expect.stringMatching(/Z$/),
      sessions: [
        {
          id: viewer.sessionId,
          current: true,
          expiresAt: expect.stringMatching(/Z$/),
          user: { id: viewer.id },
        },
      ],
    });
  });

  const operations: [string, string][] = [
    ['me', '{ me { id } }'],
    ['user', '{ user(id: "x") { id } }'],
    ['users', '{ users { totalCount } }'],
    ['sessions', '{ sessions { totalCount } }'],
    ['refreshTokens', '{ refreshTokens { totalCount } }'],
    [
      'createUser',
      `mutation { createUser(input: {email: "n@example.com", passwordHash: "${HASH}"}) { id } }`,
    ],
    ['updateUser', 'mutation { updateUser(id: "x", input: {name: "n"}) { id } }'],
    ['deleteUser', 'mutation { deleteUser(id: "x") { id } }'],
    ['revokeSession', 'mutation { revokeSession(id: "x") { id } }'],
    ['revokeRefreshToken', 'mutation { revokeRefreshToken(id: "x") { id } }'],
    ['cleanupSessions', 'mutation { cleanupSessions { removed } }'],
    ['cleanupRefreshTokens', 'mutation { cleanupRefreshTokens { removed } }'],
  ];
  it.each(operations)('refuses an anonymous %s', async (_, query) => {
    expect(codes(await graph(null, query))).toEqual(['UNAUTHENTICATED']);
  });

  it.each(operations.filter(([name]) => /^(users|createUser|cleanup)/.test(name)))(
    'refuses %s to a user',
    async (_, query) => {
      expect(codes(await graph(user.viewer, query))).toEqual(['FORBIDDEN']);
    },
  );

  it('hides others from a user as if they were absent', async () => {
    for (const id of [other.viewer.id, 'absent', '\0', '']) {
      const asked = (query: string) => graph(user.viewer, query, { id });
      expect((await asked('query ($id: ID!) { user(id: $id) { id } }')).data).toEqual({
        user: null,
      });
      for (const field of ['sessions', 'refreshTokens']) {
        const body = await asked(`query ($id: ID) { ${field}(userId: $id) { totalCount } }`);
        expect([field, id, codes(body)]).toEqual([field, id, ['FORBIDDEN']]);
      }
      for (const mutation of ['deleteUser(id: $id)', 'updateUser(id: $id, input: {name: "x"})']) {
        const body = await asked(`mutation ($id: ID!) { ${mutation} { id } }`);
        expect([mutation, id, codes(body)]).toEqual([mutation, id, ['NOT_FOUND']]);
      }
    }
    const [token] = await seed.sql('SELECT id FROM "RefreshToken" WHERE user_id = $1', [
      other.viewer.id,
    ]);
    for (const id of [other.viewer.sessionId, token?.id, 'absent']) {
      for (const mutation of ['revokeSession', 'revokeRefreshToken']) {
        const body = await graph(
          user.viewer,
          `mutation ($id: ID!) { ${mutation}(id: $id) { id } }`,
          {
            id,
          },
        );
        expect(codes(body)).toEqual(['NOT_FOUND']);
      }
    }
    expect(
      (await graph(other.viewer, '{ sessions { totalCount } }')).data.sessions.totalCount,
    ).toBe(1);
  });

  it('resolves references in the order asked, each only for who may see it', async () => {
    const [token] = await seed.sql('SELECT id FROM "RefreshToken" WHERE user_id = $1', [
      user.viewer.id,
    ]);
    const representations = [
      { __typename: 'User', id: user.viewer.id },
      { __typename: 'User', id: other.viewer.id },
      { __typename: 'User', id: 'absent' },
      { __typename: 'Session', id: user.viewer.sessionId },
      { __typename: 'Session', id: other.viewer.sessionId },
      { __typename: 'RefreshToken', id: token?.id },
      { __typename: 'User', id: '\0' },
      { __typename: 'Session', id: "' OR 1=1" },
    ];
    const kinds = async (viewer: Viewer | null): Promise<unknown[]> => {
      const { data } = await graph(viewer, ENTITIES, { representations });
      return data._entities.map((entity: { __typename: string } | null) => entity?.__typename);
    };
    expect(await kinds(user.viewer)).toEqual([
      'User',
      undefined,
      undefined,
      'Session',
      undefined,
      'RefreshToken',
      undefined,
      undefined,
    ]);
    expect(await kinds(other.viewer)).toEqual([
      undefined,
      'User',
      undefined,
      undefined,
      'Session',
      undefined,
      undefined,
      undefined,
    ]);
    const anonymous = await graph(null, ENTITIES, { representations });
    expect(anonymous.data._entities).toEqual(representations.map(() => null));
    expect(codes(anonymous)).toEqual(representations.map(() => 'UNAUTHENTICATED'));
    expect(await kinds(admin.viewer)).toEqual([
      'User',
      'User',
      undefined,
      'Session',
      'Session',
      'RefreshToken',
      undefined,
      undefined,
    ]);
  });

  it('answers a reference without an id with null', async () => {
    const representations = [{ __typename: 'User' }, { __typename: 'Session', id: 7 }];
    const { data } = await graph(admin.viewer, ENTITIES, { representations });
    expect(data._entities).toEqual([null, null]);
  });

  it('lets an admin list, search, filter and page users', async () => {
    const query = `query ($first: Int!, $after: String, $filter: UserFilter) {
      users(first: $first, after: $after, filter: $filter) {
        totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor }
      }
    }`;
    const list = async (variables: object) =>
      (await graph(admin.viewer, query, { first: 100, ...variables })).data.users;
    const all = await list({});
    expect(all.totalCount).toBe(all.nodes.length);
    const first = await list({ first: 2 });
    const second = await list({ first: 100, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes);
    expect((await list({ filter: { role: 'ADMIN' } })).nodes).toEqual([{ id: admin.viewer.id }]);
    expect((await list({ filter: { search: 'EXAMPLE.COM' } })).totalCount).toBe(all.totalCount);
    expect((await list({ filter: { search: '%' } })).totalCount).toBe(0);
    expect((await list({ filter: { search: '_xample' } })).totalCount).toBe(0);
    const cursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const bad of [
      { first: 0 },
      { first: 101 },
      { after: 'nonsense' },
      { after: cursor(['x', 'y']) },
      { after: cursor(['2026-01-01T00:00:00.000Z', '\0']) },
      { after: cursor(['-271821-04-20T00:00:00.000Z', 'x']) },
      { filter: { search: '\0' } },
    ]) {
      expect(codes(await graph(admin.viewer, query, { first: 5, ...bad }))).toEqual([
        'VALIDATION_FAILED',
      ]);
    }
  });

  const update = (viewer: Viewer, id: string, input: object) =>
    graph(
      viewer,
      `mutation ($id: ID!, $input: UpdateUserInput!) {
        updateUser(id: $id, input: $input) { id name email role status }
      }`,
      { id, input },
    );

  it('lets a user change their name, but neither their rights nor, unconfirmed, their address', async () => {
    const { viewer } = await seed.signedIn();
    const { data } = await update(viewer, viewer.id, { name: 'Me' });
    expect(data.updateUser).toMatchObject({ name: 'Me', role: 'USER' });
    expect((await update(viewer, viewer.id, { name: null })).data.updateUser.name).toBeNull();
    const email = 'mine@example.com';
    for (const input of [{ role: 'ADMIN' }, { role: 'USER' }, { status: 'ACTIVE' }, { email }]) {
      expect(codes(await update(viewer, viewer.id, input))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await update(viewer, viewer.id, { email: 'nonsense' }))).toEqual([
      'VALIDATION_FAILED',
    ]);
  });

  it.each<[Role, Role, object, string]>([
    ['ADMIN', 'USER', { role: 'ADMIN' }, 'done'],
    ['ADMIN', 'USER', { status: 'DISABLED' }, 'done'],
    ['ADMIN', 'USER', { role: 'SUPER_ADMIN' }, 'FORBIDDEN'],
    ['ADMIN', 'ADMIN', { role: 'USER' }, 'FORBIDDEN'],
    ['ADMIN', 'SUPER_ADMIN', { name: 'x' }, 'FORBIDDEN'],
    ['SUPER_ADMIN', 'ADMIN', { role: 'SUPER_ADMIN' }, 'done'],
    ['SUPER_ADMIN', 'SUPER_ADMIN', { role: 'USER' }, 'done'],
  ])('%s changes %s with %j: %s', async (role, targetRole, input, expected) => {
    const actor = role === 'ADMIN' ? admin : superAdmin;
    const target = await seed.signedIn(targetRole);
    const body = await update(actor.viewer, target.viewer.id, input);
    expect(codes(body)[0] ?? 'done').toBe(expected);
    const [row] = await seed.sql('SELECT role, status FROM "User" WHERE id = $1', [
      target.viewer.id,
    ]);
    const changed = { role: targetRole, status: 'ACTIVE', ...input };
    expect(row).toMatchObject(
      expected === 'done'
        ? { role: changed.role, status: changed.status }
        : { role: targetRole, status: 'ACTIVE' },
    );
  });

  it('soft-deletes and restores, as an admin', async () => {
    const { viewer } = await seed.signedIn();
    const remove = (actor: Viewer) =>
      graph(actor, 'mutation ($id: ID!) { deleteUser(id: $id) { status } }', { id: viewer.id });
    expect(codes(await remove(viewer))).toEqual(['FORBIDDEN']);
    expect((await remove(admin.viewer)).data.deleteUser).toEqual({ status: 'DELETED' });
    expect(codes(await remove(admin.viewer))).toEqual(['NOT_FOUND']);
    expect(codes(await graph(viewer, '{ me { id } }'))).toEqual(['UNAUTHENTICATED']);
    const listed = (filter: string) =>
      graph(admin.viewer, `{ users(first: 100${filter}) { nodes { id } } }`);
    expect((await listed('')).data.users.nodes).not.toContainEqual({ id: viewer.id });
    expect((await listed(', filter: {status: DELETED}')).data.users.nodes).toContainEqual({
      id: viewer.id,
    });
    const restored = await update(admin.viewer, viewer.id, { status: 'ACTIVE' });
    expect(restored.data.updateUser.status).toBe('ACTIVE');
    expect(codes(await remove(user.viewer))).toEqual(['NOT_FOUND']);
  });

  it('creates accounts for admins up to their own role, with a hash only', async () => {
    const create = (actor: Viewer, input: object) =>
      graph(
        actor,
        'mutation ($input: CreateUserInput!) { createUser(input: $input) { email role } }',
        { input },
      );
    const input = { email: 'Made@Example.com', passwordHash: HASH };
    expect((await create(admin.viewer, { ...input, role: 'ADMIN' })).data.createUser).toEqual({
      email: 'made@example.com',
      role: 'ADMIN',
    });
    expect(codes(await create(admin.viewer, input))).toEqual(['EMAIL_TAKEN']);
    const plain = { ...input, email: 'b@example.com', passwordHash: 'Test123456' };
    const refused = await create(admin.viewer, plain);
    expect(codes(refused)).toEqual(['VALIDATION_FAILED']);
    expect(refused.errors[0].extensions.fields).toEqual([
      expect.objectContaining({ field: 'passwordHash' }),
    ]);
    const above = { ...input, email: 'c@example.com', role: 'SUPER_ADMIN' };
    expect(codes(await create(admin.viewer, above))).toEqual(['FORBIDDEN']);
  });

  it('ends sessions: one’s own, or others’ for admins, but for those of a higher role', async () => {
    const target = await seed.signedIn();
    const end = (actor: Viewer, id: string) =>
      graph(actor, 'mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id });
    const boss = await seed.signedIn('SUPER_ADMIN');
    expect(codes(await end(admin.viewer, boss.viewer.sessionId))).toEqual(['FORBIDDEN']);
    expect((await end(admin.viewer, target.viewer.sessionId)).data.revokeSession.id).toBe(
      target.viewer.sessionId,
    );
    expect(codes(await end(target.viewer, target.viewer.sessionId))).toEqual(['NOT_FOUND']);
    const own = await seed.signedIn();
    expect((await end(own.viewer, own.viewer.sessionId)).errors).toBeUndefined();
  });

  it('shows refresh tokens without their secret, and revokes one with its session', async () => {
    const { viewer, refreshToken } = await seed.signedIn();
    const { data } = await graph(
      viewer,
      '{ refreshTokens { totalCount nodes { id usedAt revokedAt user { id } session { id } } } }',
    );
    expect(data.refreshTokens).toMatchObject({
      totalCount: 1,
      nodes: [{ usedAt: null, user: { id: viewer.id }, session: { id: viewer.sessionId } }],
    });
    expect(JSON.stringify(data)).not.toContain(refreshToken);
    const revoked = await graph(
      viewer,
      'mutation ($id: ID!) { revokeRefreshToken(id: $id) { revokedAt } }',
      { id: data.refreshTokens.nodes[0].id },
    );
    expect(revoked.data.revokeRefreshToken.revokedAt).toEqual(expect.any(String));
    expect((await graph(viewer, '{ sessions { totalCount } }')).data.sessions.totalCount).toBe(0);
  });

  it('cleans up for admins', async () => {
    await seed.sql(
      `INSERT INTO "Session" (id, user_id, expires_at) VALUES ('old', $1, '2020-01-01')`,
      [user.viewer.id],
    );
    const body = await graph(
      admin.viewer,
      'mutation { cleanupSessions { removed } cleanupRefreshTokens { removed } }',
    );
    expect(body.data).toEqual({
      cleanupSessions: { removed: 1 },
      cleanupRefreshTokens: { removed: 0 },
    });
  });
});
