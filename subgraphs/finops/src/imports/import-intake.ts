import { createHash } from 'node:crypto';
import { AppError } from '@ai-finops/service-kit/errors';
import { Injectable } from '@nestjs/common';
import { UploadFiles } from '../uploads/upload-files';
import type { WholeUpload } from '../uploads/uploads.service';
import { MAX_MANIFEST_BYTES, mayBeManifest, readManifest } from './bill-manifest';
import { ImportWorker } from './import.worker';
import { type FoundManifest, type GivenFile, type PlannedFile, planFiles } from './import-files';
import { toImport } from './import-rows.store';
import type { ImportView } from './import-view';
import { ImportsStore, type NewImport } from './imports.store';
import type { Issue } from './issues';

/** Where files become an import, whoever brought them. */
@Injectable()
export class ImportIntake {
  constructor(
    private readonly store: ImportsStore,
    private readonly files: UploadFiles,
    private readonly worker: ImportWorker,
  ) {}

  /**
   * Puts files in the queue, or answers with the import that brought the same content already. Errors
   * NOT_FOUND, MANIFEST_INCOMPLETE, MANIFEST_DIFFERS.
   */
  async take(uploads: readonly WholeUpload[], source: string, userId: string): Promise<ImportView> {
    const entry = { ...(await this.#plan(uploads.map(givenUpload))), source, userId };
    const row = await this.store.transaction(async (tx) => {
      await this.store.lockContent(tx, entry.sha256, source);
      const same = await this.store.findSame(tx, entry.sha256, source);
      if (same) return same;
      for (const file of entry.files) await this.#refuseMissing(file);
      return this.store.insert(tx, entry);
    });
    this.worker.nudge();
    return toImport(row);
  }

  async #plan(given: readonly GivenUpload[]): Promise<Omit<NewImport, 'source' | 'userId'>> {
    const manifests: FoundManifest[] = [];
    const bills: GivenUpload[] = [];
    for (const file of given) {
      const manifest = await this.#manifestIn(file);
      if (manifest) manifests.push({ path: file.path, manifest });
      else bills.push(file);
    }
    const { files, unnamed } = planFiles(bills, manifests);
    return {
      fileName: nameOf(files),
      sha256: hashOf(files),
      files: files.map(({ given: { uploadId, path, sha256, sizeBytes }, unit, rowsStated }) => ({
        uploadId,
        name: path,
        sha256,
        sizeBytes,
        unit,
        rowsStated,
      })),
      issues: unnamed.map(notNamed),
    };
  }

  async #manifestIn({ path, uploadId, sizeBytes }: GivenUpload) {
    if (!mayBeManifest(path) || sizeBytes > MAX_MANIFEST_BYTES) return undefined;
    const text = await this.files.readText(uploadId);
    return text === undefined ? undefined : readManifest(path, text);
  }

  async #refuseMissing({ uploadId }: { readonly uploadId: string }): Promise<void> {
    if (await this.files.exists(uploadId)) return;
    const message = 'The uploaded file is not there any more; upload it again.';
    throw new AppError('NOT_FOUND', message, { uploadId });
  }
}

type GivenUpload = GivenFile & { readonly uploadId: string };

const givenUpload = ({ id, fileName, sizeBytes, sha256 }: WholeUpload): GivenUpload => ({
  uploadId: id,
  path: fileName,
  sizeBytes,
  sha256,
});

/** The file's name, or the export's, or how many files there are. */
function nameOf(files: readonly PlannedFile<GivenUpload>[]): string {
  const [first] = files;
  if (first && files.length === 1) return first.given.path;
  const units = new Set(files.map(({ unit }) => unit));
  return first && units.size === 1 ? first.unit : `${files.length} files`;
}

/** Of one file its own hash, of several that of their names and hashes. */
function hashOf(files: readonly PlannedFile<GivenUpload>[]): string {
  const [first] = files;
  if (first && files.length === 1 && first.unit === first.given.path) return first.given.sha256;
  const lines = files.map(({ given: { path, sha256 }, unit }) =>
    JSON.stringify([unit, path, sha256]),
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

const notNamed = (path: string): Issue => ({
  code: 'FILE_NOT_NAMED',
  severity: 'INFO',
  column: null,
  message: `${path} is named by no manifest; it was not imported.`,
  rows: 0,
  firstRows: [],
});
