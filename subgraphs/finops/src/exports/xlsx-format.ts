import { PassThrough } from 'node:stream';
import { stream } from 'exceljs';
import type { ExportCell, ExportColumn, ExportTable, Pieces } from './export-table';

/** Rows of a sheet, its header among them; the rest goes to further sheets. */
const MOST_ROWS = 1_048_576;
/** Characters of a cell. */
const MOST_TEXT = 32_767;

/** Digits that a binary float, which a spreadsheet's number is, keeps for sure. */
const SAFE_DIGITS = 15;

/**
 * Sheets written as their rows come. Texts are cells of text, never formulas; a decimal is a number where
 * that is exact, and text where a number would lose digits.
 */
export async function* xlsx({ columns, pages }: ExportTable): Pieces {
  const output = new PassThrough();
  const writing = write(output, { columns, pages }).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  yield* output;
  await writing;
}

async function write(output: PassThrough, { columns, pages }: ExportTable): Promise<void> {
  const workbook = new stream.xlsx.WorkbookWriter({ stream: output, useSharedStrings: false });
  const header = columns.map(({ name }) => name);
  const newSheet = (number: number) => {
    const added = workbook.addWorksheet(number === 1 ? 'Answer' : `Answer ${number}`);
    added.addRow(header).commit();
    return added;
  };
  let [sheet, sheets, filled] = [newSheet(1), 1, 1];
  for await (const rows of pages()) {
    for (const row of rows) {
      if (filled === MOST_ROWS) {
        sheet.commit();
        sheets++;
        [sheet, filled] = [newSheet(sheets), 1];
      }
      sheet.addRow(row.map((cell, index) => valueFor(cell, columns[index]))).commit();
      filled++;
    }
    // Waits for the reader, so that no more than a page is held.
    if (output.readableLength > output.readableHighWaterMark) await drained(output);
  }
  sheet.commit();
  await workbook.commit();
}

function drained(output: PassThrough): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (output.destroyed) reject(new Error('The reader has gone.'));
      else if (output.readableLength <= output.readableHighWaterMark) resolve();
      else setTimeout(check, 5);
    };
    check();
  });
}

function valueFor(cell: ExportCell, column: ExportColumn | undefined): ExportCell {
  if (typeof cell !== 'string') return cell;
  if (column?.type === 'text') return cell.slice(0, MOST_TEXT);
  const digits = cell.replace(/^-/, '').replace('.', '').replace(/^0+/, '');
  return digits.length <= SAFE_DIGITS ? Number(cell) : cell;
}
