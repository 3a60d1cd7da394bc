import { Client } from 'pg';
import { type Answer, ask } from '../../accounts/test/ask';
import { type Pair, startAuth, startPair } from '../test/pair';

describe('refreshing tokens', () => {
  let pair: Pair;
  let replica: Awaited<ReturnType<typeof startAuth>>;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair();
    replica = await startAuth(pair.accounts.url);
  });
  afterAll(async () => {
    await replica.stop();
    await pair.stop();
  });

  const signIn = async () => {
    count += 1;
    const given = { email: `user${count}@example.com`, password: 'a good long password' };
    return (await pair.call('POST /auth/register', given)).body;
  };
  const refresh = (refreshToken: string, url = pair.url): Promise<Answer> =>
    ask(`POST ${url}/auth/refresh`, { body: { refreshToken } });
  const letPass = async (seconds: number): Promise<void> => {
    const client = new Client({ connectionString: pair.accounts.databaseUrl });
    await client.connect();
    await client.query('UPDATE "RefreshToken" SET used_at = used_at - make_interval(secs => $1)', [
      seconds,
    ]);
    await client.end();
  };

  it('goes on and on with each successor', async () => {
    let { refreshToken } = await signIn();
    const seen = new Set<string>([refreshToken]);
    for (let i = 0; i < 5; i += 1) {
      const { status, body } = await refresh(refreshToken);
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken']);
      expect((await pair.call('GET /auth/profile', undefined, body.accessToken)).status).toBe(200);
      seen.add(body.refreshToken);
      refreshToken = body.refreshToken;
    }
    expect(seen.size).toBe(6);
  });

  it('answers ten parallel refreshes over two replicas with one successor', async () => {
    const { refreshToken } = await signIn();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => refresh(refreshToken, i % 2 ? replica.url : pair.url)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    expect((await refresh(answers[0]?.body.refreshToken)).status).toBe(200);
  });

  it('forgives a lost answer', async () => {
    const { refreshToken } = await signIn();
    const lost = await refresh(refreshToken);
    const again = await refresh(refreshToken, replica.url);
    expect(again.status).toBe(200);
    expect(again.body.refreshToken).toBe(lost.body.refreshToken);
  });

  it('ends the session, and its access tokens, when a spent token comes back', async () => {
    const { refreshToken, user } = await signIn();
    const { body } = await refresh(refreshToken);
    await letPass(11);
    expect(await refresh(refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'REFRESH_TOKEN_REUSED' },
    });
    expect(await refresh(body.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'INVALID_REFRESH_TOKEN' },
    });
    expect((await pair.data(`GET /sessions/user/${user.id}`)).body).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await pair.call('GET /auth/validate', undefined, body.accessToken)).status).toBe(401);
  });

  it('logs one session out and leaves the others alone', async () => {
    const { user, ...first } = await signIn();
    const given = { email: user.email, password: 'a good long password' };
    const second = (await pair.call('POST /auth/login', given)).body;
    await pair.call('POST /auth/logout', { refreshToken: first.refreshToken }, second.accessToken);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(second.refreshToken)).status).toBe(200);
  });

  it('never lets a session or its access tokens outlive the family', async () => {
    const short = await startAuth(pair.accounts.url, { JWT_REFRESH_EXPIRES_IN: 60 });
    const body = { email: 'short@example.com', password: 'a good long password' };
    const answer = await ask(`POST ${short.url}/auth/register`, { body });
    expect(answer.body.expiresIn).toBeLessThanOrEqual(60);
    expect((await refresh(answer.body.refreshToken, short.url)).body.expiresIn).toBeLessThanOrEqual(
      60,
    );
    await short.stop();
  });
});
