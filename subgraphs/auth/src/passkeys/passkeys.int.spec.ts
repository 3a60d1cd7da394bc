import { seedOf } from '../../../accounts/test/seed';
import { SoftwareAuthenticator, type Whims } from '../../test/authenticator';
import { type Pair, startPair } from '../../test/pair';

const password = 'a good long password';

describe('passkeys', () => {
  let pair: Pair;
  let count = 0;

  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair.stop());

  async function account() {
    count += 1;
    const email = `passkey-${count}@example.com`;
    const { accessToken, user } = (await pair.call('POST /auth/register', { email, password }))
      .body;
    return { email, accessToken: accessToken as string, userId: user.id as string };
  }
  const begin = async (accessToken: string) =>
    (await pair.call('POST /auth/passkeys/options', { password }, accessToken)).body;
  async function owner() {
    const own = await account();
    const device = new SoftwareAuthenticator();
    const response = device.create(await begin(own.accessToken));
    const added = await pair.call(
      'POST /auth/passkeys',
      { name: 'Phone', response },
      own.accessToken,
    );
    expect(added.status).toBe(201);
    return { ...own, device, passkeyId: added.body.id as string };
  }
  const challenge = async () => (await pair.call('POST /auth/login/passkey/options')).body;
  const login = (response: unknown) => pair.call('POST /auth/login/passkey', { response });
  const refused = (status: number, code: string) => ({ status, body: { code } });

  it('are asked of the browser as discoverable, verified by their user, and not known already', async () => {
    const { accessToken, device } = await owner();
    const options = await begin(accessToken);
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'AI-FinOps' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: device.credentialId.toString('base64url') }],
    });
    expect(await challenge()).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect((await challenge()).allowCredentials ?? []).toEqual([]);
  });

  it('sign in by themselves, over REST and GraphQL, and remember it', async () => {
    const { email, accessToken, device } = await owner();
    const first = await login(device.get(await challenge()));
    expect(first).toMatchObject({
      status: 200,
      body: { accessToken: expect.any(String), refreshToken: expect.any(String), user: { email } },
    });
    const begun = await pair.graph('mutation { beginPasskeyLogin }');
    const document = `mutation ($input: LoginWithPasskeyInput!) { loginWithPasskey(input: $input) { user { email } } }`;
    const response = device.get(begun.body.data.beginPasskeyLogin);
    const second = await pair.graph(document, { input: { response } });
    expect(second.body.data.loginWithPasskey.user.email).toBe(email);
    const [listed] = (await pair.call('GET /auth/passkeys', undefined, accessToken)).body;
    expect(listed).toEqual({
      id: expect.any(String),
      name: 'Phone',
      backedUp: false,
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    });
  });

  it('use a challenge once, also when the same answer comes many times at once', async () => {
    const { device } = await owner();
    const answer = device.get(await challenge());
    const answers = await Promise.all([1, 2, 3, 4].map(() => login(answer)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await login(answer)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
  });

  it.each<[string, Whims]>([
    ['a page of another origin', { origin: 'https://phish.example' }],
    ['another relying party', { rpId: 'phish.example' }],
    ['a user who was not verified', { userVerified: false }],
    ['another account’s handle', { userHandle: Buffer.from('somebody').toString('base64url') }],
    ['a forged signature', { forged: true }],
    ['a count that did not go up', { counter: 0 }],
  ])('refuse %s', async (_, whims) => {
    const { device } = await owner();
    expect((await login(device.get(await challenge()))).status).toBe(200);
    expect(await login(device.get(await challenge(), whims))).toMatchObject(
      refused(401, 'INVALID_PASSKEY'),
    );
  });

  it('refuse a challenge that was never given, or is over', async () => {
    const { device } = await owner();
    const made = { challenge: Buffer.alloc(32).toString('base64url') };
    expect(await login(device.get(made))).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const late = await challenge();
    await seedOf(pair.accounts).sql(
      `UPDATE "AuthChallenge" SET expires_at = expires_at - interval '6 minutes'`,
    );
    expect(await login(device.get(late))).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
  });

  it('refuse an unknown or removed passkey, and a closed account', async () => {
    const stranger = new SoftwareAuthenticator().get(await challenge(), { userHandle: 'eA' });
    expect(await login(stranger)).toMatchObject(refused(401, 'INVALID_PASSKEY'));
    const one = await owner();
    const line = `DELETE /auth/passkeys/${one.passkeyId}`;
    expect((await pair.call(line, undefined, one.accessToken)).status).toBe(204);
    expect(await login(one.device.get(await challenge()))).toMatchObject(
      refused(401, 'INVALID_PASSKEY'),
    );
    const closed = await owner();
    await pair.data(`PUT /users/${closed.userId}`, { status: 'DISABLED' });
    expect(await login(closed.device.get(await challenge()))).toMatchObject(
      refused(401, 'INVALID_CREDENTIALS'),
    );
  });

  it('are added after the password, by the account that began, from our origin alone', async () => {
    const [one, two] = [await account(), await account()];
    const add = (accessToken: string, response: unknown) =>
      pair.call('POST /auth/passkeys', { name: 'Key', response }, accessToken);
    const wrong = await pair.call(
      'POST /auth/passkeys/options',
      { password: 'no' },
      one.accessToken,
    );
    expect(wrong.body.code).toBe('WRONG_PASSWORD');
    const device = new SoftwareAuthenticator();
    const foreign = device.create(await begin(one.accessToken));
    expect(await add(two.accessToken, foreign)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const phished = device.create(await begin(one.accessToken), {
      origin: 'https://phish.example',
    });
    expect(await add(one.accessToken, phished)).toMatchObject(refused(401, 'INVALID_PASSKEY'));
    const unverified = device.create(await begin(one.accessToken), { userVerified: false });
    expect(await add(one.accessToken, unverified)).toMatchObject(refused(401, 'INVALID_PASSKEY'));
    const right = device.create(await begin(one.accessToken));
    expect((await add(one.accessToken, right)).status).toBe(201);
    expect(await add(one.accessToken, right)).toMatchObject(refused(401, 'INVALID_CHALLENGE'));
    const again = device.create(await begin(two.accessToken));
    expect(await add(two.accessToken, again)).toMatchObject(refused(409, 'CONFLICT'));
    expect((await add(one.accessToken, { id: 'x' })).status).toBe(422);
  });

  it('are renamed and removed by their owner alone', async () => {
    const [one, two] = [await owner(), await owner()];
    const rename = (name: string, bearer: string) =>
      pair.call(`PUT /auth/passkeys/${one.passkeyId}`, { name }, bearer);
    expect(await rename('Laptop', one.accessToken)).toMatchObject({ body: { name: 'Laptop' } });
    expect((await rename('Mine', two.accessToken)).status).toBe(404);
    expect((await rename(' ', one.accessToken)).status).toBe(422);
    const line = `DELETE /auth/passkeys/${one.passkeyId}`;
    expect((await pair.call(line, undefined, two.accessToken)).status).toBe(404);
    for (const route of ['GET /auth/passkeys', line, 'POST /auth/passkeys/options']) {
      expect((await pair.call(route, route.startsWith('POST') ? {} : undefined)).status).toBe(401);
    }
  });
});
