import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { signAccessToken } from '@ai-finops/service-kit/access-token';
import type { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { KnownTokens } from './known-tokens';

const keys = new AccessKeys({ JWT_SECRET: 'k'.repeat(32) });
const VIEWER = { id: 'user-1', role: 'USER', sessionId: 'session-1' } as const;

describe('tokens that are known', () => {
  const start = Math.floor(Date.now() / 1_000);
  let now: number;
  let tokens: KnownTokens;
  beforeEach(() => {
    now = start;
    tokens = new KnownTokens(keys, { now: () => now } as RevocationList);
  });
  const token = () => signAccessToken(keys, VIEWER, 60, start);

  it('say the same as when they came first', () => {
    const [one, other] = [token(), token()];
    const first = tokens.verify(one);
    expect(first.viewer).toEqual(VIEWER);
    expect([tokens.verify(one), tokens.verify(other)]).toEqual([first, first]);
  });

  it('end all the same', () => {
    const one = token();
    tokens.verify(one);
    now += 120;
    expect(() => tokens.verify(one)).toThrow(expect.objectContaining({ code: 'TOKEN_EXPIRED' }));
  });

  it('are no help to one that is nearly the same', () => {
    const one = token();
    tokens.verify(one);
    const nearly = `${one.slice(0, -2)}${one.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const odd of [nearly, one.slice(0, -1), `${one}A`, one.toUpperCase(), '']) {
      for (let nth = 0; nth < 2; nth += 1) {
        expect(() => tokens.verify(odd)).toThrow(
          expect.objectContaining({ code: 'UNAUTHENTICATED' }),
        );
      }
    }
  });
});
