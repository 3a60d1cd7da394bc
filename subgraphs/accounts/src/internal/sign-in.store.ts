import { randomUUID } from 'node:crypto';
import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** A refresh token with what decides about it. */
export interface FamilyRow {
  readonly id: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
  readonly session_id: string;
  readonly user_id: string;
  readonly session_revoked_at: Date | null;
  readonly session_expires_at: Date | null;
  readonly email: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly status: string | null;
  readonly tokens_valid_from: Date | null;
  readonly now: Date;
}

export interface NewSessionRow {
  readonly userId: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly expiresAt: Date;
  readonly now: Date;
}

export interface NewTokenRow {
  readonly hash: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly parentId: string | null;
  readonly expiresAt: Date;
  readonly now: Date;
}

/** What signing in, refreshing and logging out read and write. */
@Injectable()
export class SignInStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Where a token belongs; neither ever changes, so it is read before locks are taken. */
  async findFamilyOf(hash: string) {
    return this.prisma.refreshToken.findUnique({
      where: { token: hash },
      select: { id: true, user_id: true, session_id: true },
    });
  }

  /** True when signing in asks for more than the password. */
  async hasSecondFactor(tx: Transaction, userId: string): Promise<boolean> {
    const factor = await tx.totpFactor.findFirst({
      where: { user_id: userId, confirmed_at: { not: null } },
      select: { user_id: true },
    });
    return factor !== null;
  }

  async findSession(tx: Transaction, id: string) {
    return tx.session.findUnique({
      where: { id },
      select: { id: true, user_id: true, revoked_at: true, expires_at: true },
    });
  }

  /**
   * Locks account, session and token of a refresh, in this order, and reads them as they are then: whoever
   * waited for the locks sees what the one before has written.
   */
  async lockFamily(tx: Transaction, tokenHash: string): Promise<FamilyRow | undefined> {
    const [row] = await tx.$queryRaw<FamilyRow[]>`
      SELECT t.id, t.expires_at, t.used_at, t.revoked_at, t.session_id, t.user_id,
        s.revoked_at AS session_revoked_at, s.expires_at AS session_expires_at,
        u.email, u.name, u.role, u.status, u.tokens_valid_from, clock_timestamp() AS now
      FROM "RefreshToken" t
      JOIN "Session" s ON s.id = t.session_id
      JOIN "User" u ON u.id = t.user_id
      WHERE t.token = ${tokenHash}
      FOR NO KEY UPDATE OF u FOR UPDATE OF s FOR UPDATE OF t`;
    return row;
  }

  /** By its session too, which has an index. */
  async findSuccessor(tx: Transaction, sessionId: string, parentId: string) {
    return tx.refreshToken.findFirst({
      where: { session_id: sessionId, parent_id: parentId },
      select: { token: true, used_at: true },
    });
  }

  async insertSession(tx: Transaction, session: NewSessionRow): Promise<string> {
    const { userId, ipAddress, userAgent, expiresAt, now } = session;
    const { id } = await tx.session.create({
      data: {
        user_id: userId,
        ip_address: ipAddress,
        user_agent: userAgent,
        expires_at: expiresAt,
        created_at: now,
        updated_at: now,
      },
      select: { id: true },
    });
    return id;
  }

  async insertToken(tx: Transaction, token: NewTokenRow): Promise<void> {
    const { hash, userId, sessionId, parentId, expiresAt, now } = token;
    await tx.refreshToken.create({
      data: {
        token: hash,
        user_id: userId,
        session_id: sessionId,
        parent_id: parentId,
        expires_at: expiresAt,
        created_at: now,
      },
      select: { id: true },
    });
  }

  /** Spends a token and puts its successor in its place, in one statement: it is the path of every refresh. */
  async replaceToken(tx: Transaction, spentId: string, successor: NewTokenRow): Promise<void> {
    const { hash, userId, sessionId, expiresAt, now } = successor;
    await tx.$executeRaw`
      WITH spent AS (
        UPDATE "RefreshToken" SET used_at = ${now}::timestamp WHERE id = ${spentId}
      ), touched AS (
        UPDATE "Session" SET last_used_at = ${now}::timestamp, updated_at = ${now}::timestamp
        WHERE id = ${sessionId}
      )
      INSERT INTO "RefreshToken" (id, token, user_id, session_id, parent_id, expires_at, created_at)
      VALUES (
        ${randomUUID()}, ${hash}, ${userId}, ${sessionId}, ${spentId}, ${expiresAt}::timestamp,
        ${now}::timestamp
      )`;
  }
}
