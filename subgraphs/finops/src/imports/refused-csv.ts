import { harmless, quoted } from '../csv-cell';
import type { RefusedRow } from './refused-rows.store';

/** Where a refused row came from. */
export interface RefusedFile {
  readonly name: string;
  /** Headers of its columns, in its order. */
  readonly columns: readonly string[];
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A cell that no spreadsheet takes for a formula. Numbers of the file keep their sign. */
export function csvCell(text: string): string {
  return quoted(NUMBER.test(text) ? text : harmless(text));
}

const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * Refused rows as CSV: file, row, reasons, and the cells under their headers. Files of other columns
 * share what they have in common; cells beyond the header come last.
 */
export async function* refusedCsv(
  files: readonly RefusedFile[],
  rows: AsyncIterable<RefusedRow>,
): AsyncGenerator<string> {
  const headers = [...new Set(files.flatMap(({ columns }) => columns))];
  yield line(['file', 'row', 'reasons', ...headers, 'cells beyond the header']);
  for await (const { file, row, reasons, cells } of rows) {
    const { name = '', columns = [] } = files[file] ?? {};
    const byHeader = new Map(columns.map((header, n) => [header, cells[n] ?? '']));
    const beyond = cells.slice(columns.length).filter((cell) => cell !== '');
    yield line([
      name,
      String(row),
      reasons.join('; '),
      ...headers.map((header) => byHeader.get(header) ?? ''),
      beyond.join(' | '),
    ]);
  }
}
