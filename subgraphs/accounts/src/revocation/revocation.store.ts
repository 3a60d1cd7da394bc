import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export type { Transaction };

/** Why a session ended. */
export type EndReason = 'LOGOUT' | 'REVOKED' | 'REUSE' | 'PASSWORD_CHANGE' | 'USER_DISABLED';

/** Waits of a transaction are bounded, yet long enough for a burst of refreshes of one token. */
const LIMITS = { maxWait: 5_000, timeout: 10_000 };

/**
 * Ends sessions with their refresh tokens, and tells what has ended. Everything that decides by time
 * asks the database for it, so that services whose clocks are apart agree. Locks are taken in the
 * order user, session, token.
 */
@Injectable()
export class RevocationStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(work, LIMITS);
  }

  async now(tx: Transaction): Promise<Date> {
    const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    if (!row) throw new Error('The database did not tell the time.');
    return row.now;
  }

  /** Keeps others from changing the session until the end of the transaction. */
  async lockSession(tx: Transaction, id: string): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM "Session" WHERE id = ${id} FOR UPDATE`;
  }

  /** Ends a session and its refresh tokens; false for one that ended before, which keeps its time and reason. */
  async endSession(tx: Transaction, id: string, reason: EndReason, now: Date): Promise<boolean> {
    const { count } = await tx.session.updateMany({
      where: { id, revoked_at: null },
      data: { revoked_at: now, revoke_reason: reason, updated_at: now },
    });
    await tx.refreshToken.updateMany({
      where: { session_id: id, revoked_at: null },
      data: { revoked_at: now },
    });
    return count > 0;
  }

  /** Ends all sessions and refresh tokens of a user; answers how many sessions lived. */
  async endAllOf(tx: Transaction, userId: string, reason: EndReason, now: Date): Promise<number> {
    const { count } = await tx.session.updateMany({
      where: { user_id: userId, revoked_at: null },
      data: { revoked_at: now, revoke_reason: reason, updated_at: now },
    });
    await this.revokeTokensOf(tx, userId, now);
    return count;
  }

  /** Ends all sessions of a user but one, with their refresh tokens. */
  async endOthersOf(
    tx: Transaction,
    userId: string,
    keptSessionId: string,
    reason: EndReason,
    now: Date,
  ): Promise<void> {
    await tx.session.updateMany({
      where: { user_id: userId, revoked_at: null, id: { not: keptSessionId } },
      data: { revoked_at: now, revoke_reason: reason, updated_at: now },
    });
    await tx.refreshToken.updateMany({
      where: {
        user_id: userId,
        revoked_at: null,
        OR: [{ session_id: null }, { session_id: { not: keptSessionId } }],
      },
      data: { revoked_at: now },
    });
  }

  /** Revokes all refresh tokens of a user. */
  async revokeTokensOf(tx: Transaction, userId: string, now: Date): Promise<void> {
    await tx.refreshToken.updateMany({
      where: { user_id: userId, revoked_at: null },
      data: { revoked_at: now },
    });
  }

  /** Revokes all API keys of a user. */
  async revokeKeysOf(tx: Transaction, userId: string, now: Date): Promise<void> {
    await tx.apiKey.updateMany({
      where: { user_id: userId, revoked_at: null },
      data: { revoked_at: now },
    });
  }

  /** Ids of sessions that ended and of API keys that were revoked since then. */
  async sessionsEndedSince(since: Date): Promise<string[]> {
    const ended = { where: { revoked_at: { gte: since } }, select: { id: true } } as const;
    const [sessions, keys] = await Promise.all([
      this.prisma.session.findMany(ended),
      this.prisma.apiKey.findMany(ended),
    ]);
    return [...sessions, ...keys].map(({ id }) => id);
  }

  /** Users whose access tokens were called back since then. */
  async usersCalledBackSince(since: Date): Promise<{ id: string; tokensValidFrom: Date }[]> {
    const users = await this.prisma.user.findMany({
      where: { tokens_valid_from: { gte: since } },
      select: { id: true, tokens_valid_from: true },
    });
    return users.flatMap(({ id, tokens_valid_from }) =>
      tokens_valid_from ? [{ id, tokensValidFrom: tokens_valid_from }] : [],
    );
  }
}
