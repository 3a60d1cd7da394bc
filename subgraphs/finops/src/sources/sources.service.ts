import { randomUUID } from 'node:crypto';
import type { AuditDetails } from '@ai-finops/service-kit/audit-events';
import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import { requirePermission } from '@ai-finops/service-kit/permissions';
import { isStorable } from '@ai-finops/service-kit/storable';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAuditTrail } from '../access/cost-audit-trail';
import { BucketClient } from './buckets/bucket-client';
import { SourceWorker } from './source.worker';
import type { SourcePlace } from './source-place';
import { sourceChange, sourceCreation } from './source-request';
import { SourceSeals } from './source-seals';
import type { SourceView } from './source-view';
import { SourcesStore } from './sources.store';

export type SourcePage = Connection<SourceView> & { readonly totalCount: number };

type Client = RequestContext['client'];

/** Sources of bills as administrators make, see and change them. */
@Injectable()
export class SourcesService {
  constructor(
    private readonly store: SourcesStore,
    private readonly seals: SourceSeals,
    private readonly client: BucketClient,
    private readonly worker: SourceWorker,
    private readonly audit: CostAuditTrail,
  ) {}

  /** Newest first. Errors FORBIDDEN, VALIDATION_FAILED. */
  async page(viewer: Viewer, first: number, after?: string | null): Promise<SourcePage> {
    requirePermission(viewer, 'sources:sync');
    const page = pageFrom(first, after);
    const [rows, totalCount] = await Promise.all([this.store.findPage(page), this.store.count()]);
    return { ...toConnection(rows, page, ({ createdAt, id }) => [createdAt, id]), totalCount };
  }

  /** Null when absent. Error FORBIDDEN. */
  async find(viewer: Viewer, name: string): Promise<SourceView | null> {
    requirePermission(viewer, 'sources:sync');
    return isStorable(name) ? this.store.findByName(name) : null;
  }

  /** Errors FORBIDDEN, VALIDATION_FAILED, SOURCE_ADDRESS_REFUSED, CONFLICT, SERVICE_UNAVAILABLE. */
  async create(viewer: Viewer, input: unknown, client: Client): Promise<SourceView> {
    requirePermission(viewer, 'sources:manage');
    const { place, ...settings } = parseInput(sourceCreation, input);
    this.#requireAddress(place);
    const id = randomUUID().replaceAll('-', '');
    const created = await this.store.transaction(async (tx) => {
      const source = await this.store.insert(tx, {
        ...settings,
        ...this.seals.seal(place, id),
        id,
        userId: viewer.id,
      });
      if (!source) {
        const message = `There is a source ${settings.name} already.`;
        throw new AppError('CONFLICT', message, { name: settings.name });
      }
      await this.#record('SOURCE_CREATE', viewer, client, detailsOf(source));
      return source;
    });
    this.worker.nudge();
    return created;
  }

  /** Errors FORBIDDEN, VALIDATION_FAILED, SOURCE_ADDRESS_REFUSED, NOT_FOUND, SERVICE_UNAVAILABLE. */
  async update(viewer: Viewer, id: string, input: unknown, client: Client): Promise<SourceView> {
    requirePermission(viewer, 'sources:manage');
    const { place, ...settings } = parseInput(sourceChange, input);
    if (place) this.#requireAddress(place);
    const changed = await this.store.transaction(async (tx) => {
      const kind = isId(id) ? await this.store.lock(tx, id) : null;
      if (kind === null) throw absent(id);
      if (place && place.kind !== kind) {
        throw new AppError('VALIDATION_FAILED', 'A source stays of the kind that it is.', { kind });
      }
      const source = await this.store.update(tx, id, {
        ...settings,
        place: place && this.seals.seal(place, id),
      });
      await this.#record('SOURCE_CHANGE', viewer, client, {
        ...detailsOf(source),
        placeChanged: place !== undefined,
      });
      return source;
    });
    this.worker.nudge();
    return changed;
  }

  /** Answers with what it was. Errors FORBIDDEN, NOT_FOUND, SERVICE_UNAVAILABLE. */
  async delete(viewer: Viewer, id: string, client: Client): Promise<SourceView> {
    requirePermission(viewer, 'sources:manage');
    return this.store.transaction(async (tx) => {
      const source = isId(id) ? await this.store.delete(tx, id) : null;
      if (!source) throw absent(id);
      await this.#record('SOURCE_DELETE', viewer, client, detailsOf(source));
      return source;
    });
  }

  /** Errors FORBIDDEN, NOT_FOUND. */
  async sync(viewer: Viewer, id: string): Promise<SourceView> {
    requirePermission(viewer, 'sources:sync');
    const source = isId(id) ? await this.store.hasten(id) : null;
    if (!source) throw absent(id);
    this.worker.nudge();
    return source;
  }

  /** What cannot be asked anyway is refused while somebody is there to read it. */
  #requireAddress({ location: { endpoint } }: SourcePlace): void {
    if (endpoint !== null) this.client.requireAllowed(new URL(endpoint));
  }

  #record(
    event: 'SOURCE_CREATE' | 'SOURCE_CHANGE' | 'SOURCE_DELETE',
    viewer: Viewer,
    { ip, userAgent }: Client,
    details: AuditDetails,
  ): Promise<void> {
    return this.audit.record({
      event,
      outcome: 'SUCCESS',
      actorId: viewer.id,
      ipAddress: ip,
      userAgent,
      details,
    });
  }
}

const absent = (id: string): AppError =>
  new AppError('NOT_FOUND', 'There is no such source.', { id });

/** Where it reads from; who reads is nobody's business. */
function detailsOf(source: SourceView): AuditDetails {
  const { id, name, kind, endpoint, bucket, region, prefix, intervalMinutes, enabled } = source;
  return {
    source: id,
    name,
    kind,
    bucket,
    prefix,
    intervalMinutes,
    enabled,
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
  };
}
