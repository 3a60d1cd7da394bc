import { randomUUID } from 'node:crypto';
import { type Answer, type Person, part, type World } from './world';

/** bcrypt of the password itself, as of before there was an HMAC: cost 10. */
const OLD_PASSWORD = 'a pass phrase of years ago';
const OLD_HASH = '$2b$10$We.lgsjABDivScYcxirlCOfI6ua5gbCxsVfgxMbxSp1pRwrX3kTU6';

/** PW: which passwords are taken, and what becomes of them. */
export function passwords(world: () => World): void {
  describe('passwords', () => {
    let person: Person;
    beforeAll(async () => {
      person = await world().newcomer();
    });

    const register = async (password: string, email = `pw-${randomUUID()}@example.com`) => {
      const answer = await world().rest('gateway', 'POST /auth/register', {
        body: { email, password },
      });
      if (answer.status === 201) {
        world().pair(answer);
        world().spoken.add(password);
      }
      return { email, answer };
    };
    const login = (email: string, password: string): Promise<Answer> =>
      world().rest('gateway', 'POST /auth/login', { body: { email, password } });
    const expectRefused = ({ answer }: { answer: Answer }): void => {
      expect([answer.status, (answer.body as { code?: string }).code]).toEqual([
        422,
        'VALIDATION_FAILED',
      ]);
    };

    const hashOf = async (email: string): Promise<string> => {
      const { body } = await world().data('POST /internal/credentials', { email });
      return (body as { passwordHash: string }).passwordHash;
    };

    it('PW-01 refuses fewer than eight characters, counted as people count them', async () => {
      for (const password of ['', 'a', 'qzxwvkj', '🦜🦉🐓🦆🦢🦚🦃']) {
        expectRefused(await register(password));
      }
      expect((await register('qzxwvkjp')).answer.status).toBe(201);
    });

    it('PW-02 asks for no mixture of characters', async () => {
      for (const password of ['verdant umbrella coastline', '8201746395028', 'zzkqvwyxpjmh']) {
        expect((await register(password)).answer.status).toBe(201);
      }
    });

    it('PW-03 refuses common passwords, one’s own address and the name of the product', async () => {
      for (const password of ['password', '12345678', 'password123', 'iloveyou1', 'ai-finops']) {
        expectRefused(await register(password));
      }
      const name = `longname${randomUUID().slice(0, 8)}`;
      const email = `${name}@example.com`;
      expectRefused(await register(email, email));
      expectRefused(await register(name, email));
    });

    it('PW-04 takes 64 characters and more, blanks and any script', async () => {
      for (const password of [
        'correct horse battery staple '.repeat(4),
        'пароль на русском языке',
        '密码短语很长而且安全',
        '🦜'.repeat(64),
      ]) {
        const { email, answer } = await register(password);
        expect(answer.status).toBe(201);
        expect((await login(email, password)).status).toBe(200);
      }
    });

    it('PW-05 verifies every byte, exactly as sent', async () => {
      const password = `  Mixed Case ${'a'.repeat(80)}é  `;
      const { email } = await register(password);
      const others = [
        password.trim(),
        password.toLowerCase(),
        password.normalize('NFD'),
        // Beyond the 72 bytes that bcrypt alone would look at.
        password.slice(0, 72),
        `${password.slice(0, -3)}x${password.slice(-2)}`,
        `${password}\0`,
        `${password}\0tail`,
      ];
      for (const other of others) expect((await login(email, other)).status).toBe(401);
      expect((await login(email, password)).status).toBe(200);
      const nul = await register('before\0after and more');
      if (nul.answer.status === 201) {
        expect((await login(nul.email, 'before')).status).toBe(401);
        expect((await login(nul.email, 'before\0after and less')).status).toBe(401);
      } else expectRefused(nul);
    });

    it('PW-07 keeps a salted bcrypt hash of the configured cost', async () => {
      const password = 'the same pass phrase twice';
      const [first, second] = [await register(password), await register(password)];
      const hashes = [await hashOf(first.email), await hashOf(second.email)];
      for (const hash of hashes) {
        const cost = Number(/\$2b\$(\d\d)\$/.exec(hash)?.[1]);
        expect(cost).toBeGreaterThanOrEqual(10);
        expect(hash).not.toContain(password);
      }
      expect(hashes[0]).not.toBe(hashes[1]);
    });

    it('PW-07 replaces an older kind of hash at the next login', async () => {
      const { email, answer } = await register('a pass phrase of today');
      const { user } = answer.body as { user: { id: string } };
      const put = await world().data(`PUT /users/${user.id}`, { password: OLD_HASH });
      expect(put.status).toBe(200);
      expect((await login(email, `${OLD_PASSWORD} `)).status).toBe(401);
      expect(await hashOf(email)).toBe(OLD_HASH);
      expect((await login(email, OLD_PASSWORD)).status).toBe(200);
      expect(await hashOf(email)).toMatch(/^hmac-sha384\$2b\$1\d\$/);
      expect((await login(email, OLD_PASSWORD)).status).toBe(200);
    });

    it('PW-09 answers neither password nor hash, anywhere', async () => {
      const { email, password } = person;
      const again = await login(email, password);
      const { accessToken: token } = world().pair(again);
      const { sid } = part(token, 1);
      const answers = [
        again,
        await world().rest('auth', 'GET /auth/profile', { token }),
        await world().data(`GET /users/${person.id}`),
        await world().data(`GET /users/email/${email}`),
        await world().data('GET /users?limit=50'),
        await world().data(`GET /sessions/user/${person.id}`),
        await world().graph('{ me { id email name role sessions { id } } }', {}, { token }),
        (await register('short', email)).answer,
        await login(email, `${password}x`),
      ];
      for (const { text } of answers) {
        expect(text).not.toContain(password);
        expect(text).not.toMatch(/\$2[aby]\$|hmac-sha/);
        expect(text).not.toMatch(/"password(Hash)?":/);
      }
      expect(sid).toBeTruthy();
    });
  });
}
