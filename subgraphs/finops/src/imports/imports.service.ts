import { createHash } from 'node:crypto';
import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { UploadFiles } from '../uploads/upload-files';
import { UploadsService, type WholeUpload } from '../uploads/uploads.service';
import { MAX_MANIFEST_BYTES, mayBeManifest, readManifest } from './bill-manifest';
import { ImportWorker } from './import.worker';
import { type FoundManifest, type GivenFile, type PlannedFile, planFiles } from './import-files';
import { importRequest } from './import-request';
import { toBillingPeriod, toImport } from './import-rows.store';
import type { ImportView, PeriodView } from './import-view';
import { ImportsStore, type NewImport } from './imports.store';
import type { Issue } from './issues';
import { refusedCsv } from './refused-csv';
import { RefusedRowsStore } from './refused-rows.store';

export type ImportPage = Connection<ImportView> & { readonly totalCount: number };

@Injectable()
export class ImportsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: ImportsStore,
    private readonly uploads: UploadsService,
    private readonly files: UploadFiles,
    private readonly worker: ImportWorker,
    private readonly refused: RefusedRowsStore,
  ) {}

  /**
   * Puts uploads in the queue, or answers with the import that brought the same content already.
   * Errors FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, MANIFEST_INCOMPLETE, MANIFEST_DIFFERS.
   */
  async importBill(viewer: Viewer, input: unknown): Promise<ImportView> {
    await this.access.requireAll(viewer);
    const { uploadId, uploadIds, source } = parseInput(importRequest, input);
    const uploads = await this.uploads.findAll(viewer, uploadIds ?? [uploadId ?? '']);
    const given = uploads.map(givenUpload);
    const entry = { ...(await this.#plan(given)), source, userId: viewer.id };
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

  /** Null when absent, and for viewers who may not see every cost. */
  async find(viewer: Viewer, id: string): Promise<ImportView | null> {
    if (!isId(id) || !(await this.access.seesAll(viewer))) return null;
    const row = await this.store.findById(id);
    return row && toImport(row);
  }

  /** Refused rows as CSV, only the header line where there are none. Error NOT_FOUND. */
  async refusedRows(viewer: Viewer, id: string): Promise<AsyncGenerator<string>> {
    const found =
      isId(id) && (await this.access.seesAll(viewer)) ? await this.store.findFiles(id) : null;
    if (!found) throw new AppError('NOT_FOUND', 'There is no such import.', { id });
    return refusedCsv(found, this.refused.read(id));
  }

  /** Newest first; empty for viewers who may not see every cost. Error VALIDATION_FAILED. */
  async page(viewer: Viewer, first: number, after?: string | null): Promise<ImportPage> {
    const allowed = await this.access.seesAll(viewer);
    const page = pageFrom(first, after);
    const rows = allowed ? await this.store.findPage(page) : [];
    const sortKey = (entry: ImportView) => [entry.createdAt, entry.id];
    return {
      ...toConnection(rows.map(toImport), page, sortKey),
      totalCount: allowed ? await this.store.count() : 0,
    };
  }

  /** Newest first; empty for viewers who may not see every cost. */
  async livePeriods(viewer: Viewer): Promise<PeriodView[]> {
    if (!(await this.access.seesAll(viewer))) return [];
    return (await this.store.findLivePeriods()).map(toBillingPeriod);
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
