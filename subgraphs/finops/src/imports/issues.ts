/** A kind of fault found in one column of a bill, with how often and where first. */
export interface Issue {
  readonly code: string;
  /** ERROR: the rows were refused. WARNING: loaded, the cell without a value. INFO: nothing was changed. */
  readonly severity: 'ERROR' | 'WARNING' | 'INFO';
  readonly column: string | null;
  readonly message: string;
  readonly rows: number;
  /** Numbers of the first rows that have it, from 1 after the header. */
  readonly firstRows: readonly number[];
}

/** An issue and the file that has it, where the import brings several. */
export type FileIssue = Issue & { readonly file: string | null };

const ORDER = ['ERROR', 'WARNING', 'INFO'];

/** Worst first, then those on most rows. */
export function bySeverity(
  a: { severity: string; rows: number },
  b: { severity: string; rows: number },
): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.rows - a.rows;
}
