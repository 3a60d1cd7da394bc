import { namesOf } from '@/lib/names-of';

/** The formats of files, by the ends of their names, with their names for people. */
export const FORMAT_NAMES = { csv: 'CSV', xlsx: 'XLSX', parquet: 'Parquet', json: 'JSON' } as const;

export type FileFormat = keyof typeof FORMAT_NAMES;

export const FORMATS = namesOf<FileFormat>(FORMAT_NAMES);

/** What a file of this app holds, and how. */
export interface FileKind {
  readonly of: string;
  readonly format: FileFormat;
}

/** Reads `costs.csv`; null for what no file of ours is called. */
export function fileKind(name: string): FileKind | null {
  const [of, end, ...rest] = name.split('.');
  const format = FORMATS.find((known) => known === end);
  return of && format && rest.length === 0 ? { of, format } : null;
}
