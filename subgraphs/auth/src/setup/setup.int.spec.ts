import { type Pair, startAuth, startPair } from '../../test/pair';

const SETUP_TOKEN = 'setup-token-of-this-test-run-only-0123456789';
const MUTATION = `mutation ($input: SetupInput!) {
  setup(input: $input) { accessToken user { email role } }
}`;

describe('setting an installation up', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await startPair({ SETUP_TOKEN });
  });
  afterAll(() => pair.stop());

  const account = (name: string, token = SETUP_TOKEN) => ({
    token,
    email: `${name}@example.com`,
    password: 'correct horse battery',
  });

  it('is refused without the operator’s token, over REST and GraphQL alike', async () => {
    for (const token of ['', 'x', `${SETUP_TOKEN}x`]) {
      const answer = await pair.call('POST /auth/setup', account('wrong', token));
      expect([answer.status, answer.body.code]).toEqual([403, 'INVALID_SETUP_TOKEN']);
      const { body } = await pair.graph(MUTATION, { input: account('wrong', token) });
      expect(body.errors[0].extensions.code).toBe('INVALID_SETUP_TOKEN');
    }
    expect((await pair.data('GET /users/email/wrong@example.com')).status).toBe(404);
  });

  it('is refused where no token is configured, and after the token’s time', async () => {
    const attempts = [{ SETUP_TOKEN: undefined }, { SETUP_TOKEN, SETUP_TOKEN_EXPIRES_IN: 0 }];
    for (const settings of attempts) {
      const auth = await startAuth(pair.accounts.url, settings);
      const answer = await fetch(`${auth.url}/auth/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(account('late')),
      });
      expect(answer.status).toBe(403);
      await auth.stop();
    }
  });

  it('refuses a bad password like a registration does', async () => {
    const body = { ...account('weak'), password: 'password' };
    expect((await pair.call('POST /auth/setup', body)).status).toBe(422);
  });

  it('makes one SUPER_ADMIN, also of ten at once, and never another', async () => {
    expect((await pair.data('GET /internal/setup')).body).toEqual({ done: false });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => pair.call('POST /auth/setup', account(`boss${i}`))),
    );
    // The bounded queue of hashes may shed some; the winner is one all the same.
    const done = answers.filter(({ status }) => status === 201);
    expect(done).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect(['SETUP_DONE', 'TOO_MANY_REQUESTS']).toContain(body.code);
    }
    expect(done[0]?.body.user.role).toBe('SUPER_ADMIN');
    expect((await pair.data('GET /internal/setup')).body).toEqual({ done: true });
    const again = await pair.call('POST /auth/setup', account('again'));
    expect([again.status, again.body.code]).toEqual([409, 'SETUP_DONE']);
    const graph = await pair.graph(MUTATION, { input: account('again') });
    expect(graph.body.errors[0].extensions.code).toBe('SETUP_DONE');
    const profile = await pair.call('GET /auth/profile', undefined, done[0]?.body.accessToken);
    expect(profile.body).toMatchObject({ role: 'SUPER_ADMIN' });
  });

  it('leaves registration what it was: a USER, whatever is asked for', async () => {
    const { body } = await pair.call('POST /auth/register', {
      email: 'later@example.com',
      password: 'correct horse battery',
      role: 'SUPER_ADMIN',
    });
    expect(body.user.role).toBe('USER');
  });
});
