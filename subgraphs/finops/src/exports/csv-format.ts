import type { ExportCell, ExportTable, Pieces } from './export-table';

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

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
          quoted(columns[index]?.type === 'text' ? harmless(cell) : textOf(cell)),
        )
        .join(','),
    );
    if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
  }
}

const textOf = (cell: ExportCell): string => (cell === null ? '' : String(cell));

function harmless(cell: ExportCell): string {
  const text = textOf(cell);
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
