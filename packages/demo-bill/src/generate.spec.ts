import { existsSync, readdirSync } from 'node:fs';
import { cell, readRows, readText, type WrittenBill, writeBill } from '../test/read-bill';
import { FOCUS_VERSIONS } from './columns';

const bills: WrittenBill[] = [];

async function written(options: Parameters<typeof writeBill>[0]): Promise<WrittenBill> {
  const bill = await writeBill(options);
  bills.push(bill);
  return bill;
}

afterEach(() => {
  for (const bill of bills.splice(0)) bill.dispose();
});

const textOf = ({ files }: WrittenBill): string => files.map(readText).join('');
const linesOf = (path: string): number => readText(path).split('\n').length - 2;

describe('generateDemoBill', () => {
  it('writes the same bytes for the same seed and options', async () => {
    const options = { months: 2, until: '2026-10', rows: 9_500, seed: 7 };
    const [first, second] = [await written(options), await written(options)];
    expect(textOf(second) === textOf(first)).toBe(true);
    expect(second.truth).toEqual(first.truth);
  });

  it('writes another bill for another seed', async () => {
    const options = { months: 1, until: '2026-10', rows: 5_000 };
    const first = await written({ ...options, seed: 7 });
    const second = await written({ ...options, seed: 8 });
    expect(textOf(second) === textOf(first)).toBe(false);
    expect(linesOf(second.files[0] ?? '')).toBe(5_000);
  });

  it.each([
    { months: 1, rows: 4_999 },
    { months: 3, rows: 17_001 },
    { months: 3, rows: 13_900, single: true },
  ])('keeps the number of rows exactly: %j', async (options) => {
    const { files, truth } = await written({ ...options, until: '2026-02' });
    expect(files.reduce((rows, file) => rows + linesOf(file), 0)).toBe(options.rows);
    expect(truth.rows).toBe(options.rows);
    expect(truth.files.map(({ rows }) => rows)).toEqual(files.map(linesOf));
  });

  it('bills some resources by the hour when rows are many, and keeps their number', async () => {
    const { files, truth } = await written({ months: 1, rows: 60_007, until: '2026-02' });
    const rows = files.flatMap(readRows);
    expect([rows.length, truth.rows, truth.files.map((file) => file.rows)]).toEqual([
      60_007,
      60_007,
      [60_007],
    ]);
    const hours = rows.filter(
      (row) =>
        Date.parse(cell(row, 'ChargePeriodEnd')) - Date.parse(cell(row, 'ChargePeriodStart')) ===
        3_600_000,
    );
    expect(hours.length).toBeGreaterThan(5_000);
    expect(hours.length).toBeLessThan(40_000);
  });

  it('writes a file for each billing month, or one for all', async () => {
    const apart = await written({ months: 2, until: '2026-01' });
    expect(readdirSync(apart.directory).sort()).toEqual([
      'focus-2025-12.csv',
      'focus-2026-01.csv',
      'truth.json',
    ]);
    const together = await written({ months: 2, until: '2026-01', single: true });
    expect(readdirSync(together.directory).sort()).toEqual(['focus.csv', 'truth.json']);
    const [one = ''] = together.files;
    expect(readRows(one)).toEqual(apart.files.flatMap(readRows));
  });

  it('writes the truth that it returns', async () => {
    const { directory, truth } = await written({ months: 1, until: '2026-01' });
    expect(JSON.parse(readText(`${directory}/truth.json`))).toEqual(
      JSON.parse(JSON.stringify(truth)),
    );
  });

  it('compresses the same lines', async () => {
    const options = { months: 1, until: '2026-01' } as const;
    const zipped = await written({ ...options, format: 'csv.gz' });
    expect(zipped.files[0]).toMatch(/focus-2026-01\.csv\.gz$/);
    expect(textOf(zipped) === textOf(await written(options))).toBe(true);
  });

  it.each([
    ['1.0', 43, ['ProviderName'], ['ServiceSubcategory', 'InvoiceId', 'ServiceProviderName']],
    ['1.1', 50, ['ServiceSubcategory', 'SkuMeter'], ['InvoiceId', 'PricingCurrency']],
    ['1.2', 57, ['InvoiceId', 'PricingCurrency'], ['ServiceProviderName']],
    ['1.3', 65, ['ProviderName', 'ServiceProviderName', 'AllocatedTags'], ['InvoiceDetailId']],
    ['1.4', 65, ['HostProviderName', 'InvoiceDetailId'], ['ProviderName', 'PublisherName']],
  ] as const)('writes the columns of FOCUS %s', async (version, count, present, absent) => {
    const { files } = await written({ months: 1, until: '2026-01', version });
    const columns =
      readText(files[0] ?? '')
        .split('\n', 1)[0]
        ?.split(',') ?? [];
    expect(new Set(columns).size).toBe(count);
    expect(columns).toHaveLength(count);
    expect(columns).toEqual(expect.arrayContaining([...present]));
    for (const name of absent) expect(columns).not.toContain(name);
  });

  it('says the same with the columns of any version', async () => {
    const totals = [];
    for (const version of FOCUS_VERSIONS) {
      const { truth } = await written({ months: 1, until: '2026-01', version });
      totals.push(truth.totals);
    }
    expect(new Set(totals.map((total) => JSON.stringify(total))).size).toBe(1);
  });

  it('ends a running month on the day before it is asked, without invoice and tax', async () => {
    const { files, truth } = await written({ months: 2, until: '2026-11', asOf: '2026-11-23' });
    const [closed = [], running = []] = files.map(readRows);
    expect(truth.to).toBe('2026-11-23');
    const usage = running.filter((row) => row.ChargeCategory === 'Usage');
    const ends = usage.map((row) => cell(row, 'ChargePeriodEnd')).sort();
    expect(ends.at(-1)).toBe('2026-11-23T00:00:00Z');
    expect(new Set(running.map((row) => row.InvoiceId))).toEqual(new Set([null]));
    expect(running.filter((row) => row.ChargeCategory === 'Tax')).toEqual([]);
    expect(closed.filter((row) => row.ChargeCategory === 'Tax').length).toBe(3);
    expect(closed.every((row) => row.InvoiceId !== null)).toBe(true);
  });

  it.each([
    [{ rows: 1_000 }, /13 months need at least \d+ rows, not 1000/],
    [{ rows: 0 }, /rows must be a whole number from 1/],
    [{ rows: 10.5 }, /rows must be/],
    [{ seed: -1 }, /seed must be/],
    [{ months: 0 }, /^No bill can be made: months must be a whole number from 1 to 120, not 0$/],
    [{ until: '2026-13' }, /until must be a month like/],
    [{ until: '2026-11', asOf: '2026-10-05' }, /asOf must be a later day/],
    [{ until: '2026-11', asOf: '2026-11-01' }, /asOf must be a later day/],
    [{ version: '1.5' as never }, /version must be one of 1.0, 1.1, 1.2, 1.3, 1.4, not 1.5/],
    [{ format: 'xlsx' as never, months: 500 }, /months must be .*; format must be one of/],
  ])('refuses %j', async (options, message) => {
    await expect(written(options)).rejects.toThrow(message);
  });

  it('leaves no half-written file behind', async () => {
    const { directory } = await written({ months: 1, until: '2026-01' });
    expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
    expect(existsSync(`${directory}/truth.json`)).toBe(true);
  });
});
