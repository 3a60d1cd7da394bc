import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '@ai-finops/service-kit/errors';
import { errorCode } from '../error-code';

export type BillFormat = 'CSV' | 'CSV_GZ' | 'CSV_ZST' | 'PARQUET';

/** The first line of a CSV file that has anything in it. */
export interface CsvHeader {
  readonly cells: readonly string[];
  /** Lines of text before the first row of data. */
  readonly lines: number;
}

/** A header longer than this is none. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** How a frame of Zstandard begins, or one to be skipped, which parallel compressors put first. */
const ZSTD_FRAME = /^(?:28b52ffd|5[0-9a-f]2a4d18)$/;

const unreadable = (reason: string) => new AppError('FILE_UNREADABLE', reason);

/** Recognises a file by its content; its name says nothing. Errors FILE_EMPTY, FILE_UNREADABLE, FILE_TRUNCATED. */
export async function recogniseFormat(path: string): Promise<BillFormat> {
  const { size } = await stat(path);
  if (size === 0) throw new AppError('FILE_EMPTY', 'The file has no content.');
  const [head, tail] = await ends(path, size);
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'CSV_GZ';
  if (ZSTD_FRAME.test(head.toString('hex'))) return 'CSV_ZST';
  if (head.toString('latin1') === 'PAR1') {
    if (size < 12)
      throw new AppError('FILE_TRUNCATED', 'The Parquet file ends after its first bytes.');
    if (tail.toString('latin1') === 'PAR1') return 'PARQUET';
    throw new AppError('FILE_TRUNCATED', 'The Parquet file has no footer: it ends too early.');
  }
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    throw unreadable('The file is a ZIP archive; extract the bill from it first.');
  }
  return 'CSV';
}

async function ends(path: string, size: number): Promise<[Buffer, Buffer]> {
  const file = await open(path);
  try {
    const length = Math.min(4, size);
    const head = Buffer.alloc(length);
    const tail = Buffer.alloc(length);
    await file.read(head, 0, length, 0);
    await file.read(tail, 0, length, size - length);
    return [head, tail];
  } finally {
    await file.close();
  }
}

/** Decompressed bytes of a CSV file. Incomplete compressed data fails with FILE_TRUNCATED. */
export async function* csvBytes(path: string, format: BillFormat): AsyncGenerator<Buffer> {
  const bytes = createReadStream(path);
  const content = decompressed(bytes, format);
  bytes.on('error', (error) => content.destroy(error));
  try {
    for await (const chunk of content) yield chunk as Buffer;
  } catch (error) {
    throw compressionFault(error, format === 'CSV_GZ' ? 'gzip' : 'Zstandard');
  } finally {
    bytes.destroy();
    content.destroy();
  }
}

function decompressed(bytes: ReadStream, format: BillFormat): Readable {
  if (format === 'CSV_GZ') return bytes.pipe(createGunzip());
  return format === 'CSV_ZST' ? bytes.pipe(createZstdDecompress()) : bytes;
}

function compressionFault(error: unknown, kind: string): unknown {
  const code = errorCode(error) ?? '';
  if (code === 'Z_BUF_ERROR')
    return new AppError('FILE_TRUNCATED', `The ${kind} file ends too early.`);
  if (code === 'Z_DATA_ERROR' || code.startsWith('ZSTD_'))
    return unreadable(`The ${kind} file is damaged.`);
  return error;
}

/**
 * Reads a Zstandard file to its end. The engine takes one that is cut off or damaged for a shorter one,
 * without a word. Errors FILE_TRUNCATED, FILE_UNREADABLE.
 */
export async function refuseBrokenZstd(path: string, signal: AbortSignal): Promise<void> {
  for await (const _chunk of csvBytes(path, 'CSV_ZST')) signal.throwIfAborted();
}

/** Reads the header of a CSV file. Errors FILE_EMPTY, FILE_UNREADABLE, FILE_TRUNCATED. */
export async function readCsvHeader(path: string, format: BillFormat): Promise<CsvHeader> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of csvBytes(path, format)) {
    if (size === 0) refuseWideText(chunk);
    chunks.push(chunk);
    size += chunk.length;
    const header = parseHeader(Buffer.concat(chunks).toString('utf8'), false);
    if (header) return refuseOtherSeparators(header);
    if (size > MAX_HEADER_BYTES)
      throw unreadable('The file does not begin with a line of column names.');
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.replace('\ufeff', '').trim() === '') {
    throw new AppError('FILE_EMPTY', 'The file has no text in it.');
  }
  const header = parseHeader(text, true);
  if (!header) throw unreadable('The line of column names ends inside quotation marks.');
  return refuseOtherSeparators(header);
}

/** Such files often have commas in their numbers too, so they are not guessed at. */
function refuseOtherSeparators(header: CsvHeader): CsvHeader {
  const [first = '', second] = header.cells;
  const separator = second === undefined ? /[;\t|]/.exec(first)?.[0] : undefined;
  if (separator === undefined) return header;
  const names = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as Record<string, string>;
  throw unreadable(`The columns are separated by ${names[separator]}; save the bill with commas.`);
}

function refuseWideText(chunk: Buffer): void {
  const text = chunk.subarray(0, 4096).toString('latin1');
  // ASCII in two bytes a character; with a byte order mark it would have been read as such.
  if (/^(?:\0[ -~]){4}|^(?:[ -~]\0){4}/.test(text))
    throw unreadable('The text is UTF-16 without a byte order mark; save it as UTF-8.');
  if (text.includes('\0'))
    throw unreadable('The file is neither CSV, gzip, Zstandard nor Parquet.');
}

/** The first line that is not blank, as RFC 4180 cells; undefined while it is not complete. */
export function parseHeader(text: string, complete: boolean): CsvHeader | undefined {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  let lines = 0;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') lines++;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (char === ',') {
      cells.push(cell.trim());
      cell = '';
    } else if (char === '\n') {
      if (cells.length > 0 || cell.trim() !== '') return { cells: [...cells, cell.trim()], lines };
      cell = '';
    } else cell += char;
  }
  if (!complete || quoted || (cells.length === 0 && cell.trim() === '')) return undefined;
  return { cells: [...cells, cell.trim()], lines: lines + 1 };
}

/**
 * True when a quotation mark is left open at the end: the engine then takes the rest of the file for
 * one cell without a word. Reads the whole file, so it is asked only when the last row looks odd.
 */
export async function endsInsideQuotes(path: string, format: BillFormat): Promise<boolean> {
  let marks = 0;
  for await (const chunk of csvBytes(path, format)) {
    for (let at = chunk.indexOf(0x22); at >= 0; at = chunk.indexOf(0x22, at + 1)) marks++;
  }
  return marks % 2 === 1;
}
