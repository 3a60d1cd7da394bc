import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import { errorCode } from '../error-code';

export interface ReceivedFile {
  readonly id: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Ends the names of files that are not whole; what is left of them is swept. */
export const PARTIAL = '.part';

/** Files between their upload and their import: one directory, one file an upload, named by its id. */
export class UploadFiles {
  constructor(private readonly directory: string) {}

  pathOf(id: string): string {
    return join(this.directory, basename(id));
  }

  async exists(id: string): Promise<boolean> {
    return stat(this.pathOf(id)).then(
      (entry) => entry.isFile(),
      () => false,
    );
  }

  /** Streams to disk. Nothing is left behind when it breaks off. Errors BAD_REQUEST, DISK_FULL. */
  async receive(content: Readable): Promise<ReceivedFile> {
    await mkdir(this.directory, { recursive: true });
    const id = randomUUID().replaceAll('-', '');
    const partial = this.#partialOf(id);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(content, measure, createWriteStream(partial, { flags: 'wx', flush: true }));
      await rename(partial, this.pathOf(id));
    } catch (error) {
      await rm(partial, { force: true });
      throw uploadFault(error);
    }
    return { id, sizeBytes, sha256: hash.digest('hex') };
  }

  /** Begins a file that arrives in parts; answers its id. Error DISK_FULL. */
  async begin(): Promise<string> {
    await mkdir(this.directory, { recursive: true });
    const id = randomUUID().replaceAll('-', '');
    await writeFile(this.#partialOf(id), '', { flag: 'wx' }).catch((error: unknown) => {
      throw uploadFault(error);
    });
    return id;
  }

  /** Bytes that have arrived of a file, whole or not. */
  async received(id: string): Promise<number> {
    const found = await stat(this.#partialOf(id)).catch(() =>
      stat(this.pathOf(id)).catch(() => undefined),
    );
    return found?.size ?? 0;
  }

  /**
   * Writes a part at its place and keeps what arrives of it, also when it breaks off. What is
   * acknowledged is on the disk. Errors PAYLOAD_TOO_LARGE beyond `sizeBytes`, BAD_REQUEST, DISK_FULL.
   */
  async append(id: string, offset: number, sizeBytes: number, content: Readable): Promise<void> {
    let end = offset;
    const bounded = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        end += chunk.length;
        if (end <= sizeBytes) done(null, chunk);
        else
          done(new AppError('PAYLOAD_TOO_LARGE', `The file was said to have ${sizeBytes} bytes.`));
      },
    });
    const file = createWriteStream(this.#partialOf(id), {
      flags: offset === 0 ? 'w' : 'r+',
      start: offset,
      flush: true,
    });
    await pipeline(content, bounded, file).catch((error: unknown) => {
      throw uploadFault(error);
    });
  }

  /**
   * Hashes a file of which all has arrived, and makes it whole, also when another process does the same.
   * Answers its SHA-256, hex; undefined when it is not there any more.
   */
  async complete(id: string): Promise<string | undefined> {
    const partial = await this.#hashOf(this.#partialOf(id));
    // It has another name once it is whole.
    if (partial === undefined) return this.#hashOf(this.pathOf(id));
    await rename(this.#partialOf(id), this.pathOf(id)).catch(unlessMissing);
    return partial;
  }

  async #hashOf(path: string): Promise<string | undefined> {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(path), hash);
    } catch (error) {
      return unlessMissing(error);
    }
    return hash.digest('hex');
  }

  #partialOf(id: string): string {
    return `${this.pathOf(id)}${PARTIAL}`;
  }

  /** Content of a small text file; undefined when it is not there any more. */
  async readText(id: string): Promise<string | undefined> {
    return readFile(this.pathOf(id), 'utf8').catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
    await rm(this.#partialOf(id), { force: true });
  }

  /** Removes what a killed process left half received before `before`. */
  async removePartial(before: Date): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    for (const name of names.filter((entry) => entry.endsWith(PARTIAL))) {
      const path = join(this.directory, name);
      const modified = await stat(path).catch(() => undefined);
      if (modified && modified.mtime < before) await rm(path, { force: true });
    }
  }
}

/** Throws again what is not the absence of a file. */
function unlessMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}

function uploadFault(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC')
    return new AppError('DISK_FULL', 'No space is left for the upload.', {}, { cause: error });
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('BAD_REQUEST', 'The upload broke off.', {}, { cause: error });
  }
  return error;
}
