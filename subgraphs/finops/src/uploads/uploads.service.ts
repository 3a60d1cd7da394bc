import type { Readable } from 'node:stream';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { atLeast, type Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { UploadFiles } from './upload-files';
import { type UploadRow, UploadsStore } from './uploads.store';

/** What the caller of an upload is told. */
export interface Upload {
  readonly uploadId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Uploads that nobody imported, and those of finished imports, stay a week. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

@Injectable()
export class UploadsService {
  constructor(
    private readonly access: CostAccess,
    private readonly files: UploadFiles,
    private readonly store: UploadsStore,
  ) {}

  /** Error FORBIDDEN for viewers who may not import. */
  async receive(viewer: Viewer, fileName: string, content: Readable, folder = ''): Promise<Upload> {
    await this.access.requireAll(viewer);
    const file = await this.files.receive(content);
    const upload = { ...file, fileName: plainPath(folder, fileName), userId: viewer.id };
    try {
      await this.store.insert(upload);
    } catch (error) {
      await this.files.remove(file.id);
      throw error;
    }
    return {
      uploadId: upload.id,
      fileName: upload.fileName,
      sizeBytes: upload.sizeBytes,
      sha256: upload.sha256,
    };
  }

  /** An upload of the viewer (of anybody, for administrators). Error NOT_FOUND. */
  async find(viewer: Viewer, id: string): Promise<UploadRow> {
    await this.access.requireAll(viewer);
    const upload = isId(id) ? await this.store.findById(id) : null;
    if (!upload || (upload.userId !== viewer.id && !atLeast(viewer.role, 'ADMIN'))) {
      throw new AppError('NOT_FOUND', 'There is no such upload.', { uploadId: id });
    }
    return upload;
  }

  /** Removes uploads whose time is over. */
  async cleanUp(): Promise<void> {
    const before = new Date(Date.now() - KEEP_MS);
    for (const id of await this.store.findUnneeded(before)) {
      await this.files.remove(id);
      await this.store.delete(id);
    }
    await this.files.removePartial(before);
  }
}

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
