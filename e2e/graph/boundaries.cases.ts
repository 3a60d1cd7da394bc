import { type Client, costs, me } from '@ai-finops/sdk';
import type { ServiceName, TestPlatform } from '@ai-finops/testkit';
import { type SignedIn, signedIn } from '../signed-in';

interface Answer {
  readonly status: number;
  readonly body: { errors?: { message: string; extensions?: { code?: string } }[]; data?: unknown };
}

export function boundaries(running: () => TestPlatform): void {
  describe('the edges of the platform', () => about(running));
}

function about(running: () => TestPlatform): void {
  let platform: TestPlatform;
  let user: SignedIn;

  beforeAll(async () => {
    platform = running();
    user = await signedIn(platform);
  });

  const post = async (
    service: ServiceName,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${platform.url(service)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };

  const ME = JSON.stringify({ query: '{ me { email } }' });

  it.each<ServiceName>(['accounts', 'auth', 'finops', 'assistant'])(
    '%s answers nobody but the gateway',
    async (service) => {
      const token = (await user.session.load())?.accessToken;
      const bodies = [ME, JSON.stringify({ query: '{ _service { sdl } }' })];
      for (const body of bodies) {
        const answer = await post(service, body, { authorization: `Bearer ${token}` });
        expect(answer.status).toBe(401);
        expect(answer.body.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
      }
    },
  );

  it('the gateway shows neither _entities nor _service', async () => {
    for (const query of [
      '{ _service { sdl } }',
      '{ _entities(representations: []) { __typename } }',
    ]) {
      const { body } = await post('gateway', JSON.stringify({ query }));
      expect(body.errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['a forged token', 'eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJ4In0.'],
  ])('the gateway refuses %s with 401', async (_, token) => {
    const answer = await post('gateway', ME, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(401);
    expect(answer.body.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('says who must sign in, and keeps what does not need it', async () => {
    const query = '{ me { email } validateToken(token: "x") { valid } }';
    const { body } = await post('gateway', JSON.stringify({ query }));
    expect(body).toMatchObject({
      data: { me: null, validateToken: { valid: false } },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it.each([
    ['JSON that ends too early', '{"query": "{ me'],
    ['text', 'hello'],
    ['an empty body', ''],
  ])('the gateway answers %s with 400', async (_, body) => {
    const response = await fetch(`${platform.url('gateway')}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/ at |node_modules/);
  });

  it('names the field of a question that makes no sense', async () => {
    const period = { from: '2026-02-01', to: '2026-01-01' };
    await expect(costs(user.client, { input: { period } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: ['costs'], extensions: { field: expect.stringContaining('period') } }],
    });
  });

  it('ends access within five seconds of a logout', async () => {
    const { client, session } = await signedIn(platform);
    const tokens = await session.load();
    const { me: before } = await me(client, {});
    expect(before?.sessions).toHaveLength(1);
    await client.request('mutation ($t: String!) { logout(input: { refreshToken: $t }) }', {
      t: tokens?.refreshToken,
    });
    const refused = await refusedWithin(client, 5_000);
    expect(refused).toBe(true);
  });

  const refusedWithin = async (client: Client, milliseconds: number): Promise<boolean> => {
    for (const end = Date.now() + milliseconds; Date.now() < end; ) {
      const answer = await me(client, {}).catch((error: { code: string }) => error.code);
      if (typeof answer === 'string') return true;
      await new Promise((done) => setTimeout(done, 100));
    }
    return false;
  };

  it('tells the health of every service', async () => {
    const response = await fetch(`${platform.url('gateway')}/health`);
    expect(response.status).toBe(200);
    const { services } = (await response.json()) as {
      services: Record<string, { status: string }>;
    };
    expect(Object.keys(services).sort()).toEqual(['accounts', 'assistant', 'auth', 'finops']);
    expect(new Set(Object.values(services).map(({ status }) => status))).toEqual(new Set(['up']));
  });
}
