import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codes, type Person, type World } from './world';

const INJECTIONS = [
  "' OR '1'='1",
  '\'; DROP TABLE "User"; --',
  "admin'--",
  '\' UNION SELECT password FROM "User" --',
  "'; SELECT pg_sleep(3); --",
  '1; SELECT sleep(3)',
  '$' + '{7*7}',
  '{{7*7}}',
  '../../../../etc/passwd',
  '%00',
  '*',
  '\\',
];
/** What cannot be kept as text: NUL, and half of a surrogate pair. */
const UNSTORABLE = ['a\0b', '\ud800', 'x\udfff'];
const NO_DELAY_MS = 2_000;

/** IN: hostile values. */
export function inputs(world: () => World): void {
  describe('hostile input', () => {
    let user: Person;
    let admin: Person;
    beforeAll(async () => {
      user = await world().newcomer();
      admin = await world().member('ADMIN');
    });

    it('IN-01 takes SQL in any value for text', async () => {
      for (const text of [...INJECTIONS, ...UNSTORABLE]) {
        const answers = [
          await world().rest('gateway', 'POST /auth/login', {
            body: { email: text, password: text },
          }),
          await world().rest('gateway', 'POST /auth/register', {
            body: { email: `${text}@example.com`, password: 'a long enough pass phrase' },
          }),
          await world().data(`GET /users/${encodeURIComponent(text.toWellFormed())}`),
          await world().data(`GET /users/email/${encodeURIComponent(text.toWellFormed())}`),
          await world().data('POST /internal/credentials', { email: text }),
          await world().graph(
            `query ($text: String!) { users(first: 5, filter: { search: $text }) { totalCount } }`,
            { text },
            { token: admin.accessToken },
          ),
          await world().graph(
            'query ($text: ID!) { user(id: $text) { id } }',
            { text },
            { token: user.accessToken },
          ),
        ];
        for (const answer of answers) {
          expect([text, answer.status < 500]).toEqual([text, true]);
          expect(answer.milliseconds).toBeLessThan(NO_DELAY_MS);
          expect(codes(answer)).not.toContain('INTERNAL');
          expect(answer.text).not.toMatch(/syntax error|prisma|postgres|\$2b\$/i);
        }
      }
      // Everybody is still there.
      expect(await world().access(user.accessToken)).toBe(200);
    });

    it('IN-01 refuses operator objects and polluted prototypes', async () => {
      const bodies = [
        '{"email":{"$ne":null},"password":{"$ne":null}}',
        '{"email":{"contains":"@"},"password":"x"}',
        '{"email":["a@example.com"],"password":"x"}',
        '{"__proto__":{"role":"ADMIN"},"email":"a@example.com","password":"x"}',
        '{"constructor":{"prototype":{"role":"ADMIN"}},"email":"a@example.com","password":"x"}',
      ];
      for (const body of bodies) {
        for (const service of ['gateway', 'auth'] as const) {
          const answer = await world().rest(service, 'POST /auth/login', { body });
          expect([body, [400, 401, 422].includes(answer.status)]).toEqual([body, true]);
        }
      }
      const polluted = await world().rest('gateway', 'POST /graphql', {
        token: user.accessToken,
        body: `{"query":"query ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { role } }","variables":{"__proto__":{"role":"ADMIN"}}}`,
      });
      expect(polluted.status).toBeLessThan(500);
      const profile = await world().rest('auth', 'GET /auth/profile', { token: user.accessToken });
      expect(profile.body).toMatchObject({ role: 'USER' });
    });

    describe('with an address in it', () => {
      let canary: Server;
      let visits = 0;
      let address: string;
      beforeAll(async () => {
        canary = createServer((_request, response) => void response.end('{}'));
        canary.on('connection', () => {
          visits += 1;
        });
        await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
        address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/metadata`;
      });
      afterAll(() => canary.close());

      it('IN-03 fetches no address that a user names', async () => {
        const token = admin.accessToken;
        await world().graph(
          'mutation ($id: ID!) { importBill(input: { uploadId: $id }) { id } }',
          { id: address },
          { token },
        );
        await world().graph(
          'mutation ($name: String!) { importBill(input: { source: $name }) { id } }',
          { name: address },
          { token },
        );
        await world().graph(
          'mutation ($text: String!) { ask(input: { question: $text }) { conversation { id } } }',
          { text: `what is at ${address}?` },
          { token },
        );
        const headers = { 'x-forwarded-host': new URL(address).host, referer: address };
        await world().rest('gateway', `GET ${new URL(address).pathname}?url=${address}`, {
          headers,
        });
        await world().rest('gateway', `POST /auth/login?next=${address}`, {
          body: { email: `a@${new URL(address).host}`, password: 'x' },
          headers,
        });
        expect(visits).toBe(0);
      });

      it('IN-03 asks no host that is not public for bills', async () => {
        const token = admin.accessToken;
        const { host, port } = new URL(address);
        const s3 = { bucket: 'bills', accessKeyId: 'id', secretAccessKey: 'secret' };
        const make = (name: string, endpoint: string) =>
          world().graph(
            'mutation ($input: CreateSourceInput!) { createSource(input: $input) { id } }',
            { input: { name, s3: { ...s3, endpoint } } },
            { token },
          );
        for (const endpoint of [`http://${host}`, `https://${host}`, `https://0x7f.1:${port}`]) {
          expect(codes(await make(endpoint, endpoint))).toEqual(['SOURCE_ADDRESS_REFUSED']);
        }
        // A name is what its address is, which shows when it is asked.
        const made = await make('by name', `https://localhost:${port}`);
        const { id } = (made.body as { data: { createSource: { id: string } } }).data.createSource;
        let seen = '';
        for (const end = Date.now() + 60_000; Date.now() < end && !seen.includes('SOURCE_'); ) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          const query = '{ source(name: "by name") { lastSync { errorCode } } }';
          seen = (await world().graph(query, {}, { token })).text;
        }
        expect(seen).toContain('SOURCE_ADDRESS_REFUSED');
        const remove = 'mutation ($id: ID!) { deleteSource(id: $id) { name } }';
        expect(codes(await world().graph(remove, { id }, { token }))).toEqual([]);
        expect(visits).toBe(0);
      });

      it('IN-03 has no other argument that asks for an address to call', async () => {
        const { body } = await world().graph(
          '{ __schema { types { inputFields { name } fields { args { name } } } } }',
          {},
          { token: admin.accessToken },
        );
        const names = [...JSON.stringify(body).matchAll(/"name":"(\w+)"/g)].map(([, name]) => name);
        expect(names.length).toBeGreaterThan(20);
        expect(
          new Set(names.filter((name) => /ur[li]$|webhook|callback|endpoint/i.test(name ?? ''))),
        ).toEqual(new Set(['endpoint']));
      });
    });
  });
}
