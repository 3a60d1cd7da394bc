import { harmless, quoted } from '../csv-cell';
import type { ExportCell, ExportTable, Pieces } from './export-table';

/**
 * RFC 4180 with a header. A text that a spreadsheet would run as a formula gets an apostrophe before it;
 * numbers are written by us and keep their sign.
 */
export async function* csv({ columns, pages }: ExportTable): Pieces {
  yield `${columns.map(({ name }) => quoted(harmless(name))).join(',')}\r\n`;
  for await (const rows of pages()) {
    const lines = rows.map((row) =>
      row
        .map((cell, index) =>
          quoted(columns[index]?.type === 'text' ? harmless(textOf(cell)) : textOf(cell)),
        )
        .join(','),
    );
    if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
  }
}

const textOf = (cell: ExportCell): string => (cell === null ? '' : String(cell));
