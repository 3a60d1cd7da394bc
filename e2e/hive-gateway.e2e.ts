import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiKey, createClient, importBill, logout, uploadBill } from '@ai-finops/sdk';
import { type HivePlatform, hiveIsThere, startWithHive } from '@ai-finops/testkit';
import { answersAbout, generatedBill } from './federated-question';
import { type SignedIn, signedIn } from './signed-in';

if (!hiveIsThere()) {
  it('finds no Hive Gateway, so nothing of it was tested', () => {
    process.stderr.write('NOT TESTED: Hive Gateway needs npm ci --prefix peers --ignore-scripts\n');
  });
}

const describeHive = hiveIsThere() ? describe : () => undefined;

const BILL = [
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingAccountId,ServiceName',
  '12.50,12.50,USD,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,2026-05-03T00:00:00Z,2026-05-04T00:00:00Z,Usage,acme,Storage',
].join('\n');

describeHive('Hive Gateway in place of ours', () => {
  let platform: HivePlatform;
  let user: SignedIn;
  beforeAll(async () => {
    platform = await startWithHive();
    user = await signedIn(platform);
  });
  afterAll(() => platform?.stop());
  answersAbout(generatedBill, () => platform);

  const clientBy = (token: string) =>
    createClient({ url: platform.url('gateway'), apiUrl: platform.url('finops'), token });
  const post = async (url: string, query: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const { data, errors = [] } = (await response.json()) as {
      data?: Record<string, unknown> | null;
      errors?: { extensions?: { code?: string } }[];
    };
    const codes = errors.map(({ extensions }) => extensions?.code);
    return { status: response.status, data, codes };
  };
  const ask = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    post(`${platform.url('gateway')}/graphql`, query, headers);

  it('tells nobody what only somebody may know', async () => {
    expect(await ask('{ me { email } }')).toMatchObject({
      data: { me: null },
      codes: ['UNAUTHENTICATED'],
    });
    const token = (await user.session.load())?.accessToken;
    const forged = { authorization: `Bearer ${token}x` };
    expect((await ask('{ me { email } }', forged)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await ask('{ apiKeys { id } }')).codes).toEqual(['UNAUTHENTICATED']);
    const audit = user.client.request('{ auditLog(first: 1) { nodes { id } } }');
    await expect(audit).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('lets API keys do what their scopes say', async () => {
    const input = { name: 'CI', scopes: ['COSTS_READ' as const] };
    const { createApiKey: made } = await createApiKey(user.client, { input });
    const client = clientBy(made.secret);
    await expect(client.request('{ apiKeys { id } }')).rejects.toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    expect(await client.request('{ me { email } }')).toEqual({ me: { email: user.email } });
  });

  it('tells the events of a subscription, with what other subgraphs know of them', async () => {
    const { uploadId } = await uploadBill(user.client, 'may.csv', BILL);
    const { importBill: asked } = await importBill(user.client, { input: { uploadId } });
    const query = `subscription ($id: ID!) {
      importProgress(id: $id) { status importedBy { email } }
    }`;
    const told: unknown[] = [];
    for await (const event of user.client.subscribe(query, { id: asked.id })) told.push(event);
    expect(told.at(-1)).toEqual({
      importProgress: { status: 'PUBLISHED', importedBy: { email: user.email } },
    });
  });

  it('passes the id of a request on', async () => {
    await ask('{ me { id } }', { 'x-request-id': 'of-hive-e2e' });
    const log = join(platform.dataDirectory, 'logs/subgraph-door.log');
    expect(readFileSync(log, 'utf8')).toContain('"requestId":"of-hive-e2e"');
  });

  it('refuses a session that has ended', async () => {
    const other = await signedIn(platform);
    const authorization = `Bearer ${(await other.session.load())?.accessToken}`;
    await logout(other.client, {});
    const end = Date.now() + 30_000;
    let codes: readonly unknown[] = [];
    while (codes[0] !== 'UNAUTHENTICATED' && Date.now() < end) {
      ({ codes } = await ask('{ me { id } }', { authorization }));
    }
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  it('has neither introspection nor the fields of federation in production', async () => {
    for (const query of ['{ __schema { queryType { name } } }', '{ _service { sdl } }']) {
      const { data, codes } = await ask(query);
      expect([data, new Set(codes)]).toEqual([undefined, new Set(['GRAPHQL_VALIDATION_FAILED'])]);
    }
  });

  it('is the only one whom the door lets in', async () => {
    const authorization = `Bearer ${(await user.session.load())?.accessToken}`;
    const knock = (headers: Readonly<Record<string, string>>) =>
      post(`${platform.door.url}/accounts/graphql`, '{ me { id } }', headers);
    for (const headers of [{}, { 'x-subgraph-door-token': 'x' }, { authorization }]) {
      expect((await knock(headers)).status).toBe(401);
    }
    const open = { 'x-subgraph-door-token': platform.door.token };
    expect((await knock({ ...open, authorization })).data).toEqual({ me: { id: user.userId } });
    // Who asks is what the door finds out, whatever it is told.
    expect((await knock({ ...open, 'x-internal-token': 'x' })).data).toEqual({ me: null });
    expect((await ask('{ me { id } }', open)).data).toEqual({ me: null });
  });
});
