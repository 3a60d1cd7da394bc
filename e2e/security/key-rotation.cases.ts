import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ServiceName } from '@ai-finops/testkit';
import { type Pair, part, type World } from './world';

/** Several services start anew in each test. */
const TIMEOUT_MS = 300_000;

/** A new key for ES256, as a JWK with its private member. */
const newKey = (kid: string) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'ES256',
});
const publicPart = ({ d: _, ...members }: ReturnType<typeof newKey>) => members;

/** OP-05: keys change while everybody stays signed in. Restarts services, so nothing may follow but a look at what is left. */
export function keyRotation(world: () => World): void {
  describe('keys of access tokens', () => {
    /** Restarts services with other variables, as an operator would. */
    const restart = async (
      names: readonly ServiceName[],
      environment: Readonly<Record<string, string>>,
    ): Promise<void> => {
      const { services, environment: own } = world().platform;
      Object.assign(own, environment);
      await Promise.all(names.map((name) => services.stop(name, 'SIGINT')));
      await services.start(names);
    };
    const kidOf = ({ accessToken }: Pair): unknown => part(accessToken, 0).kid;
    const refreshed = async ({ refreshToken }: Pair): Promise<Pair> =>
      world().pair(await world().refresh(refreshToken));
    const expectTaken = async ({ accessToken: token }: Pair): Promise<void> => {
      const validation = await world().rest('auth', 'GET /auth/validate', { token });
      expect([await world().access(token), validation.status]).toEqual([200, 200]);
    };
    /** By finops too, which verifies access tokens by itself. */
    const expectTakenEverywhere = async (pair: Pair): Promise<void> => {
      await expectTaken(pair);
      const { accessToken: token } = pair;
      expect((await world().rest('finops', 'GET /imports', { token })).status).toBe(200);
    };

    it(
      'OP-05 replaces the secret, and nobody is signed out meanwhile',
      async () => {
        const person = await world().newcomer();
        const waiting = await world().login(person.email, person.password);
        const secret = randomBytes(48).toString('base64url');
        const rotated = {
          JWT_SECRET: secret,
          JWT_SECRET_PREVIOUS: world().platform.secrets.JWT_SECRET,
        };
        world().spoken.add(secret);
        await restart(['gateway', 'finops'], rotated);
        // Auth still signs with the old one.
        await expectTakenEverywhere(person);
        const between = await refreshed(person);
        expect(kidOf(between)).toBe(kidOf(person));
        await expectTakenEverywhere(between);
        await restart(['auth'], rotated);
        for (const pair of [between, waiting]) await expectTakenEverywhere(pair);
        const after = await refreshed(between);
        expect(kidOf(after)).not.toBe(kidOf(person));
        await expectTakenEverywhere(after);
        await expectTakenEverywhere(await refreshed(waiting));
      },
      TIMEOUT_MS,
    );

    it(
      'OP-05 turns a ring of two keys, and both are published while both hold',
      async () => {
        const [first, second] = [newKey('first'), newKey('second')];
        for (const { d } of [first, second]) world().spoken.add(d ?? '');
        const both = JSON.stringify({ keys: [publicPart(first), publicPart(second)] });
        await restart(['gateway', 'auth'], {
          JWT_PUBLIC_KEYS: both,
          JWT_KEYS: JSON.stringify({ keys: [first] }),
        });
        const person = await world().newcomer();
        expect(kidOf(person)).toBe('first');
        await expectTaken(person);
        await restart(['auth'], { JWT_KEYS: JSON.stringify({ keys: [second, first] }) });
        await expectTaken(person);
        const after = await refreshed(person);
        expect(kidOf(after)).toBe('second');
        await expectTaken(after);
        const { body } = await world().rest('gateway', 'GET /.well-known/jwks.json');
        const { keys } = body as { keys: Record<string, unknown>[] };
        expect(keys.map(({ kid }) => kid)).toEqual(['second', 'first']);
        for (const key of keys) expect(Object.keys(key)).not.toContain('d');
      },
      TIMEOUT_MS,
    );
  });
}
