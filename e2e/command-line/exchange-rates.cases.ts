import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costs, GraphqlError, importExchangeRates, login } from '@ai-finops/sdk';
import { type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import { runCli } from '../cli';
import { promote, type SignedIn, signedIn } from '../signed-in';

const BILL = `BilledCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,EffectiveCost,ServiceName
1,USD,2026-05-01,2026-05-01,12.5,Compute
1,USD,2026-05-01,2026-05-03,12.5,Compute
1,JPY,2026-05-01,2026-05-04,3000,Storage
1,EUR,2026-05-01,2026-05-04,0.000000000001,Storage
`;
const RATES = `Date,USD,JPY,
2026-05-04,1.3,150,
2026-05-01,1.25,149,
`;
const PERIOD = { from: '2026-05-01', to: '2026-06-01' };

export function exchangeRates(running: () => TestPlatform): void {
  describe('costs in one currency, by the command line and the SDK', () => about(running));
}

function about(running: () => TestPlatform): void {
  const directory = temporaryDirectory();
  let platform: TestPlatform;
  let user: SignedIn;

  const fileOf = (name: string, content: string): string => {
    const file = join(directory, name);
    writeFileSync(file, content);
    return file;
  };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(platform, ['--json', ...args]);
    return { code, shown: code === 0 ? JSON.parse(stdout) : JSON.parse(stderr).error };
  };
  const inEuro = [
    'costs',
    '--by',
    'service',
    '--currency',
    'EUR',
    '--from',
    PERIOD.from,
    '--to',
    PERIOD.to,
  ];

  beforeAll(async () => {
    platform = running();
    user = await signedIn(platform);
    const { email, password } = user;
    await runCli(platform, ['login', '--email', email, '--password-stdin'], { stdin: password });
    expect(await run('import', fileOf('bill.csv', BILL))).toMatchObject({ code: 0 });
  });

  it('are refused as long as there are no rates', async () => {
    expect(await run(...inEuro)).toMatchObject({ code: 1, shown: { code: 'NOT_FOUND' } });
  });

  it('have rates that an administrator imports', async () => {
    const file = fileOf('eurofxref-hist.csv', RATES);
    expect(await run('rates', 'import', file)).toMatchObject({
      code: 1,
      shown: { code: 'FORBIDDEN' },
    });
    await becomeAdministrator();
    expect(await run('rates', 'import', file)).toMatchObject({
      code: 0,
      shown: { source: 'ECB', base: 'EUR', added: 4, changed: 0 },
    });
    expect(await run('rates', 'show', 'USD', 'JPY', '2026-05-03')).toMatchObject({
      shown: { rateDate: '2026-05-01', rate: '119.2' },
    });
    expect((await run('rates', 'list')).shown).toHaveLength(4);
    expect((await run('rates')).shown).toMatchObject([{ name: 'ECB', rates: 4 }]);
  });

  it('are converted charge by charge', async () => {
    const { shown } = await run(...inEuro);
    expect(
      shown.rows.map(({ keys, cost }: (typeof shown.rows)[0]) => [keys[0].value, cost]),
    ).toEqual([
      // 3000 / 150 and the charge in euro.
      ['Storage', { amount: '20.000000000001', currency: 'EUR' }],
      // 12.5 / 1.25, twice: there is no rate of the Sunday.
      ['Compute', { amount: '20', currency: 'EUR' }],
    ]);
    expect(shown.totals).toEqual([{ amount: '40.000000000001', currency: 'EUR' }]);
    const text = await runCli(platform, inEuro);
    expect(text.stdout).toContain('USD, published for 2026-05-01 to 2026-05-01');
    const viaSdk = await costs(user.client, { input: { period: PERIOD, currency: 'EUR' } });
    expect(viaSdk.costs.totals).toEqual(shown.totals);
  });

  it('are refused, naming the pair and the day, where a rate is missing', async () => {
    const missing = costs(user.client, {
      input: { period: PERIOD, currency: 'EUR', rates: { source: 'ECB', maxAgeDays: 1 } },
    });
    await expect(missing).rejects.toThrow(GraphqlError);
    await expect(missing).rejects.toMatchObject({
      code: 'EXCHANGE_RATE_MISSING',
      message: expect.stringContaining('from USD to EUR for 2026-05-03'),
    });
  });

  it('have rates of one’s own beside', async () => {
    const done = await importExchangeRates(
      user.client,
      'date,from,to,rate\n2026-05-01,USD,EUR,0.5\n2026-05-01,EUR,JPY,100\n',
      { source: 'Treasury' },
    );
    expect(done).toMatchObject({ source: 'Treasury', base: 'EUR', added: 2 });
    const { shown } = await run(...inEuro, '--rates', 'Treasury', '--max-age', '5');
    expect(shown.totals).toEqual([{ amount: '42.500000000001', currency: 'EUR' }]);
    expect(await run('rates', 'delete', 'Treasury', '--yes')).toMatchObject({
      shown: { rates: 2 },
    });
  });

  async function becomeAdministrator(): Promise<void> {
    await promote(platform, user.userId, 'ADMIN');
    await runCli(platform, ['login', '--email', user.email, '--password-stdin'], {
      stdin: user.password,
    });
    const { login: pair } = await login(user.client, {
      input: { email: user.email, password: user.password },
    });
    await user.session.save(pair);
  }
}
