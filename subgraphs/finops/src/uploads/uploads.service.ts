import type { Readable } from 'node:stream';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import { may } from '@ai-finops/service-kit/permissions';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CostAccess } from '../access/cost-access';
import { UploadFiles } from './upload-files';
import type { Upload } from './upload-view';
import { type UploadRow, UploadsStore } from './uploads.store';

/** Uploads that nobody imported, and those of finished imports, stay a week. */
export const UPLOAD_KEEP_MS = 7 * 24 * 60 * 60 * 1000;

/** An upload whose content has arrived. */
export type WholeUpload = UploadRow & { readonly sha256: string };

const announcement = z.object({
  fileName: z.string().max(1024),
  folder: z.string().max(1024),
  sizeBytes: z.number().int().min(0),
  sha256: z
    .string()
    .regex(/^[\da-f]{64}$/i)
    .transform((text) => text.toLowerCase())
    .optional(),
});

@Injectable()
export class UploadsService {
  /** Uploads that a part is being written to, or whose last part is being checked. */
  readonly #busy = new Set<string>();
  /** Uploads that are being made whole: whoever asks for one of them waits for the same check. */
  readonly #completing = new Map<string, Promise<string>>();

  constructor(
    private readonly access: CostAccess,
    private readonly files: UploadFiles,
    private readonly store: UploadsStore,
  ) {}

  /** Takes a whole file. Errors FORBIDDEN for viewers who may not import, BAD_REQUEST, DISK_FULL. */
  async receive(viewer: Viewer, fileName: string, content: Readable, folder = ''): Promise<Upload> {
    await this.access.requireAll(viewer);
    const upload = await this.keep(viewer.id, fileName, content, folder);
    return viewOf(upload, upload.sizeBytes);
  }

  /** As {@link receive}, for what the service itself has fetched for somebody. */
  async keep(
    userId: string,
    fileName: string,
    content: Readable,
    folder: string,
  ): Promise<WholeUpload> {
    const file = await this.files.receive(content);
    const upload = { ...file, fileName: plainPath(folder, fileName), userId, expectedSha256: null };
    try {
      await this.store.insert(upload);
    } catch (error) {
      await this.files.remove(file.id);
      throw error;
    }
    return upload;
  }

  /** Lets go of what was kept and is not needed after all. */
  async drop(id: string): Promise<void> {
    if (await this.store.deleteUnneeded(id)) await this.files.remove(id);
  }

  /** Begins an upload in parts. Errors FORBIDDEN, VALIDATION_FAILED, DISK_FULL. */
  async begin(viewer: Viewer, input: unknown): Promise<Upload> {
    await this.access.requireAll(viewer);
    const { fileName, folder, sizeBytes, sha256 } = parseInput(announcement, input);
    const row: UploadRow = {
      id: await this.files.begin(),
      fileName: plainPath(folder, fileName),
      sizeBytes,
      sha256: null,
      expectedSha256: sha256 ?? null,
      userId: viewer.id,
    };
    await this.store.insert(row);
    return this.#seen(row);
  }

  /** How far an upload is. Error NOT_FOUND. */
  async state(viewer: Viewer, id: string): Promise<Upload> {
    await this.access.requireAll(viewer);
    return this.#seen(await this.#own(viewer, id));
  }

