import type { Role, Viewer } from '@ai-finops/service-kit/viewer';
import { ask } from '../test/ask';
import { askGraph } from '../test/graph';
import { hashOf, newToken, type Seed, type SignedIn, seedOf } from '../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../test/server';

describe('administration of users', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let admin: SignedIn;
  let superAdmin: SignedIn;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
    admin = await seed.signedIn('ADMIN');
    superAdmin = await seed.signedIn('SUPER_ADMIN');
  });
  afterAll(() => accounts.stop());

  /** The data of the answer, or the code of its first error. */
  const graph = async (viewer: Viewer | null, query: string, variables: object = {}) => {
    const { body } = await askGraph(accounts.url, viewer, query, { ...variables });
    return body.errors?.[0]?.extensions.code ?? body.data;
  };
  const change = (viewer: Viewer, field: string, id: string) =>
    graph(viewer, `mutation ($id: ID!) { it: ${field} { role status } }`, { id });
  const service = (line: string, body?: unknown) => {
    const [method, path] = line.split(' ');
    return ask(`${method} ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });
  };
  const calledBack = async (id: string): Promise<boolean> => {
    const { body } = await service('GET /internal/revocations');
    return body.users.some((user: { id: string }) => user.id === id);
  };

  const ROLE = 'changeUserRole(id: $id, role: ADMIN)';
  const DISABLE = 'disableUser(id: $id)';
  const RESTORE = 'restoreUser(id: $id)';
  const DELETE = 'deleteUser(id: $id)';

  it('changes a role, and calls the tokens of the old one back', async () => {
    const { viewer } = await seed.signedIn();
    expect(await change(admin.viewer, ROLE, viewer.id)).toEqual({
      it: { role: 'ADMIN', status: 'ACTIVE' },
    });
    expect(await calledBack(viewer.id)).toBe(true);
  });

  it('disables, restores, deletes and restores, and ends the sessions', async () => {
    const { viewer, refreshToken } = await seed.signedIn();
    expect(await change(admin.viewer, DISABLE, viewer.id)).toMatchObject({
      it: { status: 'DISABLED' },
    });
    expect(await calledBack(viewer.id)).toBe(true);
    const rotation = { tokenHash: hashOf(refreshToken), successorHash: hashOf(newToken()) };
    expect((await service('POST /internal/refresh', rotation)).status).toBe(401);
    expect(await change(admin.viewer, RESTORE, viewer.id)).toMatchObject({
      it: { status: 'ACTIVE' },
    });
    expect(await change(admin.viewer, DELETE, viewer.id)).toMatchObject({
      it: { status: 'DELETED' },
    });
    expect(await change(admin.viewer, RESTORE, viewer.id)).toMatchObject({
      it: { status: 'ACTIVE' },
    });
  });

  it.each<[string, Role, string]>([
    [ROLE, 'ADMIN', 'FORBIDDEN'],
    [ROLE, 'SUPER_ADMIN', 'FORBIDDEN'],
    ['changeUserRole(id: $id, role: SUPER_ADMIN)', 'USER', 'FORBIDDEN'],
    [DISABLE, 'SUPER_ADMIN', 'FORBIDDEN'],
    [DELETE, 'SUPER_ADMIN', 'FORBIDDEN'],
    [RESTORE, 'SUPER_ADMIN', 'FORBIDDEN'],
  ])('refuses %s of a %s to an ADMIN', async (field, role, code) => {
    const { viewer } = await seed.signedIn(role);
    expect(await change(admin.viewer, field, viewer.id)).toBe(code);
  });

  it('lets nobody raise, disable or delete themselves', async () => {
    for (const { viewer } of [admin, superAdmin]) {
      const raise = 'changeUserRole(id: $id, role: SUPER_ADMIN)';
      for (const field of [raise, DISABLE, DELETE]) {
        expect([field, await change(viewer, field, viewer.id)]).toEqual([field, 'FORBIDDEN']);
      }
    }
  });

  it('hides accounts from users as if they were absent', async () => {
    const { viewer } = await seed.signedIn();
    for (const field of [ROLE, DISABLE, RESTORE, DELETE]) {
      expect(await change(viewer, field, admin.viewer.id)).toBe('NOT_FOUND');
      expect(await change(viewer, field, 'absent')).toBe('NOT_FOUND');
      const anonymous = await graph(null, `mutation { ${field.replace('$id', '"x"')} { id } }`);
      expect(anonymous).toBe('UNAUTHENTICATED');
    }
  });

  const END = 'mutation ($id: ID!) { endUserSessions(userId: $id) { ended } }';

  it('shows an administrator the sessions of a user, and ends them all', async () => {
    const { viewer } = await seed.signedIn();
    const list = 'query ($id: ID!) { sessions(userId: $id) { totalCount nodes { id } } }';
    expect(await graph(admin.viewer, list, { id: viewer.id })).toMatchObject({
      sessions: { totalCount: 1, nodes: [{ id: viewer.sessionId }] },
    });
    expect(await graph(admin.viewer, END, { id: viewer.id })).toEqual({
      endUserSessions: { ended: 1 },
    });
    expect(await graph(admin.viewer, END, { id: viewer.id })).toEqual({
      endUserSessions: { ended: 0 },
    });
    const { body } = await service('GET /internal/revocations');
    expect(body.sessions).toContain(viewer.sessionId);
  });

  it('ends all sessions of nobody above one’s own role, and of nobody for a user', async () => {
    const { viewer } = await seed.signedIn();
    expect(await graph(admin.viewer, END, { id: superAdmin.viewer.id })).toBe('FORBIDDEN');
    expect(await graph(viewer, END, { id: admin.viewer.id })).toBe('NOT_FOUND');
    expect(await graph(admin.viewer, END, { id: 'absent' })).toBe('NOT_FOUND');
    expect(await graph(viewer, END, { id: viewer.id })).toEqual({ endUserSessions: { ended: 1 } });
  });

  const INVITE = `mutation ($input: InviteUserInput!) {
    inviteUser(input: $input) { user { id email role } temporaryPassword expiresAt }
  }`;

  it('makes an account with a password that nobody else knows and that ends by itself', async () => {
    const input = { email: 'New@Example.com', name: 'New' };
    const { inviteUser } = await graph(admin.viewer, INVITE, { input });
    expect(inviteUser.user).toMatchObject({ email: 'new@example.com', role: 'USER' });
    expect(inviteUser.temporaryPassword).toMatch(/^\w{4}(-\w{4}){5}$/);
    const days = (Date.parse(inviteUser.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
    const { body } = await service('POST /internal/credentials', { email: input.email });
    expect(body.passwordHash).toMatch(/^\$2b\$12\$/);
    const open = () =>
      service('POST /internal/sessions', {
        userId: inviteUser.user.id,
        passwordHash: body.passwordHash,
        tokenHash: hashOf(newToken()),
        lifetimeSeconds: 60,
      });
    expect((await open()).status).toBe(201);
    await seed.sql(`UPDATE "User" SET password_expires_at = '2026-01-01' WHERE id = $1`, [
      inviteUser.user.id,
    ]);
    const late = await open();
    expect([late.status, late.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    const log = await seed.sql(`SELECT details::text FROM "AuditEntry" WHERE subject_id = $1`, [
      inviteUser.user.id,
    ]);
    expect(JSON.stringify(log)).not.toContain(inviteUser.temporaryPassword);
  });

  it('refuses an invitation to users, above one’s own role, and of a taken address', async () => {
    const { viewer } = await seed.signedIn();
    const input = { email: 'taken@example.com' };
    expect(await graph(viewer, INVITE, { input })).toBe('FORBIDDEN');
    const above = { ...input, role: 'SUPER_ADMIN' };
    expect(await graph(admin.viewer, INVITE, { input: above })).toBe('FORBIDDEN');
    expect(await graph(admin.viewer, INVITE, { input: { email: 'no' } })).toBe('VALIDATION_FAILED');
    expect(await graph(admin.viewer, INVITE, { input })).toHaveProperty('inviteUser');
    expect(await graph(admin.viewer, INVITE, { input })).toBe('EMAIL_TAKEN');
  });

  it('records a refused permission once, however often it is tried', async () => {
    const { viewer } = await seed.signedIn();
    for (let i = 0; i < 5; i += 1) await graph(viewer, '{ users { totalCount } }');
    // The record does not hold up the refusal.
    const denials = `SELECT details FROM "AuditEntry" WHERE event = 'ACCESS_DENIED' AND actor_id = $1`;
    let rows = await seed.sql(denials, [viewer.id]);
    for (let i = 0; i < 50 && rows.length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      rows = await seed.sql(denials, [viewer.id]);
    }
    expect(rows).toEqual([{ details: { permission: 'users:list' } }]);
  });
});

describe('the last active SUPER_ADMIN', () => {
  let accounts: AccountsServer;
  let seed: Seed;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
  });
  afterAll(() => accounts.stop());

  const put = (id: string, body: object) =>
    ask(`PUT ${accounts.url}/users/${id}`, { bearer: SERVICE_TOKEN, body });
  const active = async (): Promise<unknown[]> =>
    seed.sql(`SELECT id FROM "User" WHERE role = 'SUPER_ADMIN' AND status = 'ACTIVE'`);

  it('is not demoted, disabled or deleted, not even by a service', async () => {
    const { viewer } = await seed.signedIn('SUPER_ADMIN');
    for (const body of [{ role: 'ADMIN' }, { status: 'DISABLED' }, { status: 'DELETED' }]) {
      const answer = await put(viewer.id, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'CONFLICT']);
    }
    const removed = await ask(`DELETE ${accounts.url}/users/${viewer.id}`, {
      bearer: SERVICE_TOKEN,
    });
    expect(removed.status).toBe(409);
    expect(await active()).toHaveLength(1);
  });

  it('stays when all of several are given up at once', async () => {
    const others = await Promise.all([1, 2, 3, 4].map(() => seed.signedIn('SUPER_ADMIN')));
    const ids = (await active()).map((row) => (row as { id: string }).id);
    expect(ids.length).toBe(others.length + 1);
    const answers = await Promise.all(ids.map((id) => put(id, { role: 'USER' })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...others.map(() => 200), 409]);
    expect(await active()).toHaveLength(1);
  });

  it('stays when two demote each other at once', async () => {
    const [first] = (await active()) as { id: string }[];
    const { viewer: second } = await seed.signedIn('SUPER_ADMIN');
    const viewer = { id: first?.id ?? '', role: 'SUPER_ADMIN', sessionId: 's' } as const;
    const demote = 'mutation ($id: ID!) { changeUserRole(id: $id, role: USER) { id } }';
    await Promise.all([
      askGraph(accounts.url, viewer, demote, { id: second.id }),
      askGraph(accounts.url, second, demote, { id: viewer.id }),
    ]);
    expect(await active()).toHaveLength(1);
  });

  it('is kept by the database too, whoever writes to it', async () => {
    for (const statement of [
      `UPDATE "User" SET role = 'USER' WHERE role = 'SUPER_ADMIN'`,
      `UPDATE "User" SET status = 'DISABLED' WHERE role = 'SUPER_ADMIN'`,
      `DELETE FROM "User"`,
    ]) {
      await expect(seed.sql(statement)).rejects.toThrow('the last active SUPER_ADMIN stays');
    }
  });
});
