import type { AuditDetails } from '@ai-finops/service-kit/audit-events';
import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { parseInput } from '@ai-finops/service-kit/input';
import { requirePermission } from '@ai-finops/service-kit/permissions';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CostAuditTrail } from '../access/cost-audit-trail';
import type { PeriodView } from '../imports/import-view';
import { BatchesStore, type BatchView } from './batches.store';
import { ChargeStorageStore } from './charge-storage.store';

const text = z.string().min(1).max(1024).refine(isStorable, NOT_STORABLE);

const firstDay = z.iso.date().transform((day) => new Date(`${day}T00:00:00Z`));

const deletion = z.object({
  start: firstDay,
  source: text.nullish().transform((value) => value ?? undefined),
  billingAccountId: text.nullish().transform((value) => value ?? undefined),
});

const rebuilding = deletion.extend({
  start: firstDay.nullish().transform((value) => value ?? undefined),
});

export type BatchPage = Connection<BatchView> & { readonly totalCount: number };

export interface StorageView {
  readonly liveCharges: number;
  readonly storedCharges: number;
  readonly bytesOnDisk: number;
  readonly bytesUncompressed: number;
}

/** What administrators see of batches, and do with them. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly store: BatchesStore,
    private readonly storage: ChargeStorageStore,
    private readonly audit: CostAuditTrail,
  ) {}

  /** Newest first. Errors FORBIDDEN, VALIDATION_FAILED. */
  async page(
    viewer: Viewer,
    first: number,
    after?: string | null,
    live: boolean | null = null,
  ): Promise<BatchPage> {
    requirePermission(viewer, 'batches:manage');
    const page = pageFrom(first, after);
    const rows = await this.store.findPage(page, live);
    return {
      ...toConnection(rows, page, ({ publishedAt, id }) => [publishedAt, id]),
      totalCount: await this.store.count(live),
    };
  }

  /** Error FORBIDDEN. */
  async used(viewer: Viewer): Promise<StorageView> {
    requirePermission(viewer, 'batches:manage');
    const { charges, bytesOnDisk, bytesUncompressed } = await this.storage.used();
    const liveCharges = await this.store.liveCharges();
    return { liveCharges, storedCharges: charges, bytesOnDisk, bytesUncompressed };
  }

  /**
   * Takes billing periods away from questions at once; their charges go with those that were replaced.
   * None is deleted without its entry in the audit log. Errors FORBIDDEN, VALIDATION_FAILED, NOT_FOUND,
   * SERVICE_UNAVAILABLE.
   */
  async deletePeriod(
    viewer: Viewer,
    input: unknown,
    { ip, userAgent }: RequestContext['client'],
  ): Promise<PeriodView[]> {
    requirePermission(viewer, 'batches:manage');
    const choice = parseInput(deletion, input);
    return this.store.transaction(async (tx) => {
      const deleted = await this.store.retire(tx, choice);
      if (deleted.length === 0) throw new AppError('NOT_FOUND', 'There is no such billing period.');
      await this.audit.record({
        event: 'BILLING_PERIOD_DELETE',
        outcome: 'SUCCESS',
        actorId: viewer.id,
        ipAddress: ip,
        userAgent,
        details: detailsOf(choice, deleted),
      });
      return deleted;
    });
  }

  /** Errors FORBIDDEN, VALIDATION_FAILED, NOT_FOUND. */
  async rebuildAggregates(viewer: Viewer, input: unknown): Promise<PeriodView[]> {
    requirePermission(viewer, 'batches:manage');
    const forgotten = await this.store.forgetRollups(parseInput(rebuilding, input ?? {}));
    if (forgotten.length === 0) throw new AppError('NOT_FOUND', 'There is no such billing period.');
    return forgotten;
  }

  /** Lets billing periods go that began more than so many months before this one. */
  retireOlderThan(months: number, now = new Date()): Promise<number> {
    return this.store.retireBefore(
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)),
    );
  }
}

function detailsOf(
  { start, source, billingAccountId }: z.output<typeof deletion>,
  deleted: readonly PeriodView[],
): AuditDetails {
  return {
    start: start.toISOString().slice(0, 10),
    ...(source !== undefined && { source }),
    ...(billingAccountId !== undefined && { billingAccountId }),
    periods: deleted.length,
    charges: deleted.reduce((sum, { charges }) => sum + charges, 0),
  };
}
