import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { UploadsService } from '../uploads/uploads.service';
import { ImportIntake } from './import-intake';
import { importRequest, importSourceName } from './import-request';
import { toBillingPeriod, toImport } from './import-rows.store';
import type { ImportView, PeriodView } from './import-view';
import { ImportWatch } from './import-watch';
import { ImportsStore } from './imports.store';
import { refusedCsv } from './refused-csv';
import { RefusedRowsStore } from './refused-rows.store';

export type ImportPage = Connection<ImportView> & { readonly totalCount: number };

@Injectable()
export class ImportsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: ImportsStore,
    private readonly uploads: UploadsService,
    private readonly intake: ImportIntake,
    private readonly refused: RefusedRowsStore,
    private readonly watched: ImportWatch,
  ) {}

  /**
   * Puts uploads in the queue, or answers with the import that brought the same content already.
   * Errors FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, MANIFEST_INCOMPLETE, MANIFEST_DIFFERS.
   */
  async importBill(viewer: Viewer, input: unknown): Promise<ImportView> {
    await this.access.requireAll(viewer);
    const { uploadId, uploadIds, source } = parseInput(importRequest, input);
    const uploads = await this.uploads.findAll(viewer, uploadIds ?? [uploadId ?? '']);
    return this.intake.take(uploads, source, viewer.id);
  }

  /** Null when absent, and for viewers who may not see every cost. */
  async find(viewer: Viewer, id: string): Promise<ImportView | null> {
    if (!isId(id) || !(await this.access.seesAll(viewer))) return null;
    const row = await this.store.findById(id);
    return row && toImport(row);
  }

  /** The import as it stands, then each time that it is further, at last as it ended. Errors NOT_FOUND, FORBIDDEN. */
  async watch(viewer: Viewer, id: string): Promise<AsyncIterableIterator<ImportView>> {
    const row =
      isId(id) && (await this.access.seesAll(viewer)) ? await this.store.findById(id) : null;
    if (!row) throw noSuchImport(id);
    return this.watched.watch(row).map(async (changed) => {
      // A right may end while it is watched.
      await this.access.requireAll(viewer);
      return toImport(changed);
    });
  }

  /** Refused rows as CSV, only the header line where there are none. Error NOT_FOUND. */
  async refusedRows(viewer: Viewer, id: string): Promise<AsyncGenerator<string>> {
    const found =
      isId(id) && (await this.access.seesAll(viewer)) ? await this.store.findFiles(id) : null;
    if (!found) throw noSuchImport(id);
    return refusedCsv(found, this.refused.read(id));
  }

  /** Newest first; empty for viewers who may not see every cost. Error VALIDATION_FAILED. */
  async page(
    viewer: Viewer,
    first: number,
    after?: string | null,
    source?: string | null,
  ): Promise<ImportPage> {
    const allowed = await this.access.seesAll(viewer);
    const page = pageFrom(first, after);
    const of = source == null ? undefined : parseInput(importSourceName, source);
    const rows = allowed ? await this.store.findPage(page, of) : [];
    const sortKey = (entry: ImportView) => [entry.createdAt, entry.id];
    return {
      ...toConnection(rows.map(toImport), page, sortKey),
      totalCount: allowed ? await this.store.count(of) : 0,
    };
  }

  /** Newest first; empty for viewers who may not see every cost. */
  async livePeriods(viewer: Viewer): Promise<PeriodView[]> {
    if (!(await this.access.seesAll(viewer))) return [];
    return (await this.store.findLivePeriods()).map(toBillingPeriod);
  }
}

const noSuchImport = (id: string): AppError =>
  new AppError('NOT_FOUND', 'There is no such import.', { id });
