import { setImmediate } from 'node:timers/promises';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { ask } from '../../test/ask';
import { askGraph } from '../../test/graph';
import { hashOf, newToken, type Seed, type SignedIn, seedOf } from '../../test/seed';
import { type AccountsServer, SERVICE_TOKEN, startAccounts } from '../../test/server';

const LOG = `query ($filter: AuditFilter, $first: Int!, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    nodes {
      event outcome actorKind actorId actor { email } subjectId subject { email }
      ipAddress userAgent requestId createdAt details { name value }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface LogPage {
  readonly nodes: { readonly createdAt: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

describe('the audit log', () => {
  let accounts: AccountsServer;
  let seed: Seed;
  let admin: SignedIn;

  beforeAll(async () => {
    accounts = await startAccounts();
    seed = seedOf(accounts);
    admin = await seed.signedIn('ADMIN');
  });
  afterAll(() => accounts.stop());

  const graph = async (viewer: Viewer | null, query: string, variables: object = {}) =>
    (await askGraph(accounts.url, viewer, query, { ...variables })).body;
  const report = (body: object) =>
    ask(`POST ${accounts.url}/internal/audit`, {
      bearer: SERVICE_TOKEN,
      headers: { 'x-request-id': 'r-of-auth' },
      body,
    });
  const log = async (filter: object = {}, first = 50) =>
    (await graph(admin.viewer, LOG, { filter, first })).data.auditLog;

  it('is not shown to users, nor to anybody who is not signed in', async () => {
    const user = await seed.signedIn();
    const codes = async (viewer: Viewer | null) =>
      (await graph(viewer, LOG, { first: 1 })).errors[0].extensions.code;
    expect(await codes(user.viewer)).toBe('FORBIDDEN');
    expect(await codes(null)).toBe('UNAUTHENTICATED');
  });

  it('names the client that another service asks for, and nobody’s word without its credential', async () => {
    const { viewer } = await seed.signedIn();
    const headers = {
      'x-client-ip': '203.0.113.9',
      'x-client-agent': encodeURIComponent('Браузер/1 (ü)'),
    };
    const target = `DELETE ${accounts.url}/sessions/${viewer.sessionId}`;
    expect((await ask(target, { bearer: 'x'.repeat(40), headers })).status).toBe(401);
    expect((await ask(target, { bearer: SERVICE_TOKEN, headers })).status).toBe(204);
    const { nodes } = await log({ subjectId: viewer.id, events: ['SESSION_END'] });
    expect(nodes).toMatchObject([{ ipAddress: '203.0.113.9', userAgent: 'Браузер/1 (ü)' }]);
  });

  it('records one refusal of a permission, whatever ids were made up for it', async () => {
    const { viewer } = await seed.signedIn();
    const query = 'query ($id: ID) { sessions(userId: $id) { totalCount } }';
    for (const id of [admin.viewer.id, 'made-up-1', 'made-up-2']) {
      const { errors } = await graph(viewer, query, { id });
      expect(errors[0].extensions.code).toBe('FORBIDDEN');
    }
    // The last to be written; what was refused before it is there by then, or about to be.
    const other = 'query { users { totalCount } }';
    expect((await graph(viewer, other)).errors[0].extensions.code).toBe('FORBIDDEN');
    const permissions = async () =>
      (await log({ actorId: viewer.id, events: ['ACCESS_DENIED'] })).nodes.map(
        ({ details }: { details: { value: string }[] }) => details[0]?.value,
      );
    while ((await permissions()).length < 2) await setImmediate();
    expect((await permissions()).sort()).toEqual(['account:read', 'users:list']);
  });

  it('keeps what an administrator changed, by whom, about whom and from where', async () => {
    const { viewer } = await seed.signedIn();
    const change = `mutation ($id: ID!) {
      a: updateUser(id: $id, input: { role: ADMIN, name: "A\\nB" }) { id }
      b: updateUser(id: $id, input: { status: DISABLED }) { id }
    }`;
    const superAdmin = await seed.signedIn('SUPER_ADMIN');
    expect((await graph(superAdmin.viewer, change, { id: viewer.id })).errors).toBeUndefined();
    const { nodes } = await log({ subjectId: viewer.id, actorId: superAdmin.viewer.id });
    expect(nodes).toHaveLength(3);
    expect(nodes[0]).toMatchObject({
      event: 'USER_DISABLE',
      outcome: 'SUCCESS',
      actorKind: 'USER',
      actorId: superAdmin.viewer.id,
      actor: { email: expect.stringContaining('@') },
      subject: { email: expect.stringContaining('@') },
      ipAddress: '192.0.2.1',
      userAgent: 'test',
      requestId: 'test',
      details: [
        { name: 'from', value: 'ACTIVE' },
        { name: 'to', value: 'DISABLED' },
      ],
    });
    const events = nodes.map(({ event }: { event: string }) => event);
    expect(events.sort()).toEqual(['USER_CHANGE', 'USER_DISABLE', 'USER_ROLE_CHANGE']);
  });

  it('has no entry of a change that was refused', async () => {
    const last = await seed.sql('SELECT count(*) FROM "AuditEntry"');
    const { viewer } = await seed.signedIn('ADMIN');
    const before = Number((await seed.sql('SELECT count(*) FROM "AuditEntry"'))[0]?.count);
    const body = await graph(admin.viewer, 'mutation ($id: ID!) { deleteUser(id: $id) { id } }', {
      id: viewer.id,
    });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    const changes = await log({ subjectId: viewer.id, events: ['USER_DELETE'] });
    expect(changes.nodes).toEqual([]);
    expect(before).toBeGreaterThan(Number(last[0]?.count));
  });

  it('records signing in, reuse of a spent token and signing out', async () => {
    const { viewer, refreshToken } = await seed.signedIn();
    const internal = (path: string, body: object) =>
      ask(`POST ${accounts.url}/internal/${path}`, { bearer: SERVICE_TOKEN, body });
    const first = newToken();
    const rotate = (from: string, to: string) =>
      internal('refresh', { tokenHash: hashOf(from), successorHash: hashOf(to) });
    expect((await rotate(refreshToken, first)).status).toBe(200);
    expect((await rotate(first, newToken())).status).toBe(200);
    expect((await rotate(refreshToken, first)).body.code).toBe('REFRESH_TOKEN_REUSED');
    const { viewer: other } = await seed.signedIn();
    for (const _ of [1, 2]) await internal('sessions/end', { sessionId: other.sessionId });
    const of = async (subjectId: string) =>
      (await log({ subjectId })).nodes.map((node: { event: string; outcome: string }) => [
        node.event,
        node.outcome,
      ]);
    expect(await of(viewer.id)).toEqual([
      ['REFRESH_REUSE', 'FAILURE'],
      ['LOGIN', 'SUCCESS'],
      ['USER_CREATE', 'SUCCESS'],
    ]);
    expect(await of(other.id)).toEqual([
      ['LOGOUT', 'SUCCESS'],
      ['LOGIN', 'SUCCESS'],
      ['USER_CREATE', 'SUCCESS'],
    ]);
  });

  it('takes what another service reports, cleaned', async () => {
    const { viewer } = await seed.signedIn();
    const forged = 'agent\r\n{"event":"LOGIN","outcome":"SUCCESS"}';
    const { status } = await report({
      event: 'LOGIN',
      outcome: 'FAILURE',
      subjectId: viewer.id,
      ipAddress: '198.51.100.9',
      userAgent: forged,
      details: { reason: 'a\nb', factor: 2 },
    });
    expect(status).toBe(204);
    const { nodes } = await log({ subjectId: viewer.id, outcome: 'FAILURE' });
    expect(nodes).toEqual([
      {
        event: 'LOGIN',
        outcome: 'FAILURE',
        actorKind: 'ANONYMOUS',
        actorId: null,
        actor: null,
        subjectId: viewer.id,
        subject: { email: expect.any(String) },
        ipAddress: '198.51.100.9',
        userAgent: 'agent\uFFFD\uFFFD{"event":"LOGIN","outcome":"SUCCESS"}',
        requestId: 'r-of-auth',
        createdAt: expect.stringMatching(/Z$/),
        details: expect.arrayContaining([
          { name: 'reason', value: 'a\uFFFDb' },
          { name: 'factor', value: '2' },
        ]),
      },
    ]);
  });

  it('refuses reports of events that it does not know, and of anybody without the credential', async () => {
    expect((await report({ event: 'PARTY', outcome: 'SUCCESS' })).status).toBe(422);
    const body = { event: 'LOGIN', outcome: 'SUCCESS' };
    expect((await ask(`POST ${accounts.url}/internal/audit`, { body })).status).toBe(401);
  });

  it('is filtered by period and kind, and read in pages to its end', async () => {
    const { viewer } = await seed.signedIn();
    for (let i = 0; i < 5; i += 1) {
      await report({ event: 'THROTTLED', outcome: 'FAILURE', subjectId: viewer.id });
    }
    const filter = { subjectId: viewer.id, events: ['THROTTLED'] };
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const body = await graph(admin.viewer, LOG, { filter, first: 2, after });
      const page: LogPage = body.data.auditLog;
      seen.push(...page.nodes.map(({ createdAt }) => createdAt));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...seen].sort().reverse());
    expect((await log({ ...filter, to: seen[4] })).nodes).toEqual([]);
    expect((await log({ ...filter, from: seen[4] })).nodes).toHaveLength(5);
    expect((await log({ ...filter, subjectId: "' OR 1=1" })).nodes).toEqual([]);
  });

  it('cannot be changed or shortened by whoever holds the database connection', async () => {
    await report({ event: 'LOGIN', outcome: 'FAILURE' });
    for (const statement of [
      `UPDATE "AuditEntry" SET outcome = 'SUCCESS'`,
      'DELETE FROM "AuditEntry"',
      'TRUNCATE "AuditEntry"',
    ]) {
      await expect(seed.sql(statement)).rejects.toThrow(/audit entries are/);
    }
  });
});
