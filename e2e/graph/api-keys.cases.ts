import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costs, createClient, importAndWait, uploadBill, viewer } from '@ai-finops/sdk';
import type { TestPlatform } from '@ai-finops/testkit';
import { runCli } from '../cli';
import { type SignedIn, signedIn } from '../signed-in';

const BILL = [
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingAccountId,ServiceName',
  '12.50,12.50,USD,2023-05-01T00:00:00Z,2023-06-01T00:00:00Z,2023-05-03T00:00:00Z,2023-05-04T00:00:00Z,Usage,acme,Storage',
].join('\n');
/** In which no other bill of this platform has charges. */
const PERIOD = { from: '2023-05-01', to: '2023-06-01' };
const REVOKED_WITHIN_MS = 5_000;

export function apiKeys(running: () => TestPlatform): void {
  describe('API keys of machines', () => about(running));
}

function about(running: () => TestPlatform): void {
  let platform: TestPlatform;
  let user: SignedIn;

  beforeAll(async () => {
    platform = running();
    user = await signedIn(platform);
    const login = ['login', '--email', user.email, '--password-stdin'];
    expect((await runCli(platform, login, { stdin: user.password })).code).toBe(0);
  });

  const cli = (args: string[], key?: string) =>
    runCli(platform, args, key === undefined ? {} : { environment: { AI_FINOPS_API_KEY: key } });
  const make = async (...scopes: string[]): Promise<string> => {
    const { stdout } = await cli([
      'keys',
      'create',
      'CI',
      ...scopes.flatMap((s) => ['--scope', s]),
    ]);
    return stdout.trim();
  };
  const clientBy = (token: string) =>
    createClient({ url: platform.url('gateway'), apiUrl: platform.url('finops'), token });

  it('upload and import a bill and read costs, over REST and the graph', async () => {
    const key = await make('costs:read', 'bills:write');
    const client = clientBy(key);
    const upload = await uploadBill(client, 'may.csv', BILL);
    expect(await importAndWait(client, upload.uploadId)).toMatchObject({ status: 'PUBLISHED' });
    const input = { period: PERIOD, metric: 'BILLED_COST' as const };
    const { costs: answer } = await costs(client, { input });
    expect(answer.totals).toEqual([{ amount: '12.5', currency: 'USD' }]);
    const asked = await cli(['costs', '--from', PERIOD.from, '--to', PERIOD.to, '--json'], key);
    expect(JSON.parse(asked.stdout).totals).toEqual(answer.totals);
  });

  it('may do nothing beyond their scopes', async () => {
    const reader = clientBy(await make('costs:read'));
    const refused = { code: 'INSUFFICIENT_SCOPE' };
    await expect(uploadBill(reader, 'may.csv', BILL)).rejects.toMatchObject(refused);
    const asker = clientBy(await make('assistant:ask'));
    await expect(costs(asker, { input: { period: PERIOD } })).rejects.toMatchObject(refused);
    const keys = '{ apiKeys { id } }';
    await expect(reader.request(keys)).rejects.toMatchObject(refused);
    expect((await viewer(reader, {})).me?.email).toBe(user.email);
  });

  it('are refused everywhere within seconds of being revoked', async () => {
    const key = await make('costs:read', 'bills:write');
    const client = clientBy(key);
    await Promise.all([viewer(client, {}), uploadBill(client, 'may.csv', BILL)]);
    const { stdout } = await cli(['keys', '--json']);
    const { id } = JSON.parse(stdout).find(({ hint }: { hint: string }) => key.startsWith(hint));
    expect((await cli(['keys', 'revoke', id])).code).toBe(0);
    const revoked = performance.now();
    const refused = async (attempt: () => Promise<unknown>): Promise<void> => {
      for (;;) {
        const code = await attempt().catch((error: { code: string }) => error.code);
        if (code === 'UNAUTHENTICATED') return;
        expect(performance.now() - revoked).toBeLessThan(REVOKED_WITHIN_MS);
      }
    };
    await refused(() => viewer(client, {}));
    await refused(() => uploadBill(client, 'may.csv', BILL));
  });

  it('can be kept by the command, which uses them until it logs out', async () => {
    const key = await make('costs:read');
    const login = ['login', '--api-key'];
    expect((await runCli(platform, login, { stdin: `${key}\n` })).stdout).toContain(user.email);
    expect((await cli(['keys'])).stderr).toContain('INSUFFICIENT_SCOPE');
    const file = join(platform.dataDirectory, 'bill.csv');
    writeFileSync(file, BILL);
    expect((await cli(['import', file])).stderr).toContain('INSUFFICIENT_SCOPE');
    expect((await cli(['whoami'])).stdout).toContain(user.email);
    expect((await cli(['logout'])).stdout).toContain('Signed out');
    expect((await cli(['whoami'])).stderr).toContain('UNAUTHENTICATED');
    expect((await runCli(platform, login, { stdin: 'aifo_nonsense' })).code).toBe(1);
  });
}
