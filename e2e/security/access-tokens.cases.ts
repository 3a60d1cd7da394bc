import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encode, forge, hmac, rsa } from './tokens';
import { codes, type Person, part, type World } from './world';

/** TK: what an access token must be, and everything that must not pass for one. */
export function accessTokens(world: () => World): void {
  describe('access tokens', () => {
    let person: Person;
    let header: Readonly<Record<string, unknown>>;
    let claims: Readonly<Record<string, unknown>>;
    const now = (): number => Math.floor(Date.now() / 1000);
    const secret = (): string => world().platform.secrets.JWT_SECRET;

    beforeAll(async () => {
      person = await world().newcomer();
      header = part(person.accessToken, 0);
      claims = part(person.accessToken, 1);
    });

    /** Refused with 401 by every door that takes a user's token. */
    const refused = async (token: string): Promise<void> => {
      const graph = await world().graph('{ me { id } }', {}, { token });
      expect([graph.status, codes(graph)]).toEqual([
        401,
        [expect.stringMatching(/^(UNAUTHENTICATED|TOKEN_EXPIRED)$/)],
      ]);
      const doors = [
        world().rest('gateway', 'GET /auth/profile', { token }),
        world().rest('auth', 'GET /auth/profile', { token }),
        world().rest('auth', 'GET /auth/validate', { token }),
        world().rest('finops', 'POST /uploads', { token }),
      ];
      const answers = await Promise.all(doors);
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    };

    it('TK-01 refuses a token without a signature algorithm, however "none" is written', async () => {
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null]) {
        const input = `${encode({ ...header, alg })}.${encode(claims)}`;
        await refused(`${input}.`);
        await refused(`${input}.${person.accessToken.split('.')[2]}`);
      }
    });

    it('TK-02 refuses stripped, zero, foreign and shortened signatures, and changed claims', async () => {
      const [head = '', body = '', signature = ''] = person.accessToken.split('.');
      const promoted = encode({ ...claims, role: 'SUPER_ADMIN' });
      const variants = [
        `${head}.${body}`,
        `${head}.${body}.`,
        `${head}.${body}.${encode('\0'.repeat(32))}`,
        `${head}.${body}.${signature.slice(0, -6)}`,
        `${head}.${promoted}.${signature}`,
        `${head}.${body}.${signature}.${signature}`,
        // Not base64url: the same bytes in another alphabet, padded, or with a blank inside.
        `${head}.${body}.${signature}=`,
        `${head}.${body}.+${signature.slice(1)}`,
        forge(header, claims, hmac('another-secret-that-is-long-enough-for-it')),
        // A longer hash under the same secret is not this key's algorithm.
        forge({ ...header, alg: 'HS512' }, claims, hmac(secret(), 'sha512')),
      ];
      for (const token of variants) await refused(token);
    });

    it('TK-04 refuses a token signed with the public key as HMAC secret', async () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      await refused(forge(header, claims, hmac(publicKey)));
      await refused(forge({ ...header, alg: 'RS256' }, claims, rsa(privateKey)));
      await refused(forge({ ...header, alg: 'RS256' }, claims, hmac(secret())));
    });

    describe('with keys that the token brings along', () => {
      let canary: Server;
      let visits = 0;
      let address: string;

      beforeAll(async () => {
        canary = createServer((_request, response) => {
          visits += 1;
          response.end('{"keys":[]}');
        });
        await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
        address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/keys`;
      });
      afterAll(() => canary.close());

      it('TK-05 ignores jwk, jku and x5u, and fetches none of them', async () => {
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
        const jwk = publicKey.export({ format: 'jwk' });
        const own = 'a-secret-that-the-token-brings-with-itself';
        const oct = { kty: 'oct', k: encode(own) };
        await refused(forge({ ...header, alg: 'RS256', jwk }, claims, rsa(pem)));
        await refused(forge({ ...header, jwk: oct }, claims, hmac(own)));
        await refused(forge({ ...header, jku: address }, claims, hmac(own)));
        await refused(forge({ ...header, alg: 'RS256', x5u: address }, claims, rsa(pem)));
        expect(visits).toBe(0);
      });
    });

    it('TK-06 takes kid for nothing but a name', async () => {
      const kids = [
        '../../../../dev/null',
        "x' UNION SELECT 'key' --",
        'key | id',
        '',
        'a'.repeat(4_000),
        null,
        7,
      ];
      for (const kid of kids) {
        await refused(forge({ ...header, kid }, claims, hmac('')));
        await refused(forge({ ...header, kid }, claims, hmac(encode('\0'))));
      }
    });

    it('TK-08 gives tokens at most 900 seconds, and enforces exp and nbf', async () => {
      const { exp, iat } = claims as { exp: number; iat: number };
      expect(exp - iat).toBeLessThanOrEqual(900);
      expect(exp - iat).toBeGreaterThan(0);
      const { exp: _, ...endless } = claims;
      const wrong = [
        endless,
        { ...claims, iat: now() - 1_000, exp: now() - 100 },
        { ...claims, exp: 'never' },
        { ...claims, iat: now(), exp: now() + 86_400 },
        { ...claims, iat: now() - 86_400, exp: now() + 60 },
        { ...claims, nbf: now() + 600 },
      ];
      for (const changed of wrong) await refused(forge(header, changed, hmac(secret())));
    });

    it('TK-09 checks issuer and audience', async () => {
      expect(claims).toMatchObject({ iss: expect.any(String), aud: expect.anything() });
      const { iss: _iss, ...withoutIssuer } = claims;
      const { aud: _aud, ...withoutAudience } = claims;
      const wrong = [
        withoutIssuer,
        withoutAudience,
        { ...claims, iss: 'https://issuer.example' },
        { ...claims, aud: 'another-platform' },
      ];
      for (const changed of wrong) await refused(forge(header, changed, hmac(secret())));
    });

    it('TK-10 takes no other kind of token for an access token', async () => {
      expect(header).toMatchObject({ typ: 'at+jwt' });
      const { typ: _, ...untyped } = header;
      for (const other of [untyped, { ...header, typ: 'JWT' }, { ...header, typ: 'rt+jwt' }]) {
        await refused(forge(other, claims, hmac(secret())));
      }
      await refused(person.refreshToken);
      await refused(world().platform.secrets.DATABASE_SERVICE_TOKEN);
      // An access token is no refresh token, and no service credential either.
      expect((await world().refresh(person.accessToken)).status).toBe(401);
      const asService = { token: person.accessToken };
      expect((await world().rest('accounts', 'GET /users', asService)).status).toBe(401);
    });

    it('TK-11 names the holder by id, with a session and a unique id, and nothing personal', async () => {
      expect(claims).toMatchObject({
        sub: person.id,
        sid: expect.stringMatching(/^\S{8,}$/),
        jti: expect.stringMatching(/^\S{16,}$/),
      });
      const text = JSON.stringify([header, claims]);
      expect(text).not.toContain(person.email);
      expect(text).not.toMatch(/password|hash|secret|email|name/i);
      const again = await world().login(person.email, person.password);
      expect(part(again.accessToken, 1).jti).not.toBe(claims.jti);
      expect(part(again.accessToken, 1).sid).not.toBe(claims.sid);
    });

    it('TK-12 publishes no secret key', async () => {
      for (const service of ['auth', 'gateway'] as const) {
        const answer = await world().rest(service, 'GET /.well-known/jwks.json');
        expect([200, 404]).toContain(answer.status);
        const { keys = [] } = (answer.body ?? {}) as { keys?: Record<string, unknown>[] };
        const kids = keys.map(({ kid }) => kid);
        expect(new Set(kids).size).toBe(kids.length);
        // A symmetric installation has no public key to show.
        expect(keys.filter(({ kty, d, k }) => kty === 'oct' || d || k)).toEqual([]);
        expect(answer.text).not.toContain(secret());
      }
    });

    it('TK-14 reads the role from the store: a demotion ends the tokens of before', async () => {
      const admin = await world().member('ADMIN');
      const users = '{ users(first: 1) { totalCount } }';
      const allowed = await world().graph(users, {}, { token: admin.accessToken });
      expect(codes(allowed)).toEqual([]);
      await world().data(`PUT /users/${admin.id}`, { role: 'USER' });
      await world().timeToRefusal(admin.accessToken);
      const after = world().pair(await world().refresh(admin.refreshToken));
      const denied = await world().graph(users, {}, { token: after.accessToken });
      expect(codes(denied)).toEqual(['FORBIDDEN']);
      // A forged role in a token that is signed with the real secret still has no session behind it.
      const forged = { ...claims, role: 'SUPER_ADMIN', sub: randomUUID(), sid: randomUUID() };
      const token = forge(header, forged, hmac(secret()));
      const stranger = await world().graph('{ me { id } }', {}, { token });
      expect((stranger.body as { data?: { me?: unknown } }).data?.me ?? null).toBeNull();
    });

    it('TK-16 answers malformed credentials with 401, and takes no token from an address', async () => {
      const malformed = [
        'Bearer',
        'Bearer ',
        'Bearer a b',
        'Bearer ..',
        'Bearer \u00e9',
        `Bearer ${'a'.repeat(7_000)}`,
        'Basic dXNlcjpwYXNz',
        `Token ${person.accessToken}`,
        person.accessToken,
        `Bearer ${encode('{')}.${encode('{')}.x`,
        `Bearer ${encode('null')}.${encode('null')}.x`,
      ];
      for (const authorization of malformed) {
        const headers = { authorization };
        const graph = await world().graph('{ me { id } }', {}, { headers });
        const profile = await world().rest('auth', 'GET /auth/profile', { headers });
        expect([authorization, graph.status, profile.status]).toEqual([authorization, 401, 401]);
      }
      const query = `access_token=${person.accessToken}&token=${person.accessToken}`;
      for (const service of ['gateway', 'auth'] as const) {
        const answer = await world().rest(service, `GET /auth/profile?${query}`);
        expect(answer.status).toBe(401);
      }
    });
  });
}
