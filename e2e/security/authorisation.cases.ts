import { randomUUID } from 'node:crypto';
import { ROUTES, type Route, schemeOf } from '../openapi/contract';
import { codes, type Person, part, type World } from './world';

const HASH = `$2b$12$${'N'.repeat(22)}${'a'.repeat(31)}`;

/** A route with a value in each parameter's place. */
const lineOf = ({ method, path }: Route): string =>
  `${method} ${path.replaceAll(/\{\w+\}/g, 'some-id')}`;
const PROTECTED = ROUTES.filter((route) => schemeOf(route) !== undefined);
/** Routes of accounts, the documented data service. */
const DATA_ROUTES = PROTECTED.filter((route) => schemeOf(route) === 'serviceToken').map(lineOf);

/** AZ: who may do what. */
export function authorisation(world: () => World): void {
  describe('authorisation', () => {
    let user: Person;
    let other: Person;
    let admin: Person;
    let superAdmin: Person;

    beforeAll(async () => {
      user = await world().newcomer();
      other = await world().newcomer();
      admin = await world().member('ADMIN');
      superAdmin = await world().member('SUPER_ADMIN');
    });

    const as = (person: Person, query: string, variables: object = {}) =>
      world().graph(query, variables, { token: person.accessToken });
    const roleOf = async ({ id }: Person): Promise<unknown> =>
      ((await world().data(`GET /users/${id}`)).body as { role: unknown }).role;

    it('AZ-01 answers 401 without a credential, on every protected route and verb', async () => {
      const routes = PROTECTED.map((route) => [route.service, lineOf(route)] as const);
      const passedOn = routes
        .filter(([service]) => service === 'auth')
        .map(([, line]) => ['gateway', line] as const);
      expect(routes.length).toBeGreaterThan(DATA_ROUTES.length);
      expect(passedOn.length).toBeGreaterThan(0);
      for (const [service, line] of [...routes, ...passedOn]) {
        const answer = await world().rest(service, line);
        expect([line, answer.status]).toEqual([line, 401]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
      const operations = [
        '{ me { id } }',
        '{ users(first: 1) { totalCount } }',
        '{ sessions(first: 1) { nodes { id } } }',
        '{ imports(first: 1) { nodes { id } } }',
        '{ conversations(first: 1) { nodes { id } } }',
        'mutation { deleteUser(id: "x") { id } }',
        'mutation { cleanupSessions { removed } }',
      ];
      for (const query of operations) {
        const answer = await world().graph(query);
        expect([query, codes(answer)]).toEqual([query, ['UNAUTHENTICATED']]);
      }
    });

    it('AZ-02 lets users neither list nor create users, sessions or tokens', async () => {
      const input = { email: `x-${randomUUID()}@example.com`, passwordHash: HASH };
      const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
      const answers = [
        await as(user, '{ users(first: 10) { nodes { id email } } }'),
        await as(user, create, { input }),
        await as(user, 'mutation { cleanupSessions { removed } }'),
        await as(user, 'mutation { cleanupRefreshTokens { removed } }'),
        await as(user, 'query ($id: ID!) { sessions(userId: $id, first: 1) { nodes { id } } }', {
          id: other.id,
        }),
      ];
      for (const answer of answers) {
        expect(codes(answer)).toEqual(['FORBIDDEN']);
        expect(answer.text).not.toContain(other.email);
      }
    });

    it('AZ-03 hides what belongs to others as if it were absent', async () => {
      const absent = randomUUID();
      const read = 'query ($id: ID!) { user(id: $id) { id email } }';
      const foreign = await as(user, read, { id: other.id });
      expect(foreign.body).toMatchObject({ data: { user: null } });
      expect((await as(user, read, { id: absent })).body).toEqual(foreign.body);

      const { sid } = part(other.accessToken, 1);
      const changes: readonly (readonly [string, string])[] = [
        ['mutation ($id: ID!) { revokeSession(id: $id) { id } }', String(sid)],
        ['mutation ($id: ID!) { deleteUser(id: $id) { id } }', other.id],
        ['mutation ($id: ID!) { updateUser(id: $id, input: { name: "x" }) { id } }', other.id],
      ];
      for (const [query, id] of changes) {
        const refused = await as(user, query, { id });
        const unknown = await as(user, query, { id: absent });
        expect([query, codes(refused)]).toEqual([query, codes(unknown)]);
        expect(codes(refused)).toEqual([expect.stringMatching(/^(NOT_FOUND|FORBIDDEN)$/)]);
      }
      expect(await world().access(other.accessToken)).toBe(200);
    });

    it('AZ-05 takes no role, status or id from whoever registers or changes their profile', async () => {
      const email = `climber-${randomUUID()}@example.com`;
      const password = `pass phrase ${randomUUID()}`;
      world().spoken.add(password);
      const extra = { role: 'SUPER_ADMIN', status: 'ACTIVE', id: 'mine', isAdmin: true };
      const registered = await world().rest('gateway', 'POST /auth/register', {
        body: { email, password, ...extra },
      });
      expect([201, 422]).toContain(registered.status);
      if (registered.status === 201) {
        world().pair(registered);
        expect(registered.body).toMatchObject({ user: { role: 'USER' } });
      }
      const register = `mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }`;
      const overGraph = await world().graph(register, {
        input: { email: `g-${email}`, password, role: 'ADMIN' },
      });
      expect(codes(overGraph)).toEqual(['BAD_USER_INPUT']);
      for (const input of [{ role: 'ADMIN' }, { status: 'DISABLED' }]) {
        const update = `mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { role } }`;
        const answer = await as(user, update, { id: user.id, input });
        expect(codes(answer)).toEqual(['FORBIDDEN']);
      }
      expect(await roleOf(user)).toBe('USER');
    });

    it('AZ-06 believes no identity header, at any door', async () => {
      const headers = {
        'x-user-id': superAdmin.id,
        'x-user-role': 'SUPER_ADMIN',
        'x-viewer': JSON.stringify({ id: superAdmin.id, role: 'SUPER_ADMIN' }),
        'x-internal-token': 'trusted',
        'x-forwarded-user': superAdmin.email,
        'x-original-url': '/users',
        'x-http-method-override': 'DELETE',
      };
      const ask = { headers };
      expect(codes(await world().graph('{ me { id } }', {}, ask))).toEqual(['UNAUTHENTICATED']);
      for (const [service, line] of [
        ['accounts', 'GET /users'],
        ['auth', 'GET /auth/profile'],
        ['gateway', 'GET /auth/profile'],
        ['finops', 'POST /uploads'],
      ] as const) {
        expect((await world().rest(service, line, ask)).status).toBe(401);
      }
      const users = await world().graph(
        '{ users(first: 1) { totalCount } }',
        {},
        { token: user.accessToken, headers },
      );
      expect(codes(users)).toEqual(['FORBIDDEN']);
    });

    it('AZ-07 keeps users’ tokens out of the data service, whatever their role', async () => {
      for (const { accessToken } of [user, admin, superAdmin]) {
        expect(DATA_ROUTES.length).toBeGreaterThan(0);
        for (const line of DATA_ROUTES) {
          const answer = await world().rest('accounts', line, { token: accessToken });
          expect([line, answer.status]).toEqual([line, 401]);
        }
      }
      expect((await world().data('GET /users?limit=1')).status).toBe(200);
    });

    it('AZ-08 keeps ADMIN below SUPER_ADMIN', async () => {
      const update = `mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }`;
      const attempts = [
        await as(admin, update, { id: user.id, input: { role: 'SUPER_ADMIN' } }),
        await as(admin, update, { id: admin.id, input: { role: 'SUPER_ADMIN' } }),
        await as(admin, update, { id: superAdmin.id, input: { role: 'USER' } }),
        await as(admin, update, { id: superAdmin.id, input: { status: 'DISABLED' } }),
        await as(admin, 'mutation ($id: ID!) { deleteUser(id: $id) { id } }', {
          id: superAdmin.id,
        }),
      ];
      for (const answer of attempts) expect(codes(answer)).toEqual(['FORBIDDEN']);
      expect([await roleOf(user), await roleOf(superAdmin)]).toEqual(['USER', 'SUPER_ADMIN']);
    });

    it('AZ-08 keeps the last SUPER_ADMIN, at every door', async () => {
      const others = (await world().sql(
        `SELECT id FROM "User" WHERE role = 'SUPER_ADMIN' AND id <> $1`,
        [superAdmin.id],
      )) as readonly { readonly id: string }[];
      for (const { id } of others) {
        expect((await world().data(`PUT /users/${id}`, { role: 'USER' })).status).toBe(200);
      }
      const { id } = superAdmin;
      const update = `mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }`;
      const bySelf = [
        await as(superAdmin, update, { id, input: { role: 'ADMIN' } }),
        await as(superAdmin, update, { id, input: { status: 'DISABLED' } }),
        await as(superAdmin, 'mutation ($id: ID!) { deleteUser(id: $id) { id } }', { id }),
      ];
      for (const answer of bySelf) {
        expect(codes(answer)).toEqual([expect.stringMatching(/^(FORBIDDEN|CONFLICT)$/)]);
      }
      const atTheDataService = [
        await world().data(`PUT /users/${id}`, { role: 'USER' }),
        await world().data(`PUT /users/${id}`, { status: 'DISABLED' }),
        await world().data(`DELETE /users/${id}`),
      ];
      expect(atTheDataService.map(({ status }) => status)).toEqual([409, 409, 409]);
      await expect(
        world().sql(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [id]),
      ).rejects.toThrow();
      expect(await roleOf(superAdmin)).toBe('SUPER_ADMIN');
    });
  });
}
