import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Decimal } from 'decimal.js';
import type { DemoBill, DemoBillOptions } from '../src/index';
import { generateDemoBill } from '../src/index';

/** Sums of a bill have up to 12 places and never need rounding at this precision. */
export const Exact = Decimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 60 });
export type Exact = Decimal;

export type Row = Readonly<Record<string, string | null>>;

export interface WrittenBill extends DemoBill {
  readonly directory: string;
  readonly dispose: () => void;
}

/** Generates a bill into a directory of its own. */
export async function writeBill(options: Omit<DemoBillOptions, 'directory'>): Promise<WrittenBill> {
  const directory = mkdtempSync(join(tmpdir(), 'demo-bill-'));
  const bill = await generateDemoBill({ ...options, directory });
  return { ...bill, directory, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

export function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Reads a file with a plain CSV reader that knows nothing of how the bill was written. */
export function readRows(path: string): Row[] {
  const [header = [], ...records] = parseCsv(readText(path));
  const names = header.map((name) => name ?? '');
  return records.map((record) => {
    if (record.length !== names.length) throw new Error(`${record.length} cells: ${record.join()}`);
    return Object.fromEntries(names.map((name, index) => [name, record[index] ?? null]));
  });
}

export function parseCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    let value: string | null;
    if (text[at] === '"') {
      value = '';
      for (;;) {
        const quote = text.indexOf('"', at + 1);
        value += text.slice(at + 1, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        value += '"';
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
      value = at === start ? null : text.slice(start, at);
    }
    record.push(value);
    if (text[at] !== ',') {
      records.push(record);
      record = [];
    }
    at++;
  }
  return records;
}

export const cell = (row: Row, column: string): string => {
  const value = row[column];
  if (value === null || value === undefined) throw new Error(`${column} is missing`);
  return value;
};

export const decimal = (row: Row, column: string): Exact => new Exact(cell(row, column));

/** Exact sum as plain text. */
export function sum(rows: Iterable<Row>, column: string): string {
  let total = new Exact(0);
  for (const row of rows) total = total.plus(decimal(row, column));
  return total.toFixed();
}

export function groupRows(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  return Map.groupBy(rows, keyOf);
}

export const dayOf = (row: Row): string => cell(row, 'ChargePeriodStart').slice(0, 10);
