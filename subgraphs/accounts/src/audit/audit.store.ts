import type { AuditEvent, AuditOutcome } from '@ai-finops/service-kit/audit-events';
import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import {
  InjectPrisma,
  inBatches,
  type Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { type AuditRecord, type AuditRow, auditColumns } from './audit-entry';

export type { Transaction };

const NEWEST_FIRST = [{ created_at: 'desc' as const }, { id: 'desc' as const }];

/** Which entries; every part that is given must match. */
export interface AuditMatch {
  readonly actorId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly events?: readonly AuditEvent[] | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** The audit log. It can be added to and read, and its oldest entries removed; the database refuses more. */
@Injectable()
export class AuditStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Adds an entry that stays or goes with the change that it is about. */
  async insert(tx: Transaction, record: AuditRecord): Promise<void> {
    await tx.auditEntry.create({ data: auditColumns(record), select: { id: true } });
  }

  /** Adds an entry about something that is not a change of this service. */
  async insertAlone(record: AuditRecord): Promise<void> {
    await this.prisma.auditEntry.create({ data: auditColumns(record), select: { id: true } });
  }

  /** One more than asked for, newest first. */
  async findPage(match: AuditMatch, page: Page): Promise<AuditRow[]> {
    const position = positionOf(page);
    const { actorId, subjectId, events, outcome, from, to } = match;
    const where: Prisma.AuditEntryWhereInput = {
      ...(actorId === undefined ? {} : { actor_id: actorId }),
      ...(subjectId === undefined ? {} : { subject_id: subjectId }),
      ...(events === undefined ? {} : { event: { in: [...events] } }),
      ...(outcome === undefined ? {} : { outcome }),
      created_at: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) },
    };
    const after: Prisma.AuditEntryWhereInput = position
      ? {
          OR: [
            { created_at: { lt: position.time } },
            { created_at: position.time, id: { lt: position.id } },
          ],
        }
      : {};
    return this.prisma.auditEntry.findMany({
      where: { AND: [where, after] },
      orderBy: NEWEST_FIRST,
      take: page.first + 1,
    });
  }

  /** Removes entries from before; the database refuses it for those younger than 30 days. */
  async removeBefore(moment: Date): Promise<number> {
    return inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "AuditEntry" WHERE id IN (
          SELECT id FROM "AuditEntry" WHERE created_at < ${moment}::timestamp
          ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }
}
