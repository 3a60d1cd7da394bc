import { signInternalToken } from '@ai-finops/service-kit/internal-token';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { encode, forge, hmac } from './tokens';
import { type Answer, codes, type Person, type World } from './world';

const SUBGRAPHS = ['accounts', 'auth', 'finops', 'assistant'] as const;
type Subgraph = (typeof SUBGRAPHS)[number];

/** FD: subgraphs are reached through the gateway only. */
export function subgraphDoor(world: () => World): void {
  describe('the door of a subgraph', () => {
    let user: Person;
    let other: Person;
    beforeAll(async () => {
      user = await world().newcomer();
      other = await world().newcomer();
    });

    const secret = (): string => world().platform.secrets.INTERNAL_TOKEN_SECRET;
    const context = (viewer: RequestContext['viewer']): RequestContext => ({
      viewer,
      client: { ip: null, userAgent: null },
      requestId: 'security-suite',
    });
    const asUser = (): RequestContext =>
      context({ id: user.id, role: 'USER', sessionId: 'of-this-suite' });
    const knock = (
      name: Subgraph,
      token: string | undefined,
      query = '{ _service { sdl } }',
      variables: object = {},
    ): Promise<Answer> =>
      world().rest(name, 'POST /graphql', {
        body: { query, variables },
        headers: token === undefined ? {} : { 'x-internal-token': token },
      });

    it.each(SUBGRAPHS)('FD-01 %s answers a fresh internal token for itself only', async (name) => {
      const good = signInternalToken(secret(), name, asUser());
      expect((await knock(name, good)).status).toBe(200);
      const [head = '', body = ''] = good.split('.');
      const header = JSON.parse(Buffer.from(head, 'base64url').toString());
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
      const now = Math.floor(Date.now() / 1000);
      expect(claims.exp - now).toBeLessThanOrEqual(60);
      const another = SUBGRAPHS.find((candidate) => candidate !== name) ?? 'auth';
      const wrong = [
        undefined,
        '',
        'trusted',
        user.accessToken,
        world().platform.secrets.DATABASE_SERVICE_TOKEN,
        signInternalToken(secret(), another, asUser()),
        signInternalToken(world().platform.secrets.JWT_SECRET, name, asUser()),
        forge(header, { ...claims, exp: now - 1 }, hmac(secret())),
        forge({ ...header, alg: 'none' }, claims, () => ''),
        `${encode({ ...header, alg: 'none' })}.${body}.`,
        `${head}.${encode({ ...claims, viewer: { ...claims.viewer, role: 'SUPER_ADMIN' } })}.x`,
        `${head}.${encode('{')}.${hmac(secret())(`${head}.${encode('{')}`)}`,
      ];
      for (const token of wrong) {
        const answer = await knock(name, token);
        expect([token, answer.status]).toEqual([token, 401]);
        expect(answer.text).not.toContain('type ');
      }
      const bearer = await world().rest(name, 'POST /graphql', {
        token: user.accessToken,
        body: { query: '{ _service { sdl } }' },
      });
      expect(bearer.status).toBe(401);
    });

    it('FD-02 has neither _entities nor _service at the gateway', async () => {
      for (const query of [
        '{ _service { sdl } }',
        '{ _entities(representations: []) { __typename } }',
      ]) {
        const answer = await world().graph(query, {}, { token: user.accessToken });
        expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      }
    });

    it('FD-02 authorises references like anything else, and survives bad ones', async () => {
      const entities = `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { __typename ... on User { id email } }
      }`;
      const representations = [
        { __typename: 'User', id: user.id },
        { __typename: 'User', id: other.id },
        { __typename: 'User', id: 'absent' },
      ];
      const token = (): string => signInternalToken(secret(), 'accounts', asUser());
      const answer = await knock('accounts', token(), entities, { representations });
      expect(answer.text).toContain(user.email);
      expect(answer.text).not.toContain(other.email);
      const odd = [
        { __typename: 'User' },
        { __typename: 'User', id: null },
        { __typename: 'User', id: { $ne: null } },
        { __typename: 'User', id: 'a\0b' },
        { __typename: 'User', id: 'x'.repeat(10_000) },
      ];
      // No reference at all: the gateway never sends one, and nobody else gets here.
      const broken = [{ __typename: 'Nobody', id: user.id }, { id: user.id }, 'User', null];
      for (const one of [...odd, ...broken]) {
        const refused = await knock('accounts', token(), entities, { representations: [one] });
        expect(refused.status).toBeLessThan(500);
        if (odd.some((reference) => reference === one)) {
          expect([one, codes(refused)]).not.toEqual([one, ['INTERNAL']]);
        }
        expect(refused.text).not.toMatch(/node_modules|stack|prisma/i);
      }
      expect((await knock('accounts', token(), entities, { representations })).status).toBe(200);
    });
  });
}
