import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import {
  InjectPrisma,
  type Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { SourceKind, SourceLocation } from './source-place';
import type { SourceSyncView, SourceView } from './source-view';

/** A place as it is kept: its credentials sealed. */
export interface SealedPlace {
  readonly kind: SourceKind;
  readonly location: SourceLocation;
  readonly credentials: string;
}

export interface NewSource extends SealedPlace {
  readonly id: string;
  readonly name: string;
  readonly intervalMinutes: number;
  readonly enabled: boolean;
  readonly userId: string;
}

export interface SourceUpdate {
  readonly place?: SealedPlace | undefined;
  readonly intervalMinutes?: number | undefined;
  readonly enabled?: boolean | undefined;
}

/** What is shown: everything but the credentials. */
const COLUMNS = {
  id: true,
  name: true,
  kind: true,
  location: true,
  interval_minutes: true,
  enabled: true,
  user_id: true,
  created_at: true,
  next_sync_at: true,
  sync_state: true,
  started_at: true,
  finished_at: true,
  failures: true,
  error_code: true,
  error_message: true,
  objects: true,
  bytes_fetched: true,
  imports: true,
} as const satisfies Prisma.BillSourceSelect;

type SourceRow = Prisma.BillSourceGetPayload<{ select: typeof COLUMNS }>;

/** Sources as administrators see and change them; the worker's side is in source-queue.store.ts. */
@Injectable()
export class SourcesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(work);
  }

  /** Newest first, one more than asked for. */
  async findPage(page: Page): Promise<SourceView[]> {
    const position = positionOf(page);
    const rows = await this.prisma.billSource.findMany({
      where: position
        ? {
            OR: [
              { created_at: { lt: position.time } },
              { created_at: position.time, id: { lt: position.id } },
            ],
          }
        : {},
      select: COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return rows.map(toView);
  }

  async count(): Promise<number> {
    return this.prisma.billSource.count();
  }

  async findByName(name: string): Promise<SourceView | null> {
    const row = await this.prisma.billSource.findUnique({ where: { name }, select: COLUMNS });
    return row && toView(row);
  }

  /** Null when the name is taken. It is to be looked at at once, unless it waits to be asked. */
  async insert(tx: Transaction, source: NewSource): Promise<SourceView | null> {
    const { count } = await tx.billSource.createMany({
      data: {
        id: source.id,
        name: source.name,
        kind: source.kind,
        location: { ...source.location },
        credentials: source.credentials,
        interval_minutes: source.intervalMinutes,
        enabled: source.enabled,
        user_id: source.userId,
      },
      skipDuplicates: true,
    });
    if (count === 0) return null;
    await this.#makeDue(tx, source.id);
    return this.#seen(tx, source.id);
  }

  /** The kind of a source, which stays as it is until the end of the transaction; null when absent. */
  async lock(tx: Transaction, id: string): Promise<SourceKind | null> {
    const [row] = await tx.$queryRaw<{ kind: SourceKind }[]>`
      SELECT kind FROM "BillSource" WHERE id = ${id} FOR UPDATE`;
    return row?.kind ?? null;
  }

  /** Changes a source that is there; it is to be looked at at once, unless it waits to be asked. */
  async update(
    tx: Transaction,
    id: string,
    { place, intervalMinutes, enabled }: SourceUpdate,
  ): Promise<SourceView> {
    await tx.billSource.update({
      where: { id },
      data: {
        ...(place && { location: { ...place.location }, credentials: place.credentials }),
        ...(intervalMinutes !== undefined && { interval_minutes: intervalMinutes }),
        ...(enabled !== undefined && { enabled }),
        failures: 0,
      },
      select: { id: true },
    });
    await this.#makeDue(tx, id);
    return toView(await tx.billSource.findUniqueOrThrow({ where: { id }, select: COLUMNS }));
  }

  /** Has a source looked at at once; null when absent. */
  async hasten(id: string): Promise<SourceView | null> {
    await this.prisma.$executeRaw`UPDATE "BillSource" SET next_sync_at = now() WHERE id = ${id}`;
    return this.#seen(this.prisma, id);
  }

  /** What it was; null when absent. */
  async delete(tx: Transaction, id: string): Promise<SourceView | null> {
    const source = await this.#seen(tx, id);
    // Somebody else may have been faster: then it is not ours to have deleted.
    const { count } = await tx.billSource.deleteMany({ where: { id } });
    return count === 1 ? source : null;
  }

  /** By the clock that says whose time has come. */
  async #makeDue(tx: Transaction, id: string): Promise<void> {
    await tx.$executeRaw`
      UPDATE "BillSource" SET next_sync_at = CASE WHEN enabled THEN now() END WHERE id = ${id}`;
  }

  async #seen(client: Transaction, id: string): Promise<SourceView | null> {
    const row = await client.billSource.findUnique({ where: { id }, select: COLUMNS });
    return row && toView(row);
  }
}

function toView(row: SourceRow): SourceView {
  const { endpoint, bucket, region, prefix } = row.location as unknown as SourceLocation;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as SourceKind,
    endpoint,
    bucket,
    region,
    prefix,
    intervalMinutes: row.interval_minutes,
    enabled: row.enabled,
    createdBy: { id: row.user_id },
    createdAt: row.created_at.toISOString(),
    nextSyncAt: row.next_sync_at?.toISOString() ?? null,
    lastSync: toSync(row),
    failures: row.failures,
  };
}

function toSync(row: SourceRow): SourceSyncView | null {
  if (row.sync_state === null || row.started_at === null) return null;
  return {
    state: row.sync_state as SourceSyncView['state'],
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    errorCode: row.error_code,
    message: row.error_message,
    objects: row.objects,
    bytesFetched: Number(row.bytes_fetched),
    imports: row.imports,
  };
}
