import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { csvBill, csvOf } from '../../test/bill';
import { createTestbed, type Testbed } from '../../test/testbed';

/** What other exporters write beside UTF-8 with doubled quotation marks. */
describe('a CSV bill in another writing', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  const charges = [
    { ChargeDescription: 'Größe "L", 5 €', Tags: '{"team":"rot"}' },
    { ChargeDescription: 'C:\\Temp', Tags: '{"path":"C:\\\\","quote":"\\"x\\""}' },
    { ChargeDescription: 'two\nlines', Tags: '' },
    { ChargeDescription: 'ends with "a quote"', Tags: '{"a":"1","b":"2"}' },
  ];

  const columns = 'ChargeDescription, Tags, ServiceName, BilledCost';

  const brought = async (content: Buffer | string, name: string) => {
    const result = await bed.bringIn(content, { name, source: name });
    const rows = await bed.visible(columns, `AND ImportId = '${result.id}' ORDER BY SourceRow`);
    return { result, rows };
  };

  /** Spark's default: quoted where it has to be, and there a backslash before quotation marks and backslashes. */
  const withBackslashes = (bill: string) =>
    bill.replaceAll(
      /"(?:[^"]|"")*"/g,
      (cell) => `"${cell.slice(1, -1).replaceAll('\\', '\\\\').replaceAll('""', '\\"')}"`,
    );

  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each<[string, (bill: string) => Buffer]>([
    ['UTF-16 of little endians', utf16],
    ['UTF-16 of big endians', (bill) => utf16(bill).swap16()],
    ['UTF-16 in gzip', (bill) => gzipSync(utf16(bill))],
    ['backslashes before quotation marks', (bill) => Buffer.from(withBackslashes(bill))],
    ['UTF-16 with backslashes', (bill) => utf16(withBackslashes(bill))],
  ])('%s has the same charges, and leaves no copy', async (name, write) => {
    const bill = csvBill(...charges);
    const { rows: expected } = await brought(bill, `plain ${name}`);
    const { result, rows } = await brought(write(bill), name);
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: charges.length });
    expect(result.issues).toMatchObject([{ code: 'OTHER_WRITING', severity: 'INFO', rows: 0 }]);
    expect(rows).toEqual(expected);
    expect(rows).toHaveLength(charges.length);
    // The upload itself may be there for a moment more.
    const names = readdirSync(join(bed.directory, 'uploads'));
    expect(names.filter((file) => file.endsWith('.part'))).toEqual([]);
  });

  it('is read with backslashes as another engine reads it', async () => {
    const bill = withBackslashes(
      csvOf(
        charges.map((charge) => ({
          BilledCost: '1',
          ChargePeriodStart: '2026-05-01',
          ServiceName: 'a "b\\" c',
          ...charge,
        })),
      ),
    );
    const path = join(bed.directory, 'spark.csv');
    writeFileSync(path, bill);
    const duck = await (await DuckDBInstance.create()).connect();
    const answer = await duck.runAndReadAll(
      `SELECT ChargeDescription, ServiceName FROM read_csv('${path}', header = true, quote = '"', escape = '\\', all_varchar = true)`,
    );
    duck.closeSync();
    const { rows } = await brought(bill, 'spark.csv');
    expect(
      (rows as Record<string, string>[]).map(({ ChargeDescription, ServiceName }) => ({
        ChargeDescription,
        ServiceName,
      })),
    ).toEqual(answer.getRowObjects());
  });

  it('keeps the bytes of text that is not UTF-8, so that its rows are refused', async () => {
    const rows = withBackslashes(csvBill(...charges, { ChargeDescription: 'Käse' }));
    const { result } = await brought(Buffer.from(rows, 'latin1'), 'latin1');
    expect(result.issues.map(({ code, rows: n }) => [code, n])).toEqual([
      ['UNREADABLE_TEXT', 2],
      ['OTHER_WRITING', 0],
    ]);
  });

  it('is refused with what can be done where it cannot be told', async () => {
    const plain = csvBill(...Array.from({ length: 20_000 }, () => ({ Tags: '' })));
    const late = `${plain}${withBackslashes(csvBill(...charges))
      .split('\n')
      .slice(1)
      .join('\n')}`;
    const { result } = await brought(late, 'late');
    expect(result.error?.code).toBe('FILE_UNREADABLE');
    expect(result.error?.message).toContain('has to be doubled');

    const unmarked = await brought(Buffer.from(plain, 'utf16le'), 'unmarked');
    expect(unmarked.result.error?.message).toContain('without a byte order mark');
  });
});
