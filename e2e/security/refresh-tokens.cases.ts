import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, codes, type Pair, type Person, type World } from './world';

/** A lost answer may be asked for again this long after the exchange. */
const GRACE_MS = 10_000;

/** RT: rotation, reuse, races and the ends of a session. */
export function refreshTokens(world: () => World): void {
  describe('refresh tokens', () => {
    let old: Person;
    let successor: Pair;
    let spentAt: number;

    beforeAll(async () => {
      // Spent now, so that its grace is over when the last test asks.
      old = await world().newcomer();
      spentAt = Date.now();
      successor = world().pair(await world().refresh(old.refreshToken));
    });

    const sessionsOf = async (userId: string): Promise<unknown[]> =>
      (await world().data(`GET /sessions/user/${userId}`)).body as unknown[];
    const refusedWith = (code: string, answer: Answer): void => {
      expect([answer.status, (answer.body as { code?: string }).code]).toEqual([401, code]);
    };

    it('RT-01 rotates at every use, over REST and GraphQL alike', async () => {
      const person = await world().newcomer();
      const second = world().pair(await world().refresh(person.refreshToken));
      expect(second.refreshToken).not.toBe(person.refreshToken);
      const answer = await world().graph(
        `mutation ($token: String!) {
          refreshToken(input: { refreshToken: $token }) { accessToken refreshToken expiresIn }
        }`,
        { token: second.refreshToken },
      );
      const third = (answer.body as { data: { refreshToken: Pair } }).data.refreshToken;
      expect(codes(answer)).toEqual([]);
      expect(new Set([person.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
      expect(await world().access(third.accessToken)).toBe(200);
    });

    it('RT-03 ends the session of a token that is used again, and no other', async () => {
      const person = await world().newcomer();
      const elsewhere = await world().login(person.email, person.password);
      const second = world().pair(await world().refresh(person.refreshToken));
      const third = world().pair(await world().refresh(second.refreshToken));
      // The grandparent: no lost answer explains it.
      refusedWith('REFRESH_TOKEN_REUSED', await world().refresh(person.refreshToken));
      refusedWith('INVALID_REFRESH_TOKEN', await world().refresh(third.refreshToken));
      await world().timeToRefusal(third.accessToken);
      expect(await world().access(elsewhere.accessToken)).toBe(200);
      expect((await world().refresh(elsewhere.refreshToken)).status).toBe(200);
    });

    it('RT-04 survives parallel refreshes of one token, which all get the same successor', async () => {
      const person = await world().newcomer();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => world().refresh(person.refreshToken)),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const successors = new Set(answers.map((answer) => world().pair(answer).refreshToken));
      expect(successors.size).toBe(1);
      const [next = ''] = successors;
      expect((await world().refresh(next)).status).toBe(200);
      expect(await sessionsOf(person.id)).toHaveLength(1);
    });

    it('RT-05 repeats a lost answer for the immediate parent only, and multiplies nothing', async () => {
      const person = await world().newcomer();
      const lost = world().pair(await world().refresh(person.refreshToken));
      const repeated = world().pair(await world().refresh(person.refreshToken));
      expect(repeated.refreshToken).toBe(lost.refreshToken);
      world().pair(await world().refresh(lost.refreshToken));
      refusedWith('REFRESH_TOKEN_REUSED', await world().refresh(person.refreshToken));
    });

    it('RT-06 keeps and shows only hashes of unguessable tokens', async () => {
      const person = await world().newcomer();
      expect(Buffer.from(person.refreshToken, 'base64url').length).toBeGreaterThanOrEqual(32);
      const second = world().pair(await world().refresh(person.refreshToken));
      const record = await world().data(`GET /refresh-tokens/${second.refreshToken}`);
      expect(record.status).toBe(200);
      const query = '{ refreshTokens(first: 10) { nodes { id expiresAt } } }';
      const listed = await world().graph(query, {}, { token: second.accessToken });
      expect(codes(listed)).toEqual([]);
      for (const token of [person.refreshToken, second.refreshToken]) {
        const hash = createHash('sha256').update(token).digest();
        for (const { text } of [record, listed]) {
          expect(text).not.toContain(token);
          expect(text).not.toContain(hash.toString('hex'));
          expect(text).not.toContain(hash.toString('base64url'));
        }
      }
      const guess = await world().refresh(randomBytes(32).toString('base64url'));
      refusedWith('INVALID_REFRESH_TOKEN', guess);
    });

    it('RT-08 ends a family seven days after login, however often it is refreshed', async () => {
      const person = await world().newcomer();
      const endOf = async (token: string): Promise<number> => {
        const { body } = await world().data(`GET /refresh-tokens/${token}`);
        return Date.parse((body as { expiresAt: string }).expiresAt);
      };
      const end = await endOf(person.refreshToken);
      expect(end - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
      const second = world().pair(await world().refresh(person.refreshToken));
      expect(await endOf(second.refreshToken)).toBe(end);
      await world().sql(
        `UPDATE "RefreshToken" SET expires_at = expires_at - interval '7 days' WHERE user_id = $1`,
        [person.id],
      );
      refusedWith('INVALID_REFRESH_TOKEN', await world().refresh(second.refreshToken));
    });

    it('RT-09 ends this session at logout, again and again, and nobody else’s', async () => {
      const person = await world().newcomer();
      const elsewhere = await world().login(person.email, person.password);
      const logout = () =>
        world().rest('gateway', 'POST /auth/logout', {
          token: person.accessToken,
          body: { refreshToken: person.refreshToken },
        });
      expect((await logout()).status).toBe(204);
      expect((await world().refresh(person.refreshToken)).status).toBe(401);
      await world().timeToRefusal(person.accessToken);
      // The refresh token alone is enough to say it again; what is unknown ends nothing.
      const bodies = [{ refreshToken: person.refreshToken }, { refreshToken: 'unknown' }];
      for (const body of bodies) {
        const again = await world().rest('gateway', 'POST /auth/logout', { body });
        expect(again.status).toBe(204);
      }
      expect(await world().access(elsewhere.accessToken)).toBe(200);
    });

    it.each(['DISABLED', 'DELETED'])(
      'RT-10 leaves a %s user neither refresh nor access nor login',
      async (status) => {
        const person = await world().newcomer();
        expect((await world().data(`PUT /users/${person.id}`, { status })).status).toBe(200);
        expect((await world().refresh(person.refreshToken)).status).toBe(401);
        await world().timeToRefusal(person.accessToken);
        const { email, password } = person;
        const login = await world().rest('gateway', 'POST /auth/login', {
          body: { email, password },
        });
        refusedWith('INVALID_CREDENTIALS', login);
      },
    );

    it('RT-12 accepts nothing but strings', async () => {
      const odd = [
        { $ne: null },
        ['a'],
        [old.refreshToken],
        7,
        true,
        null,
        'a\0b',
        '\ud800',
        `${successor.refreshToken}\0`,
        'a'.repeat(100_000),
      ];
      for (const refreshToken of odd) {
        const refresh = await world().rest('gateway', 'POST /auth/refresh', {
          body: { refreshToken },
        });
        expect([401, 422]).toContain(refresh.status);
        const login = await world().rest('gateway', 'POST /auth/login', {
          body: { email: old.email, password: refreshToken },
        });
        expect([401, 422]).toContain(login.status);
      }
    });

    it('RT-02 refuses a spent token after the grace, and ends its session', async () => {
      await sleep(Math.max(0, spentAt + GRACE_MS + 500 - Date.now()));
      refusedWith('REFRESH_TOKEN_REUSED', await world().refresh(old.refreshToken));
      refusedWith('INVALID_REFRESH_TOKEN', await world().refresh(successor.refreshToken));
    });
  });
}
