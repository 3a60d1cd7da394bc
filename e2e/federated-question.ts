import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { generateDemoBill } from '@ai-finops/demo-bill';
import { type CostsInput, costs, importAndWait, me, uploadBill } from '@ai-finops/sdk';
import { type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import { normalised, sumBy } from './bill-sums';
import { runCli } from './cli';
import { type SignedIn, signedIn } from './signed-in';

const FEDERATED = `query ($input: CostsInput!) {
  me { email sessions { id current } }
  costs(input: $input) {
    totals { amount currency }
    rows { keys { value } cost { amount currency } }
  }
}`;

interface Federated {
  readonly me: { email: string; sessions: { id: string; current: boolean }[] };
  readonly costs: {
    totals: { amount: string; currency: string }[];
    rows: { keys: { value: string | null }[]; cost: { amount: string; currency: string } | null }[];
  };
}

/** A bill to ask about. */
export interface Bill {
  readonly title: string;
  readonly file: () => Promise<string>;
  readonly period: { readonly from: string; readonly to: string };
}

export const generatedBill: Bill = {
  title: 'a bill that we generate',
  file: async () => {
    const { files } = await generateDemoBill({
      directory: temporaryDirectory(),
      rows: 10_000,
      seed: 11,
      months: 2,
      until: '2026-05',
      format: 'csv',
      single: true,
    });
    return files[0] ?? '';
  },
  period: { from: '2025-01-01', to: '2027-01-01' },
};

/** What a gateway has to answer about a bill: who asks and what it costs, from two subgraphs at once. */
export function answersAbout(bill: Bill, running: () => TestPlatform): void {
  let platform: TestPlatform;
  let user: SignedIn;
  let file: string;
  let byService: CostsInput;

  beforeAll(async () => {
    file = await bill.file();
    platform = running();
    user = await signedIn(platform);
    byService = {
      metric: 'BILLED_COST',
      period: bill.period,
      groupBy: [{ dimension: 'SERVICE_NAME' }],
    };
    const upload = await uploadBill(user.client, basename(file), await openAsBlob(file));
    const imported = await importAndWait(user.client, upload.uploadId);
    expect(imported).toMatchObject({ status: 'PUBLISHED', rowsRefused: 0, error: null });
  });

  it('answers who asks and what each service costs, to the last digit of the file', async () => {
    const answer = await user.client.request<Federated, { input: CostsInput }>(FEDERATED, {
      input: byService,
    });
    expect(answer.me.email).toBe(user.email);
    expect(answer.me.sessions).toEqual([{ id: expect.any(String), current: true }]);

    const expected = sumBy(file, ['ServiceName', 'BillingCurrency'], 'BilledCost');
    const answered = new Map(
      answer.costs.rows.map(({ keys, cost }) => [
        `${keys[0]?.value ?? ''}|${cost?.currency}`,
        normalised(cost?.amount ?? ''),
      ]),
    );
    expect(answered).toEqual(expected);
    expect(
      answer.costs.totals.map(({ amount, currency }) => [currency, normalised(amount)]),
    ).toEqual([...sumBy(file, ['BillingCurrency'], 'BilledCost')].sort());
  });

  it('answers who asks where the costs are refused, with the error at their path', async () => {
    const input = { ...byService, currency: 'EUR', rates: { source: 'nobody' } };
    const asked = user.client.request<Federated, { input: CostsInput }>(FEDERATED, { input });
    await expect(asked).rejects.toMatchObject({
      data: { me: { email: user.email }, costs: null },
      errors: [{ path: ['costs'], extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('gives the SDK and the command line the same totals', async () => {
    const { costs: viaSdk } = await costs(user.client, { input: byService });
    const signIn = await runCli(platform, ['login', '--email', user.email, '--password-stdin'], {
      stdin: user.password,
    });
    expect(signIn).toMatchObject({ code: 0, stdout: `Signed in as ${user.email}.\n` });
    const period = ['--from', bill.period.from, '--to', bill.period.to];
    const asked = await runCli(platform, ['--json', 'costs', '--metric', 'billed', ...period]);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(asked.stdout).totals).toEqual(viaSdk.totals);
  });

  it('answers the same file with the earlier import', async () => {
    const again = await uploadBill(user.client, basename(file), await openAsBlob(file));
    const second = await importAndWait(user.client, again.uploadId);
    const { costs: after } = await costs(user.client, { input: { ...byService, groupBy: [] } });
    expect(second.status).toBe('PUBLISHED');
    expect(after.totals.map(({ currency, amount }) => [currency, normalised(amount)])).toEqual(
      [...sumBy(file, ['BillingCurrency'], 'BilledCost')].sort(),
    );
    expect((await me(user.client, {})).me?.sessions.length).toBeGreaterThanOrEqual(1);
  });
}
