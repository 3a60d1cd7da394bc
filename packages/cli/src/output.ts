import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from './cli-error';
import { clientOf, type GlobalOptions } from './context';

const FORMATS = ['csv', 'json', 'xlsx', 'parquet'] as const;

/** The format that a file's name asks for. */
export function formatOf(file: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((name) => extname(file).toLowerCase() === `.${name}`);
  if (format) return format;
  throw new CliError(
    `--output ${file}: the name must end with ${FORMATS.map((name) => `.${name}`).join(', ')}.`,
  );
}

/** Writes the answer of a query of the graph to a file. */
export async function saveAnswer(
  options: GlobalOptions,
  file: string,
  of: 'costs' | 'costDrivers' | 'kpis' | 'focusUseCase',
  input: object,
): Promise<void> {
  const format = formatOf(file);
  const content = await clientOf(options).download('/exports', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ of, format, input }),
  });
  await saveStream(file, content);
}

/** Writes a file as it comes. It has its name once it is whole; of one that breaks off nothing is left. */
export async function saveStream(file: string, content: ReadableStream<Uint8Array>): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  try {
    await pipeline(Readable.fromWeb(content as never), createWriteStream(draft));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
