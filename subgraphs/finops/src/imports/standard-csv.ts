import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { AppError } from '@ai-finops/service-kit/errors';
import { errorCode } from '../error-code';
import { PARTIAL } from '../uploads/upload-files';
import { type BillFormat, csvBytes } from './bill-file';
import { DoubledQuotes, hasBackslashes } from './csv-dialect';
import type { Issue } from './issues';

/** A copy of a file in what the engine reads: UTF-8 with doubled quotation marks. */
export interface StandardCopy {
  readonly path: string;
  readonly format: BillFormat;
  /** What it was. */
  readonly issue: Issue;
}

/** How a file is written: `latin1` stands for any encoding whose bytes below 128 are ASCII, and keeps them. */
interface Writing {
  readonly encoding: 'latin1' | 'utf-16le' | 'utf-16be';
  readonly backslashes: boolean;
}

/** Bytes that tell how the rest is written. */
const SAMPLE_BYTES = 1024 * 1024;

/**
 * Copies a CSV file beside itself where it is UTF-16 or has backslashes before its quotation marks; undefined for
 * any other, which is read as it is. Whoever asks removes the copy; one that a killed process left goes with the
 * uploads that never became whole. Errors FILE_UNREADABLE, FILE_TRUNCATED, DISK_FULL.
 */
export async function standardCopy(
  path: string,
  format: BillFormat,
  signal: AbortSignal,
): Promise<StandardCopy | undefined> {
  const writing = writingOf(await sampleOf(path, format));
  if (writing.encoding === 'latin1' && !writing.backslashes) return undefined;
  const copy = `${path}.utf8${PARTIAL}`;
  try {
    await pipeline(
      rewritten(csvBytes(path, format), writing),
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(copy),
      { signal },
    );
  } catch (error) {
    await rm(copy, { force: true });
    throw copyFault(error);
  }
  return { path: copy, format: 'CSV_GZ', issue: issueOf(writing) };
}

async function sampleOf(path: string, format: BillFormat): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of csvBytes(path, format)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= SAMPLE_BYTES) break;
    }
  } catch (error) {
    // What is wrong with the rest shows when it is read.
    if (size === 0) throw error;
  }
  return Buffer.concat(chunks);
}

const MARKS = { fffe: 'utf-16le', feff: 'utf-16be' } as Readonly<
  Record<string, Writing['encoding']>
>;

function writingOf(sample: Buffer): Writing {
  const encoding = MARKS[sample.subarray(0, 2).toString('hex')] ?? 'latin1';
  // A sample may end within a character.
  const text = new TextDecoder(encoding).decode(sample, { stream: true });
  return { encoding, backslashes: hasBackslashes(text) };
}

async function* rewritten(
  bytes: AsyncIterable<Buffer>,
  { encoding, backslashes }: Writing,
): AsyncGenerator<Buffer> {
  const quotes = new DoubledQuotes(backslashes);
  if (encoding === 'latin1') {
    for await (const chunk of bytes) {
      yield Buffer.from(quotes.take(chunk.toString('latin1')), 'latin1');
    }
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of bytes) {
    yield Buffer.from(quotes.take(decoder.decode(chunk, { stream: true })));
  }
  yield Buffer.from(quotes.take(decoder.decode()));
}

function issueOf({ encoding, backslashes }: Writing): Issue {
  const what = [
    ...(encoding === 'latin1' ? [] : ['The text is UTF-16.']),
    ...(backslashes ? ['Backslashes stand before the quotation marks within cells.'] : []),
    'It was read as such.',
  ];
  return {
    code: 'OTHER_WRITING',
    severity: 'INFO',
    column: null,
    message: what.join(' '),
    rows: 0,
    firstRows: [],
  };
}

function copyFault(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC')
    return new AppError(
      'DISK_FULL',
      'No space is left for a copy of the file in UTF-8.',
      {},
      { cause: error },
    );
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new AppError('FILE_UNREADABLE', 'The UTF-16 text is damaged or cut off.');
  return error;
}
