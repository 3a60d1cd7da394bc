import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import {
  InjectPrisma,
  inBatches,
  type PrismaClient,
  prismaErrorCode,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { REFRESH_TOKEN_COLUMNS, type RefreshTokenRow } from './refresh-token-view';

export interface RefreshTokenValues {
  /** Of the token, see token-hash.ts. */
  readonly hash: string;
  readonly userId: string;
  readonly sessionId: string | null;
  readonly expiresAt: Date;
}

@Injectable()
export class RefreshTokensStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async findById(id: string): Promise<RefreshTokenRow | null> {
    return this.prisma.refreshToken.findUnique({ where: { id }, select: REFRESH_TOKEN_COLUMNS });
  }

  async findByIds(ids: readonly string[]): Promise<RefreshTokenRow[]> {
    return this.prisma.refreshToken.findMany({
      where: { id: { in: [...ids] } },
      select: REFRESH_TOKEN_COLUMNS,
    });
  }

  /** One that was not revoked. */
  async findByHash(hash: string): Promise<RefreshTokenRow | null> {
    return this.prisma.refreshToken.findUnique({
      where: { token: hash, revoked_at: null },
      select: REFRESH_TOKEN_COLUMNS,
    });
  }

  /** Tokens of a user, one more than asked for, newest first. */
  async findPage(userId: string, page: Page): Promise<RefreshTokenRow[]> {
    const position = positionOf(page);
    return this.prisma.refreshToken.findMany({
      where: {
        user_id: userId,
        ...(position
          ? {
              OR: [
                { created_at: { lt: position.time } },
                { created_at: position.time, id: { lt: position.id } },
              ],
            }
          : {}),
      },
      select: REFRESH_TOKEN_COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
  }

  async count(userId: string): Promise<number> {
    return this.prisma.refreshToken.count({ where: { user_id: userId } });
  }

  async ownerOfSession(sessionId: string): Promise<string | null> {
    const session = await this.prisma.session.findUnique({
      where: { id: sessionId },
      select: { user_id: true },
    });
    return session?.user_id ?? null;
  }

  /** Error CONFLICT for a token that is there already. */
  async insert(tx: Transaction, values: RefreshTokenValues): Promise<RefreshTokenRow> {
    const { hash, userId, sessionId, expiresAt } = values;
    try {
      return await tx.refreshToken.create({
        data: { token: hash, user_id: userId, session_id: sessionId, expires_at: expiresAt },
        select: REFRESH_TOKEN_COLUMNS,
      });
    } catch (error) {
      if (prismaErrorCode(error) === 'P2002') {
        throw new AppError('CONFLICT', 'This refresh token is there already.');
      }
      throw error;
    }
  }

  /** Revokes one token that belongs to no session. */
  async revoke(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.refreshToken.updateMany({
      where: { id, revoked_at: null },
      data: { revoked_at: now },
    });
  }

  /** Removes tokens past their end. */
  async removeExpired(before: Date): Promise<number> {
    return inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "RefreshToken" WHERE id IN (
          SELECT id FROM "RefreshToken" WHERE expires_at < ${before}::timestamp
          ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }
}
