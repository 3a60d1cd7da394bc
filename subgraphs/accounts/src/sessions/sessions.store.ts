import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import {
  InjectPrisma,
  inBatches,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { SESSION_COLUMNS, type SessionRow } from './session-view';

export interface SessionValues {
  readonly userId: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly expiresAt: Date;
}

const live = (now: Date) => ({ revoked_at: null, expires_at: { gt: now } });
const NEWEST_FIRST = [{ created_at: 'desc' as const }, { id: 'desc' as const }];

/** Each session takes its refresh tokens along, a chain of hundreds at worst. */
const REMOVED_AT_ONCE = 100;

@Injectable()
export class SessionsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async findByIds(ids: readonly string[]): Promise<SessionRow[]> {
    return this.prisma.session.findMany({
      where: { id: { in: [...ids] } },
      select: SESSION_COLUMNS,
    });
  }

  async findLiveById(id: string, now: Date): Promise<SessionRow | null> {
    return this.prisma.session.findFirst({
      where: { id, ...live(now) },
      select: SESSION_COLUMNS,
    });
  }

  /** Live sessions of a user, one more than asked for, newest first. */
  async findPage(userId: string, page: Page, now: Date): Promise<SessionRow[]> {
    const position = positionOf(page);
    return this.prisma.session.findMany({
      where: {
        user_id: userId,
        ...live(now),
        ...(position
          ? {
              OR: [
                { created_at: { lt: position.time } },
                { created_at: position.time, id: { lt: position.id } },
              ],
            }
          : {}),
      },
      select: SESSION_COLUMNS,
      orderBy: NEWEST_FIRST,
      take: page.first + 1,
    });
  }

  async countLive(userId: string, now: Date): Promise<number> {
    return this.prisma.session.count({ where: { user_id: userId, ...live(now) } });
  }

  /** Live sessions of each user, newest first, at most `limit` of each. */
  async findLiveOf(userIds: readonly string[], limit: number, now: Date): Promise<SessionRow[]> {
    return this.prisma.$queryRaw<SessionRow[]>`
      SELECT id, user_id, ip_address, user_agent, expires_at, created_at, updated_at, last_used_at
      FROM (
        SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC, id DESC) AS place
        FROM "Session"
        WHERE user_id = ANY(${[...userIds]}) AND revoked_at IS NULL AND expires_at > ${now}
      ) AS ranked
      WHERE place <= ${limit}
      ORDER BY created_at DESC, id DESC`;
  }

  async insert(tx: Transaction, values: SessionValues): Promise<SessionRow> {
    const { userId, ipAddress, userAgent, expiresAt } = values;
    return tx.session.create({
      data: {
        user_id: userId,
        ip_address: ipAddress,
        user_agent: userAgent,
        expires_at: expiresAt,
      },
      select: SESSION_COLUMNS,
    });
  }

  /** Removes sessions past their end, with their refresh tokens. */
  async removeExpired(before: Date): Promise<number> {
    return inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "Session" WHERE id IN (
          SELECT id FROM "Session" WHERE expires_at < ${before}::timestamp
          ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
      REMOVED_AT_ONCE,
    );
  }
}
