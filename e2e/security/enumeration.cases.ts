import { randomUUID } from 'node:crypto';
import { timeDifference } from './timing';
import { type Answer, type Person, shapeOf, type World } from './world';

/** EN: whether an address has an account is nobody's business. */
export function enumeration(world: () => World): void {
  describe('accounts that one does not own', () => {
    let person: Person;
    beforeAll(async () => {
      person = await world().newcomer();
    });
    const unknown = (): string => `nobody-${randomUUID()}@example.com`;
    const login = (email: string, password: string): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/login', { body: { email, password } });
    const overGraph = (email: string, password: string): Promise<Answer> =>
      world().graph('mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }', {
        input: { email, password },
      });

    it('EN-01 answers an unknown account like a wrong password', async () => {
      for (const attempt of [login, overGraph]) {
        const known = await attempt(person.email, 'a wrong password');
        const stranger = await attempt(unknown(), 'a wrong password');
        expect(stranger.status).toBe(known.status);
        expect(shapeOf(stranger)).toEqual(shapeOf(known));
        const plain = ({ text, headers }: Answer): string =>
          text.replaceAll(headers.get('x-request-id') ?? 'none', 'id');
        expect(plain(stranger)).toBe(plain(known));
      }
    });

    it('EN-02 takes the same time for both', async () => {
      // Each account bears some failures from addresses that it does not know.
      const people = await world().newcomers(6);
      const timed = async (email: string | undefined, turn: number): Promise<number> => {
        const { status, milliseconds } = await login(email ?? '', `wrong ${turn}`);
        expect(status).toBe(401);
        return milliseconds;
      };
      // Without a hash for the unknown one nearly all of the time would be missing.
      const toleranceMs = (knownMs: number): number => knownMs / 3;
      const { firstMs, interval } = await timeDifference(
        {
          first: (turn) => timed(people[turn % people.length]?.email, turn),
          second: (turn) => timed(unknown(), turn),
        },
        { toleranceMs, atMost: people.length * 10 },
      );
      expect(interval[0]).toBeLessThan(toleranceMs(firstMs));
      expect(interval[1]).toBeGreaterThan(-toleranceMs(firstMs));
    });

    it('EN-03 knows one account per address, however it is written, and never opens it to who registers again', async () => {
      const before = (await world().data(`GET /users/${person.id}`)).text;
      for (const email of [person.email, person.email.toUpperCase(), ` ${person.email} `]) {
        const password = `another pass phrase ${randomUUID()}`;
        const answer = await world().rest('gateway', 'POST /auth/register', {
          body: { email, password, name: 'Intruder' },
        });
        expect([409, 422]).toContain(answer.status);
        expect(answer.text).not.toMatch(/accessToken|refreshToken/);
        expect((await login(person.email, password)).status).toBe(401);
      }
      expect((await world().data(`GET /users/${person.id}`)).text).toBe(before);
      expect((await login(person.email.toUpperCase(), person.password)).status).toBe(200);
    });
  });
}
