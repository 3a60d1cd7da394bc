import { randomUUID } from 'node:crypto';
import { type Answer, type Person, type World } from './world';

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Header names of an answer, and the values that may not depend on who was asked about. */
function shapeOf({ headers }: Answer): string[] {
  const varying = new Set(['date', 'x-request-id', 'content-length', 'ratelimit']);
  return [...headers]
    .map(([name, value]) => (varying.has(name) ? name : `${name}: ${value}`))
    .sort();
}

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
      const times = { known: [] as number[], unknown: [] as number[] };
      for (let i = 0; i < 12; i += 1) {
        times.known.push((await login(person.email, `wrong ${i}`)).milliseconds);
        times.unknown.push((await login(unknown(), `wrong ${i}`)).milliseconds);
      }
      const ratio = median(times.unknown) / median(times.known);
      // Without a hash for the unknown one it would be a small fraction.
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.7);
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
