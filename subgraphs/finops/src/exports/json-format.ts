import type { ExportTable, Pieces } from './export-table';

/** A list of objects; decimals as text, so that nobody reads them as binary floats. */
export async function* json({ columns, pages }: ExportTable): Pieces {
  let separator = '[\n';
  for await (const rows of pages()) {
    for (const row of rows) {
      const entries = columns.map(({ name }, index) => [name, row[index] ?? null]);
      yield `${separator}${JSON.stringify(Object.fromEntries(entries))}`;
      separator = ',\n';
    }
  }
  yield separator === ',\n' ? '\n]\n' : '[]\n';
}
