import { randomUUID } from 'node:crypto';
import { codes, type Person, type World } from './world';

interface Entry {
  readonly event: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** OP-02: what is recorded, and for whose eyes. */
export function audit(world: () => World): void {
  describe('the audit log', () => {
    let admin: Person;
    beforeAll(async () => {
      admin = await world().member('ADMIN');
    });

    const LOG = `query ($filter: AuditFilter) { auditLog(first: 100, filter: $filter) {
      nodes { event outcome actorId subjectId ipAddress userAgent requestId details { name value } }
    } }`;
    async function about(subjectId: string): Promise<{ text: string; entries: Entry[] }> {
      const variables = { filter: { subjectId } };
      const answer = await world().graph(LOG, variables, { token: admin.accessToken });
      expect(codes(answer)).toEqual([]);
      const { auditLog } = (answer.body as { data: { auditLog: { nodes: Entry[] } } }).data;
      return { text: answer.text, entries: auditLog.nodes };
    }
    /** Reports of other services may arrive a moment later. */
    async function recorded(subjectId: string, event: string, outcome: string): Promise<void> {
      for (const end = Date.now() + 5_000; Date.now() < end; ) {
        const { entries } = await about(subjectId);
        if (entries.some((entry) => entry.event === event && entry.outcome === outcome)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`${event} ${outcome} was not recorded.`);
    }

    it('OP-02 records sign-ins, failures, reuse of tokens, roles and refusals', async () => {
      const person = await world().newcomer();
      const { id, email } = person;
      await world().login(email, person.password);
      await world().rest('gateway', 'POST /auth/login', { body: { email, password: 'wrong one' } });
      const second = world().pair(await world().refresh(person.refreshToken));
      world().pair(await world().refresh(second.refreshToken));
      await world().refresh(person.refreshToken);
      await world().data(`PUT /users/${id}`, { role: 'ADMIN' });
      await recorded(id, 'LOGIN', 'SUCCESS');
      await recorded(id, 'LOGIN', 'FAILURE');
      await recorded(id, 'REFRESH_REUSE', 'FAILURE');
      await recorded(id, 'USER_ROLE_CHANGE', 'SUCCESS');
      const { text } = await about(id);
      for (const secret of [person.password, person.refreshToken, second.accessToken]) {
        expect(text).not.toContain(secret);
      }
    });

    it('OP-02 keeps one entry on one line, whatever a client calls itself', async () => {
      const { id, email } = await world().newcomer();
      const agent = 'probe\tLOGIN SUCCESS actor=admin';
      await world().rest('gateway', 'POST /auth/login', {
        body: { email, password: 'wrong\r\nLOGIN SUCCESS' },
        headers: { 'user-agent': agent, 'x-request-id': 'a b\tc' },
      });
      await recorded(id, 'LOGIN', 'FAILURE');
      const { entries } = await about(id);
      for (const entry of entries) {
        expect(JSON.stringify(entry)).not.toMatch(/\\r|\\n|\\t/);
      }
    });

    it('OP-02 is for administrators', async () => {
      const user = await world().newcomer();
      const refused = await world().graph(LOG, {}, { token: user.accessToken });
      expect(codes(refused)).toEqual(['FORBIDDEN']);
      expect(codes(await world().graph(LOG))).toEqual(['UNAUTHENTICATED']);
      expect((await world().data(`GET /users/${randomUUID()}`)).status).toBe(404);
    });
  });
}
