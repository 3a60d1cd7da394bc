import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Decimal from 'decimal.js';
import { parseCsv } from '../../test/csv';
import { createTestbed, SAMPLES, samplesAreThere, type Testbed } from '../../test/testbed';

const FOLDERS = [
  'focus-foundation',
  'focus-spec-examples',
  'synthetic-focus-1.2',
  'synthetic-focus-1.3',
];
const COSTS = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'];

const files = samplesAreThere
  ? FOLDERS.flatMap((folder) =>
      readdirSync(join(SAMPLES, folder))
        .filter((name) => name.endsWith('.csv'))
        .map((name) => join(SAMPLES, folder, name)),
    )
  : [];
const bills = files.filter((path) => !path.includes('contract_commitment'));

if (!samplesAreThere) {
  it('finds no sample bills beside the project, so nothing of them was tested', () => {
    process.stderr.write(`NOT TESTED: there are no sample bills at ${SAMPLES}\n`);
  });
}

/** Exact to 40 digits; each value rounded half away from zero to 12 places first, as the rule says. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

function expectedSum(rows: readonly Record<string, string>[], column: string): string | null {
  const values = rows
    .map((row) => row[column] ?? '')
    .filter((value) => /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(value))
    .map((value) => new Exact(value).toDecimalPlaces(12));
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum.plus(value), new Exact(0)).toFixed(12);
}

const describeSamples = samplesAreThere ? describe : () => undefined;

describeSamples('the sample bills', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  it.each(bills.map((path) => [basename(path), path]))(
    '%s adds up to the file, to the last digit',
    async (name, path) => {
      const content = readFileSync(path);
      const rows = parseCsv(content.toString('utf8'));
      const result = await bed.bringIn(content, { name });

      expect(result).toMatchObject({ status: 'PUBLISHED', error: null, rowsRefused: 0 });
      expect(result.rowsLoaded).toBe(rows.length);
      const sums = COSTS.map((cost) => `toString(toDecimal256(sum(${cost}), 12)) AS ${cost}`);
      const [loaded] = await bed.visible<Record<string, string | null>>(
        `${sums.join(', ')}, toString(count()) AS charges`,
        `AND ImportId = '${result.id}'`,
      );
      expect(loaded?.charges).toBe(String(rows.length));
      for (const cost of COSTS) {
        const sum = loaded?.[cost];
        expect([cost, sum == null ? null : new Exact(sum).toFixed(12)]).toEqual([
          cost,
          expectedSum(rows, cost),
        ]);
      }
    },
  );

  it.each(files.filter((path) => !bills.includes(path)).map((path) => [basename(path), path]))(
    'refuses %s, which is another dataset',
    async (name, path) => {
      const result = await bed.bringIn(readFileSync(path), { name });
      expect(result.status).toBe('FAILED');
      expect(result.error?.code).toBe('NOT_A_FOCUS_BILL');
    },
  );

  it('reads the tags of the foundation sample', async () => {
    const path = join(SAMPLES, 'focus-foundation/focus_sample_1.0_1000.csv');
    const untagged = parseCsv(readFileSync(path, 'utf8')).filter(
      ({ Tags }) => !Tags || Tags === 'NULL' || Tags === '{}',
    );
    const [row] = await bed.visible<{ untagged: string; currency: string }>(
      'toString(countIf(empty(Tags))) AS untagged, any(BillingCurrency) AS currency',
      "AND ImportId IN (SELECT ImportId FROM charges WHERE SubAccountId = '51738928782' LIMIT 1)",
    );
    expect(Number(row?.untagged)).toBe(untagged.length);
  });

  it('brings closed lists to their official spelling', async () => {
    const rows = await bed.visible<{ value: string }>('DISTINCT ChargeFrequency AS value');
    expect(rows.map(({ value }) => value).sort()).toEqual(['One-Time', 'Recurring', 'Usage-Based']);
  });

  it('reports the impossible hour of the purchase scenarios with its row', async () => {
    const path = files.find((file) => file.endsWith('purchase_scenario_2.csv')) ?? '';
    const result = await bed.bringIn(readFileSync(path), { source: 'again' });
    expect(result.issues).toContainEqual(
      expect.objectContaining({
        code: 'UNREADABLE_TIME',
        severity: 'WARNING',
        column: 'ChargePeriodEnd',
        rows: 1,
        firstRows: [3],
      }),
    );
  });

  it('reports amounts with a currency sign and never takes them for 0', async () => {
    const path = files.find((file) => file.endsWith('simple_saas_agreements_a1.csv')) ?? '';
    const result = await bed.bringIn(readFileSync(path), { source: 'again' });
    expect(result.issues).toContainEqual(
      expect.objectContaining({ code: 'UNREADABLE_DECIMAL', column: 'BilledCost', firstRows: [1] }),
    );
    const rows = await bed.visible('BilledCost', `AND ImportId = '${result.id}'`);
    expect(rows).toEqual([{ BilledCost: null }]);
  });
});
