import { Refresher } from './refresh';

const session = (refreshToken: string) => ({
  accessToken: 'a',
  refreshToken,
  refreshAt: 0,
  expiresAt: 0,
});
const tokens = (n: number) => ({ accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn: 900 });

describe('the exchange of tokens', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('happens once for requests with the same cookie, also just after it', async () => {
    let exchanges = 0;
    const refresher = new Refresher(async () => tokens(++exchanges));
    const both = await Promise.all([1, 2].map(() => refresher.refresh(session('r0'))));
    expect(both[0]).toBe(both[1]);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(await refresher.refresh(session('r0'))).toBe(both[0]);
    expect(exchanges).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await refresher.refresh(session('r0'));
    expect(exchanges).toBe(2);
  });

  it('is separate for each session', async () => {
    const seen: string[] = [];
    const refresher = new Refresher(async (token) => {
      seen.push(token);
      return tokens(1);
    });
    await Promise.all(['r1', 'r2'].map((token) => refresher.refresh(session(token))));
    expect(seen).toEqual(['r1', 'r2']);
  });

  it('tells a session that ended from an issuer that does not answer, and asks that one again', async () => {
    const answers = [() => Promise.reject(new Error('no route')), async () => undefined];
    const refresher = new Refresher(() => (answers.shift() ?? (() => Promise.reject()))());
    expect(await refresher.refresh(session('r0'))).toEqual({ kind: 'unavailable' });
    expect(await refresher.refresh(session('r0'))).toEqual({ kind: 'ended' });
  });
});
