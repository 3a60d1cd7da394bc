import { readFileSync } from 'node:fs';

/** 12 decimal places, as the platform keeps amounts. */
const SCALE = 12;

/** Cells of an RFC 4180 file, a row after the other: a second, independent reader. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [whole, quoted, plain, end] = match;
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      if (cell.lastIndex >= text.length || whole === '') break;
      rows.push([]);
    }
  }
  return rows.filter((row) => row.length > 1);
}

/** A decimal text in units of 10^-12, rounded half away from zero. */
export function toUnits(text: string): bigint {
  const match = /^(-?)(\d*)\.?(\d*)$/.exec(text);
  if (!match) throw new Error(`${text} is not a plain decimal`);
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, SCALE).padEnd(SCALE, '0');
  const next = fraction[SCALE] ?? '0';
  const magnitude = BigInt(`${whole}${kept}`) + (next >= '5' ? 1n : 0n);
  return sign ? -magnitude : magnitude;
}

/** Units of 10^-12 as the shortest decimal text. */
export function fromUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction ? `.${fraction}` : ''}`;
}

/** A decimal text without needless zeros, to compare amounts as text. */
export const normalised = (text: string): string => fromUnits(toUnits(text));

/** Sums of one column by the values of others (joined by `|`), straight from a bill's file; `NULL` is no value. */
export function sumBy(
  file: string,
  groupColumns: readonly string[],
  amountColumn: string,
): Map<string, string> {
  const [header = [], ...rows] = parseCsv(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const groups = groupColumns.map((column) => header.indexOf(column));
  const amount = header.indexOf(amountColumn);
  const value = (cell: string | undefined) => (!cell || /^null$/i.test(cell) ? '' : cell);
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const key = groups.map((group) => value(row[group])).join('|');
    sums.set(key, (sums.get(key) ?? 0n) + toUnits(value(row[amount]) || '0'));
  }
  return new Map([...sums].map(([key, units]) => [key, fromUnits(units)]));
}
