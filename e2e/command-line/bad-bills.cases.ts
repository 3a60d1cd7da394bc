import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { costs } from '@ai-finops/sdk';
import { type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import { runCli } from '../cli';
import { type SignedIn, signedIn } from '../signed-in';

const HEADER =
  'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingAccountName,BillingCurrency,' +
  'BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName,ProviderName';
const row = (cost: string, start = '2026-03-05T00:00:00Z', service = 'Storage'): string =>
  `${cost},1,1,1,a-1,Main,USD,2026-03-01,2026-04-01,${start},2026-03-06T00:00:00Z,Usage,${service},Cloud`;
const good = [HEADER, row('1.5'), row('2.25')].join('\n');
/** Noise that does not compress, so that half of the gzip is half of the rows. */
const noisy = [
  HEADER,
  ...Array.from({ length: 5_000 }, (_, i) => row(`0.${(i * 7919) % 999_983}`)),
];

interface Shown {
  readonly status: string;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsRefused: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly issues: readonly {
    readonly code: string;
    readonly column: string | null;
    readonly severity: string;
    readonly rows: number;
    readonly firstRows: readonly number[];
  }[];
}

export function badBills(running: () => TestPlatform): void {
  describe('bills that are not as they should be, imported by the command line', () =>
    about(running));
}

function about(running: () => TestPlatform): void {
  const directory = temporaryDirectory();
  let platform: TestPlatform;
  let user: SignedIn;

  const importFile = async (name: string, content: string | Buffer) => {
    const file = join(directory, name);
    writeFileSync(file, content);
    const { code, stdout } = await runCli(platform, ['--json', 'import', file]);
    const [shown] = JSON.parse(stdout) as Shown[];
    if (!shown) throw new Error('The command showed no import.');
    return { code, shown };
  };

  const marchTotals = async () => {
    const period = { from: '2026-03-01', to: '2026-04-01' };
    const { costs: answer } = await costs(user.client, {
      input: { metric: 'BILLED_COST', period },
    });
    return answer.totals;
  };

  beforeAll(async () => {
    platform = running();
    user = await signedIn(platform);
    await runCli(platform, ['login', '--email', user.email, '--password-stdin'], {
      stdin: user.password,
    });
    expect((await importFile('good.csv', good)).shown).toMatchObject({ status: 'PUBLISHED' });
  });

  it.each<[string, string, string | Buffer]>([
    ['FILE_EMPTY', 'empty.csv', ''],
    ['FILE_EMPTY', 'empty.parquet', ''],
    ['FILE_TRUNCATED', 'half.csv.gz', gzipSync(noisy.join('\n')).subarray(0, 20_000)],
    ['FILE_UNREADABLE', 'noise.parquet', Buffer.from(`PAR1${'x'.repeat(5_000)}PAR1`)],
    ['NOT_A_FOCUS_BILL', 'people.csv', 'name,age\nAnn,30\n'],
    ['NO_ROWS_LOADED', 'header-only.csv', HEADER],
  ])('refuses with %s, and nothing of it is seen', async (expected, name, content) => {
    const before = await marchTotals();
    const { code, shown } = await importFile(name, content);
    expect(shown).toMatchObject({ status: 'FAILED', error: { code: expected }, rowsLoaded: 0 });
    expect(shown.error?.message.length).toBeGreaterThan(10);
    expect(code).toBe(1);
    expect(await marchTotals()).toEqual(before);
  });

  it('loads what can be read, and says which rows and columns could not', async () => {
    const { shown, code } = await importFile(
      'mixed.csv',
      [
        `${HEADER},x_Team`,
        `${row('NULL')},red`,
        `${row('$10000.00')},red`,
        `${row('0.5', '30/99/2026')},red`,
        row('0.25'),
        `${row('0.125')},blue`,
      ].join('\n'),
    );
    expect(shown).toMatchObject({
      status: 'PUBLISHED',
      rowsRead: 5,
      rowsLoaded: 3,
      rowsRefused: 2,
    });
    expect(code).toBe(0);
    const found = Object.fromEntries(shown.issues.map((issue) => [issue.code, issue]));
    expect(found.UNREADABLE_DECIMAL).toMatchObject({ column: 'BilledCost', firstRows: [2] });
    expect(shown.issues).toContainEqual(
      expect.objectContaining({ column: 'x_Team', severity: 'INFO', code: 'UNKNOWN_COLUMN' }),
    );
    const refused = shown.issues.filter(({ severity }) => severity === 'ERROR');
    expect(refused.flatMap(({ firstRows }) => firstRows).sort()).toEqual([3, 4]);
    expect(await marchTotals()).toEqual([{ amount: '3.875', currency: 'USD' }]);
  });
}
