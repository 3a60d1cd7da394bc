/** How a column's values are written. Every value travels as text until a format knows better. */
export type ColumnType = 'text' | 'decimal' | 'ratio' | 'int' | 'boolean';

export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type ExportCell = string | number | boolean | null;

/** An answer as a table whose rows come page by page, so that the whole of it never stands in memory. */
export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  pages(): AsyncIterable<readonly (readonly ExportCell[])[]>;
}

/** Pieces of a file, in order. */
export type Pieces = AsyncIterable<Buffer | string>;
