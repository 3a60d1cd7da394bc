import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** The only columns by which a password hash leaves a store. */
const CREDENTIAL_COLUMNS = { id: true, password: true, role: true, status: true } as const;

const SIGN_IN_COLUMNS = {
  ...CREDENTIAL_COLUMNS,
  email: true,
  name: true,
  tokens_valid_from: true,
} as const;

const FAMILY_TOKEN_COLUMNS = {
  id: true,
  token: true,
  user_id: true,
  session_id: true,
  expires_at: true,
  used_at: true,
  revoked_at: true,
} as const;

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

  async findCredentials(email: string) {
    return this.prisma.user.findUnique({ where: { email }, select: CREDENTIAL_COLUMNS });
  }

  /** Where a token belongs; neither ever changes, so it is read before locks are taken. */
  async findFamilyOf(hash: string) {
    return this.prisma.refreshToken.findUnique({
      where: { token: hash },
      select: { id: true, user_id: true, session_id: true },
    });
  }

  /** Keeps others from changing the account until the end of the transaction. */
  async lockUser(tx: Transaction, id: string) {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${id} FOR NO KEY UPDATE`;
    return tx.user.findUnique({ where: { id }, select: SIGN_IN_COLUMNS });
  }

  async findSession(tx: Transaction, id: string) {
    return tx.session.findUnique({
      where: { id },
      select: { id: true, user_id: true, revoked_at: true, expires_at: true },
    });
  }

  async findToken(tx: Transaction, id: string) {
    return tx.refreshToken.findUnique({ where: { id }, select: FAMILY_TOKEN_COLUMNS });
  }

  async findSuccessor(tx: Transaction, parentId: string) {
    return tx.refreshToken.findFirst({
      where: { parent_id: parentId },
      select: FAMILY_TOKEN_COLUMNS,
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

  async spendToken(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.refreshToken.update({ where: { id }, data: { used_at: now }, select: { id: true } });
  }

  async touchSession(tx: Transaction, id: string, now: Date): Promise<void> {
    await tx.session.update({
      where: { id },
      data: { last_used_at: now, updated_at: now },
      select: { id: true },
    });
  }

  async upgradePassword(tx: Transaction, userId: string, hash: string): Promise<void> {
    await tx.user.update({ where: { id: userId }, data: { password: hash }, select: { id: true } });
  }
}
