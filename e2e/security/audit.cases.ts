import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mailedLink } from '../outbox';
import { codes, type Person, type World } from './world';

interface Entry {
  readonly event: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly details: readonly { readonly name: string; readonly value: string }[];
}

const LOG = `query ($filter: AuditFilter) {
  auditLog(first: 100, filter: $filter) {
    nodes { event outcome actorId subjectId ipAddress userAgent details { name value } }
  }
}`;
const PATIENCE_MS = 30_000;
/** What would begin a forged line, were it not escaped. */
const FORGERY = '\r\n{"level":30,"event":"SETUP","forged":true}';

/** OP-02: what an administrator finds in the audit log. */
export function auditLog(world: () => World): void {
  describe('the audit log', () => {
    let admin: Person;
    beforeAll(async () => {
      admin = await world().member('ADMIN');
    });

    const entries = async (filter: object): Promise<readonly Entry[]> => {
      const answer = await world().graph(LOG, { filter }, { token: admin.accessToken });
      expect(codes(answer)).toEqual([]);
      return (answer.body as { data: { auditLog: { nodes: Entry[] } } }).data.auditLog.nodes;
    };
    /** Entries once the last of them is written: some are, after the answer. */
    const entriesOnce = async (filter: object, ...events: string[]): Promise<readonly Entry[]> => {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(200)) {
        const found = await entries(filter);
        if (events.every((event) => found.some((entry) => entry.event === event))) return found;
      }
      throw new Error(`Not all recorded: ${events}`);
    };

    it('OP-02 records sign-ins, reuse, roles, resets and refusals, with who, whom and where', async () => {
      const address = world().address();
      const headers = { 'x-forwarded-for': address, 'user-agent': 'a-browser/7' };
      const ask = (line: string, body: object) => world().rest('gateway', line, { body, headers });
      const { id, email, password, refreshToken } = await world().newcomer();
      const wrong = { email, password: 'a wrong pass phrase' };
      expect((await ask('POST /auth/login', wrong)).status).toBe(401);
      const session = world().pair(await ask('POST /auth/login', { email, password }));
      // A grandparent comes back: no lost answer explains it.
      const second = world().pair(await ask('POST /auth/refresh', { refreshToken }));
      world().pair(await ask('POST /auth/refresh', second));
      expect((await ask('POST /auth/refresh', { refreshToken })).status).toBe(401);
      const listed = await world().graph(
        '{ users(first: 1) { totalCount } }',
        {},
        { token: session.accessToken, headers },
      );
      expect(codes(listed)).toEqual(['FORBIDDEN']);
      expect((await ask('POST /auth/forgot-password', { email })).status).toBe(202);
      const link = await mailedLink(world().platform, email, 'Reset');
      const token = new URL(link).searchParams.get('token') ?? '';
      const next = `next pass phrase ${randomUUID()}`;
      world().spoken.add(token).add(next);
      const reset = await ask('POST /auth/reset-password', { token, newPassword: next });
      expect(reset.status).toBe(204);
      const about = await entriesOnce({ subjectId: id }, 'PASSWORD_RESET', 'REFRESH_REUSE');
      const found = (event: string, outcome: string): Entry | undefined =>
        about.find((entry) => entry.event === event && entry.outcome === outcome);
      for (const [event, outcome] of [
        ['LOGIN', 'FAILURE'],
        ['LOGIN', 'SUCCESS'],
        ['REFRESH_REUSE', 'FAILURE'],
        ['PASSWORD_RESET', 'SUCCESS'],
      ] as const) {
        expect([event, found(event, outcome)]).toEqual([
          event,
          expect.objectContaining({ ipAddress: address, userAgent: 'a-browser/7' }),
        ]);
      }
      // Written when its mail is; where it was asked from is known then, with what program is not.
      expect(found('PASSWORD_RESET_REQUEST', 'SUCCESS')?.ipAddress).toBe(address);
      const denied = await entriesOnce({ actorId: id }, 'ACCESS_DENIED');
      expect(denied.find(({ event }) => event === 'ACCESS_DENIED')?.outcome).toBe('FAILURE');
      const everything = JSON.stringify([...about, ...denied]);
      for (const word of [password, next, token, refreshToken, session.accessToken]) {
        expect(everything).not.toContain(word);
      }
    });

    it('OP-02 records who gave whom another role', async () => {
      const [person, superAdmin] = [await world().newcomer(), await world().member('SUPER_ADMIN')];
      const change = 'mutation ($id: ID!) { updateUser(id: $id, input: { role: ADMIN }) { role } }';
      const answer = await world().graph(
        change,
        { id: person.id },
        { token: superAdmin.accessToken },
      );
      expect(codes(answer)).toEqual([]);
      const [entry] = await entriesOnce(
        { subjectId: person.id, events: ['USER_ROLE_CHANGE'] },
        'USER_ROLE_CHANGE',
      );
      expect(entry).toMatchObject({ outcome: 'SUCCESS', actorId: superAdmin.id });
      expect(entry?.details.map(({ value }) => value)).toContain('ADMIN');
    });

    it('OP-02 shows the log to administrators only, and nobody changes it', async () => {
      const { accessToken: token } = await world().newcomer();
      expect(codes(await world().graph(LOG, {}, { token }))).toEqual(['FORBIDDEN']);
      expect(codes(await world().graph(LOG))).toEqual(['UNAUTHENTICATED']);
      const { body } = await world().graph(
        '{ __schema { mutationType { fields { name } } } }',
        {},
        { token },
      );
      expect(JSON.stringify(body)).toContain('updateUser');
      expect(JSON.stringify(body)).not.toMatch(/"name":"\w*audit/i);
    });

    it('OP-02 keeps line breaks in what it is told from beginning an entry or a line', async () => {
      const marker = randomUUID();
      const email = `${marker}${FORGERY}@example.com`;
      await world().rest('gateway', 'POST /auth/login', { body: { email, password: FORGERY } });
      await world().rest('gateway', `GET /auth/${marker}%0d%0a%7b%22level%22%3a30%7d`);
      const subjectId = `subject-${marker}`;
      const reported = await world().data('POST /internal/audit', {
        event: 'LOGIN',
        outcome: 'FAILURE',
        subjectId,
        userAgent: `agent${FORGERY}`,
        details: { reason: `reason${FORGERY}` },
      });
      expect(reported.status).toBe(204);
      const found = await entriesOnce({ subjectId }, 'LOGIN');
      expect(found).toHaveLength(1);
      expect(found[0]?.userAgent).not.toMatch(/[\r\n]/);

      const directory = join(world().platform.dataDirectory, 'logs');
      const lines = readdirSync(directory).flatMap((name) =>
        readFileSync(join(directory, name), 'utf8').split('\n'),
      );
      const forged = lines.filter((line) => line.startsWith('{"level":30,"event":"SETUP"'));
      expect(forged).toEqual([]);
      const written = lines.filter((line) => line.includes(marker));
      expect(written.length).toBeGreaterThan(0);
      for (const line of written) expect(() => JSON.parse(line)).not.toThrow();
    });
  });
}