  /**
   * Writes a part at its place and answers how many bytes there are now. Errors NOT_FOUND, CONFLICT for
   * another place than the end and while another part is written, PAYLOAD_TOO_LARGE, UPLOAD_DIFFERS.
   */
  async append(viewer: Viewer, id: string, offset: number, content: Readable): Promise<number> {
    await this.access.requireAll(viewer);
    const row = await this.#own(viewer, id);
    // Noted before anything is waited for: of two parts that come at once only one is written.
    if (this.#busy.has(id)) throw misplaced(await this.files.received(id));
    this.#busy.add(id);
    try {
      const { receivedBytes } = await this.#seen(row);
      if (offset !== receivedBytes) throw misplaced(receivedBytes);
      await this.files.append(id, offset, row.sizeBytes, content);
      return (await this.#seen(row)).receivedBytes;
    } finally {
      this.#busy.delete(id);
    }
  }

  /** Error NOT_FOUND; CONFLICT while an import needs it. */
  async remove(viewer: Viewer, id: string): Promise<void> {
    await this.access.requireAll(viewer);
    await this.#own(viewer, id);
    if (!(await this.store.deleteUnneeded(id))) {
      throw new AppError('CONFLICT', 'An import needs this upload.', { uploadId: id });
    }
    await this.files.remove(id);
  }

  /**
   * Uploads of the viewer (of anybody, for administrators) that have arrived, each once. Errors NOT_FOUND,
   * CONFLICT for one that has not arrived.
   */
  async findAll(viewer: Viewer, ids: readonly string[]): Promise<WholeUpload[]> {
    await this.access.requireAll(viewer);
    const wanted = [...new Set(ids)];
    const rows = await this.store.findByIds(wanted.filter(isId));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const whole: WholeUpload[] = [];
    for (const id of wanted) whole.push(await this.#whole(visible(viewer, id, byId.get(id))));
    return whole;
  }

  async #whole(row: UploadRow): Promise<WholeUpload> {
    const { sha256, receivedBytes } = await this.#seen(row);
    if (sha256 !== null) return { ...row, sha256 };
    throw new AppError(
      'CONFLICT',
      `The upload is not complete: ${receivedBytes} of ${row.sizeBytes} bytes have arrived.`,
      { uploadId: row.id, receivedBytes },
    );
  }

  /** Removes uploads whose time is over. */
  async cleanUp(): Promise<void> {
    const before = new Date(Date.now() - UPLOAD_KEEP_MS);
    for (const id of await this.store.findUnneeded(before)) {
      await this.files.remove(id);
      await this.store.delete(id);
    }
    await this.files.removePartial(before);
  }

  async #own(viewer: Viewer, id: string): Promise<UploadRow> {
    return visible(viewer, id, isId(id) ? await this.store.findById(id) : null);
  }

  /** What is there of it. All of it is checked and kept now, if a stop of the service came between. */
  async #seen(row: UploadRow): Promise<Upload> {
    if (row.sha256 !== null) return viewOf(row, row.sizeBytes);
    const received = await this.files.received(row.id);
    if (received < row.sizeBytes) return viewOf(row, received);
    const completing = this.#completing.get(row.id) ?? this.#complete(row);
    this.#completing.set(row.id, completing);
    try {
      return viewOf({ ...row, sha256: await completing }, received);
    } finally {
      this.#completing.delete(row.id);
    }
  }

  async #complete(row: UploadRow): Promise<string> {
    const sha256 = await this.files.complete(row.id);
    if (sha256 === undefined) {
      // Another replica was faster, and an import may have used the file up since.
      const done = (await this.store.findById(row.id))?.sha256;
      if (done) return done;
      throw new AppError('NOT_FOUND', 'There is no such upload.', { uploadId: row.id });
    }
    if (row.expectedSha256 !== null && row.expectedSha256 !== sha256) {
      await this.store.delete(row.id);
      await this.files.remove(row.id);
      throw new AppError('UPLOAD_DIFFERS', 'What arrived has another SHA-256; upload it again.', {
        expected: row.expectedSha256,
        sha256,
      });
    }
    await this.store.complete(row.id, sha256);
    return sha256;
  }
}

/** Error NOT_FOUND for an upload that is absent or not the viewer's to see. */
function visible(viewer: Viewer, id: string, upload: UploadRow | null | undefined): UploadRow {
  if (!upload || (upload.userId !== viewer.id && !may(viewer, 'uploads:all'))) {
    throw new AppError('NOT_FOUND', 'There is no such upload.', { uploadId: id });
  }
  return upload;
}

const misplaced = (receivedBytes: number): AppError =>
  new AppError('CONFLICT', `The next part begins at byte ${receivedBytes}.`, { receivedBytes });

const viewOf = ({ id, fileName, sizeBytes, sha256 }: UploadRow, receivedBytes: number): Upload => ({
  uploadId: id,
  fileName,
  sizeBytes,
  receivedBytes,
  sha256,
});

/** A relative path of plain names: where the file lies in the folder that is imported. */
function plainPath(folder: string, fileName: string): string {
  const above = folder
    .split(/[/\\]/)
    .filter((part) => !/^\s*\.{0,2}\s*$/.test(part))
    .map(plainName);
  return [...above, plainName(fileName)].join('/');
}

/** The last part of a path, without control characters. */
function plainName(fileName: string): string {
  const last = fileName.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, '').trim();
  return plain === '' ? 'bill' : [...plain].slice(0, 255).join('');
}
