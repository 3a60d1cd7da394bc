import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Lines } from './bill';

const CHUNK_CHARACTERS = 1 << 20;
/** Bills compress well at any level; a low one keeps up with the generator. */
const GZIP_LEVEL = 3;

/** Writes lines with bounded memory. A file appears under its name only when it is whole. */
export async function writeLines(path: string, lines: Lines, gzip: boolean): Promise<void> {
  const partial = `${path}.partial`;
  const file = createWriteStream(partial);
  try {
    if (gzip) await pipeline(chunksOf(lines), createGzip({ level: GZIP_LEVEL }), file);
    else await pipeline(chunksOf(lines), file);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function* chunksOf(lines: Lines): Generator<Buffer> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text) yield Buffer.from(text);
}
