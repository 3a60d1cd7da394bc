import type { Viewer } from '@ai-finops/service-kit/viewer';
import { ask } from '../../accounts/test/ask';
import { type Pair, startPair } from '../test/pair';

const REGISTER = `mutation ($input: RegisterInput!) {
  register(input: $input) { accessToken refreshToken expiresIn user { id email name role } }
}`;
const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken expiresIn user { id email name role } }
}`;
const REFRESH = `mutation ($token: String!) {
  refreshToken(input: { refreshToken: $token }) { accessToken refreshToken expiresIn }
}`;
const VALIDATE = `query ($token: String) {
  validateToken(token: $token) { valid expiresAt user { id } }
}`;
const password = 'a good long password';

describe('auth over GraphQL', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  const graph = async (query: string, variables: object = {}, viewer: Viewer | null = null) =>
    (await pair.graph(query, variables, viewer)).body;
  const codes = (body: { errors?: { extensions: { code: string } }[] }): string[] =>
    (body.errors ?? []).map(({ extensions }) => extensions.code);
  const login = async (email: string) =>
    (await graph(LOGIN, { input: { email, password } })).data.login;

  it('answers nobody without an internal token', async () => {
    const answer = await ask(`POST ${pair.url}/graphql`, {
      body: { query: LOGIN, variables: { input: { email: 'a@example.com', password } } },
    });
    expect(codes(answer.body)).toEqual(['UNAUTHENTICATED']);
  });

  it('registers, with the client that the gateway saw', async () => {
    const input = { email: 'Graph@Example.com', password, name: 'Graph' };
    const { data } = await graph(REGISTER, { input });
    expect(data.register).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresIn: 900,
      user: { id: expect.any(String), email: 'graph@example.com', name: 'Graph', role: 'USER' },
    });
    expect((await pair.data(`GET /sessions/user/${data.register.user.id}`)).body).toMatchObject([
      { ipAddress: '198.51.100.4', userAgent: 'graph-client/1' },
    ]);
    expect(codes(await graph(REGISTER, { input }))).toEqual(['EMAIL_TAKEN']);
  });

  it('refuses what REST refuses, with the same codes and fields', async () => {
    const weak = await graph(REGISTER, {
      input: { email: 'w@example.com', password: 'password1' },
    });
    expect(weak.errors[0].extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ field: 'password' }],
    });
    const broken = await graph(REGISTER, { input: { email: 'nonsense', password } });
    expect(broken.errors[0].extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ field: 'email' }],
    });
    for (const email of ['graph@example.com', 'nobody@example.com']) {
      const body = await graph(LOGIN, { input: { email, password: 'wrong password' } });
      expect(body.errors).toMatchObject([
        { message: 'Wrong address or password', extensions: { code: 'INVALID_CREDENTIALS' } },
      ]);
    }
    expect(codes(await graph(REFRESH, { token: 'x' }))).toEqual(['INVALID_REFRESH_TOKEN']);
  });

  it('refreshes and logs out by refresh token', async () => {
    const { refreshToken } = await login('graph@example.com');
    const { data } = await graph(REFRESH, { token: refreshToken });
    expect(data.refreshToken.refreshToken).not.toBe(refreshToken);
    const token = data.refreshToken.refreshToken;
    const logout = 'mutation ($t: String!) { logout(input: { refreshToken: $t }) }';
    expect(await graph(logout, { t: token })).toEqual({ data: { logout: true } });
    expect(await graph(logout, { t: token })).toEqual({ data: { logout: true } });
    expect(codes(await graph(REFRESH, { token }))).toEqual(['INVALID_REFRESH_TOKEN']);
  });

  it('logs the viewer’s own session out, and asks an anonymous one for a token', async () => {
    const { accessToken, refreshToken, user } = await login('graph@example.com');
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString());
    const viewer = { id: user.id, role: 'USER', sessionId: claims.sid } as const;
    expect(codes(await graph('mutation { logout }'))).toEqual(['UNAUTHENTICATED']);
    expect(await graph('mutation { logout }', {}, viewer)).toEqual({ data: { logout: true } });
    expect(codes(await graph(REFRESH, { token: refreshToken }))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect((await graph(VALIDATE, { token: accessToken })).data.validateToken.valid).toBe(false);
  });

  it('validates the token given, else says who asks', async () => {
    const { accessToken, user } = await login('graph@example.com');
    expect((await graph(VALIDATE, { token: accessToken })).data.validateToken).toEqual({
      valid: true,
      expiresAt: expect.any(Number),
      user: { id: user.id },
    });
    for (const token of ['nonsense', '', accessToken.slice(0, -3)]) {
      expect((await graph(VALIDATE, { token })).data.validateToken).toEqual({
        valid: false,
        expiresAt: null,
        user: null,
      });
    }
    const viewer = { id: user.id, role: 'USER', sessionId: 's' } as const;
    expect((await graph(VALIDATE, {}, viewer)).data.validateToken).toMatchObject({
      valid: true,
      user: { id: user.id },
    });
    expect((await graph(VALIDATE)).data.validateToken.valid).toBe(false);
  });
});
