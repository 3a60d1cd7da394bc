// A demo bill, made by a process of its own: what the generator holds is no memory of who imports.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type * as DemoBill from '../../packages/demo-bill/src/index.ts';

export const FORMATS = ['parquet', 'csv.gz', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The same bill each time that it is asked for; answers where it lies. */
export async function makeBill(directory: string, rows: number, format: Format): Promise<string> {
  const folder = join(directory, `${format}-${rows}`);
  mkdirSync(folder, { recursive: true });
  await promisify(execFile)(process.execPath, [import.meta.filename, folder, String(rows), format]);
  return join(folder, `focus.${format}`);
}

if (import.meta.main) {
  const [directory = '', rows, format] = process.argv.slice(2);
  const { generateDemoBill } = createRequire(import.meta.url)(
    '@ai-finops/demo-bill',
  ) as typeof DemoBill;
  await generateDemoBill({
    directory,
    rows: Number(rows),
    format: FORMATS.find((name) => name === format) ?? 'parquet',
    until: '2026-05',
    single: true,
  });
}
