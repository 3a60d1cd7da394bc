import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CostAccess } from '../access/cost-access';
import { UploadFiles } from '../uploads/upload-files';
import { UploadsService } from '../uploads/uploads.service';
import { ImportWorker } from './import.worker';
import { toBillingPeriod, toImport } from './import-rows.store';
import type { ImportView, PeriodView } from './import-view';
import { ImportsStore } from './imports.store';

/** What an import is asked for with, over GraphQL and over REST. */
export const importRequest = z.object({
  uploadId: z.string().min(1).max(64).describe('Id that the upload answered with.'),
  source: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine(isStorable, NOT_STORABLE)
    .default('uploads')
    .describe(
      'Source that the bill belongs to: a file of the same source and name replaces what that file brought before.',
    ),
});

export type ImportPage = Connection<ImportView> & { readonly totalCount: number };

@Injectable()
export class ImportsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: ImportsStore,
    private readonly uploads: UploadsService,
    private readonly files: UploadFiles,
    private readonly worker: ImportWorker,
  ) {}

  /**
   * Puts an upload in the queue, or answers with the import that brought the same content already.
   * Errors FORBIDDEN, NOT_FOUND, VALIDATION_FAILED.
   */
  async importBill(viewer: Viewer, input: unknown): Promise<ImportView> {
    await this.access.requireAll(viewer);
    const { uploadId, source } = parseInput(importRequest, input);
    const upload = await this.uploads.find(viewer, uploadId);
    const { fileName, sha256 } = upload;
    const row = await this.store.transaction(async (tx) => {
      await this.store.lockContent(tx, sha256, source);
      const same = await this.store.findSame(tx, sha256, source);
      if (same) return same;
      if (!(await this.files.exists(uploadId))) {
        throw new AppError(
          'NOT_FOUND',
          'The uploaded file is not there any more; upload it again.',
          {
            uploadId,
          },
        );
      }
      return this.store.insert(tx, { uploadId, source, fileName, sha256, userId: viewer.id });
    });
    this.worker.nudge();
    return toImport(row);
  }

  /** Null when absent, and for viewers who may not see every cost. */
  async find(viewer: Viewer, id: string): Promise<ImportView | null> {
    if (!isId(id) || !(await this.access.seesAll(viewer))) return null;
    const row = await this.store.findById(id);
    return row && toImport(row);
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
