import { readFileSync } from 'node:fs';
import { drainPending, Session } from 'chdb';
import { type WrittenBill, writeBill } from '../test/read-bill';
import { columnsOf } from './columns';

describe('a Parquet bill', () => {
  let bill: WrittenBill;
  let session: Session;

  beforeAll(async () => {
    bill = await writeBill({ months: 2, until: '2026-01', seed: 5, format: 'parquet' });
    session = new Session();
  });

  afterAll(() => {
    session.close();
    bill.dispose();
  });

  async function ask<T>(select: string): Promise<T[]> {
    const source = `file('${bill.directory}/focus-*.parquet', 'Parquet')`;
    const result = await session.queryAsync(
      `${select.replace('BILL', source)} SETTINGS output_format_json_quote_decimals = 1,
         output_format_json_quote_64bit_integers = 0`,
      { format: 'JSONEachRow' },
    );
    const text = result.text().trim();
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as T);
  }

  it('adds up to the truth, to the last digit', async () => {
    const totals = await ask(
      `SELECT formatDateTime(BillingPeriodStart, '%Y-%m') AS month, ProviderName AS provider,
         BillingCurrency AS currency, count() AS rows, sum(ListCost) AS listCost,
         sum(ContractedCost) AS contractedCost, sum(EffectiveCost) AS effectiveCost,
         sum(BilledCost) AS billedCost
       FROM BILL GROUP BY ALL`,
    );
    const byKey = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect([...totals].map((total) => total as object).sort(byKey)).toEqual(
      [...bill.truth.totals].sort(byKey),
    );
  });

  it('has the same bytes for the same seed and options', async () => {
    const [first = ''] = bill.files;
    session.close();
    await drainPending();
    const again = await writeBill({ months: 2, until: '2026-01', seed: 5, format: 'parquet' });
    expect(readFileSync(again.files[0] ?? '').equals(readFileSync(first))).toBe(true);
    again.dispose();
    session = new Session();
  });

  it('keeps decimals, times in UTC and missing values as such', async () => {
    const types = await ask<{ name: string; type: string }>('DESCRIBE TABLE BILL');
    const wanted = columnsOf('1.2').map(({ name, kind, nullable }) => {
      const type = { text: 'String', time: "DateTime64(3, 'UTC')", decimal: 'Decimal(38, 12)' }[
        kind
      ];
      return [name, nullable ? `Nullable(${type})` : type];
    });
    const base = (type: string): string => type.replace(/^Nullable\((.*)\)$/, '$1');
    expect(types.map(({ name, type }) => [name, base(type)])).toEqual(
      wanted.map(([name = '', type = '']) => [name, base(type)]),
    );
    const [missing] = await ask(
      `SELECT countIf(Tags = '') AS emptyTags, countIf(ChargeClass = '') AS emptyClasses,
         countIf(isNull(ChargeClass)) > 8000 AS nullClasses, countIf(isNull(Tags)) > 100 AS nullTags,
         countIf(isNull(ListUnitPrice)) >= 10 AS nullPrices,
         toString(min(ChargePeriodStart)) AS first FROM BILL`,
    );
    expect(missing).toEqual({
      emptyTags: 0,
      emptyClasses: 0,
      nullClasses: 1,
      nullTags: 1,
      nullPrices: 1,
      first: '2025-12-01 00:00:00.000',
    });
  });

  it('keeps quotes, commas and letters of other alphabets in text', async () => {
    const rows = await ask<{ tags: string; region: string }>(
      `SELECT DISTINCT assumeNotNull(Tags) AS tags, RegionName AS region FROM BILL
       WHERE Tags LIKE '%Orion%' OR RegionName LIKE '%Paulo%'`,
    );
    expect(rows.map(({ region }) => region)).toContain('South America (São Paulo)');
    const teams = rows.map(({ tags }) => (JSON.parse(tags || '{}') as { team?: string }).team);
    expect(teams.map((team) => team?.trim())).toContain('R&D "Orion", analytics');
  });
});
