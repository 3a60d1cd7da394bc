import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { Workbook } from 'exceljs';
import { csv } from './csv-format';
import type { ExportCell, ExportColumn, ExportTable, Pieces } from './export-table';
import { json } from './json-format';
import { parquet } from './parquet-format';
import { xlsx } from './xlsx-format';

const COLUMNS: ExportColumn[] = [
  { name: 'name', type: 'text' },
  { name: 'cost', type: 'decimal' },
  { name: 'share', type: 'ratio' },
  { name: 'charges', type: 'int' },
  { name: 'other', type: 'boolean' },
];

const HUGE = '12345678901234567890123456.123456789012';
const ROWS: ExportCell[][] = [
  ['plain', '12.5', '0.333333333333333333', 3, false],
  ['=HYPERLINK("http://evil","x")', '-4.5', '-1', 0, true],
  ['+1', '0.000000000001', null, 1, false],
  ['-1', HUGE, null, 1, false],
  ['@SUM(A1)', `-${HUGE}`, null, 1, false],
  ['\tTab, "quotes"\nand lines', null, null, 9007199254740991, false],
  ['日本 👍', '0', '0', 1, true],
  [null, null, null, null, null],
];

const table = (...pages: ExportCell[][][]): ExportTable => ({
  columns: COLUMNS,
  async *pages() {
    yield* pages;
  },
});

async function bytesOf(pieces: Pieces): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}

describe('formats of exports', () => {
  it('CSV: keeps every digit, and no text is a formula', async () => {
    expect((await bytesOf(csv(table(ROWS.slice(0, 3), ROWS.slice(3))))).toString()).toBe(
      [
        'name,cost,share,charges,other',
        'plain,12.5,0.333333333333333333,3,false',
        `"'=HYPERLINK(""http://evil"",""x"")",-4.5,-1,0,true`,
        "'+1,0.000000000001,,1,false",
        `'-1,${HUGE},,1,false`,
        `'@SUM(A1),-${HUGE},,1,false`,
        `"'\tTab, ""quotes""\nand lines",,,9007199254740991,false`,
        '日本 👍,0,0,1,true',
        ',,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('CSV: a tag key that is a column is no formula either', async () => {
    const named = { ...table(), columns: [{ name: '=TAG', type: 'text' as const }] };
    expect((await bytesOf(csv(named))).toString()).toBe("'=TAG\r\n");
  });

  it('JSON: gives the values as they are, decimals as text', async () => {
    const read = JSON.parse(
      (await bytesOf(json(table(ROWS.slice(0, 5), ROWS.slice(5))))).toString(),
    );
    expect(read).toEqual(
      ROWS.map((row) => Object.fromEntries(COLUMNS.map(({ name }, index) => [name, row[index]]))),
    );
    expect(JSON.parse((await bytesOf(json(table()))).toString())).toEqual([]);
  });

  it('XLSX: texts are texts, and decimals numbers only where that is exact', async () => {
    const workbook = new Workbook();
    await workbook.xlsx.load((await bytesOf(xlsx(table(ROWS)))) as never);
    const sheet = workbook.worksheets[0];
    const cell = (row: number, column: number) => sheet?.getRow(row).getCell(column).value;
    expect([1, 2, 3, 4, 5].map((column) => cell(1, column))).toEqual(
      COLUMNS.map(({ name }) => name),
    );
    expect(cell(3, 1)).toBe('=HYPERLINK("http://evil","x")');
    expect([2, 3, 4, 5, 6].map((row) => cell(row, 2))).toEqual([
      12.5,
      -4.5,
      1e-12,
      HUGE,
      `-${HUGE}`,
    ]);
    expect(cell(2, 3)).toBe('0.333333333333333333');
    expect(cell(2, 4)).toBe(3);
    expect(cell(3, 5)).toBe(true);
    expect(cell(9, 1) ?? null).toBeNull();
  });

  it('XLSX: reads no further ahead than its reader takes', async () => {
    let pulled = 0;
    const pages = 200;
    const long: ExportTable = {
      columns: COLUMNS,
      async *pages() {
        for (; pulled < pages; pulled++) {
          // As long as an engine takes at least.
          await sleep(5);
          yield Array.from({ length: 500 }, (_, index) => [
            `${Math.random()} ${index}`,
            '1',
            '1',
            1,
            true,
          ]);
        }
      },
    };
    const pieces = xlsx(long)[Symbol.asyncIterator]();
    await pieces.next();
    await sleep(2_500);
    expect(pulled).toBeLessThan(pages);
    while (!(await pieces.next()).done);
    expect(pulled).toBe(pages);
  });

  it('a fault in the middle of the rows ends the file with it', async () => {
    const broken: ExportTable = {
      columns: COLUMNS,
      async *pages() {
        yield ROWS;
        throw new Error('The engine has gone.');
      },
    };
    for (const format of [csv, json, xlsx, parquet]) {
      await expect(bytesOf(format(broken))).rejects.toThrow('The engine has gone.');
    }
  });

  it('Parquet: another engine reads the same values, every digit of them', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'parquet-'));
    const file = join(directory, 'answer.parquet');
    const many = Array.from({ length: 1000 }, (_, index): ExportCell[] => [
      index % 3 === 0 ? null : `row ${index}`,
      `${index}.5`,
      null,
      index,
      index % 2 === 0,
    ]);
    writeFileSync(file, await bytesOf(parquet(table(ROWS, [], many))));
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    const source = `read_parquet('${file}')`;
    const described = await read(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${source})`,
    );
    expect(described).toEqual([
      ['name', 'VARCHAR'],
      ['cost', 'DECIMAL(38,12)'],
      ['share', 'DECIMAL(38,18)'],
      ['charges', 'BIGINT'],
      ['other', 'BOOLEAN'],
    ]);
    const padded = (text: ExportCell | undefined, places: number) => {
      if (text === null || text === undefined) return null;
      const [whole, fraction = ''] = String(text).split('.');
      return `${whole}.${fraction.padEnd(places, '0')}`;
    };
    const rows = await read(
      `SELECT name, cost::VARCHAR, share::VARCHAR, charges::VARCHAR, other FROM ${source}`,
    );
    expect(rows).toEqual(
      [...ROWS, ...many].map(([name, cost, share, charges, other]) => [
        name,
        padded(cost, 12),
        padded(share, 18),
        charges === null ? null : String(charges),
        other,
      ]),
    );
    connection.closeSync();
    rmSync(directory, { recursive: true });
  });

  it('Parquet: refuses what its decimals cannot keep', async () => {
    const row: ExportCell[] = ['x', '123456789012345678901234567', null, 1, false];
    await expect(bytesOf(parquet(table([row])))).rejects.toThrow('more digits');
  });
});
