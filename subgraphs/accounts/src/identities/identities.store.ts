import { AppError } from '@ai-finops/service-kit/errors';
import {
  InjectPrisma,
  type PrismaClient,
  prismaErrorCode,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { NewIdentity } from './identity-bodies';

const SHOWN = {
  id: true,
  issuer: true,
  email: true,
  created_at: true,
  last_used_at: true,
} as const;

export interface IdentityRow {
  readonly id: string;
  readonly issuer: string;
  readonly email: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

type Key = Pick<NewIdentity, 'issuer' | 'subject'>;

@Injectable()
export class IdentitiesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** The oldest first, as they were linked. */
  async findOf(userId: string): Promise<IdentityRow[]> {
    return this.prisma.linkedIdentity.findMany({
      where: { user_id: userId },
      select: SHOWN,
      orderBy: [{ created_at: 'asc' }, { id: 'asc' }],
    });
  }

  async findOwner({ issuer, subject }: Key): Promise<string | null> {
    const row = await this.prisma.linkedIdentity.findUnique({
      where: { issuer_subject: { issuer, subject } },
      select: { user_id: true },
    });
    return row?.user_id ?? null;
  }

  async countOf(tx: Transaction, userId: string): Promise<number> {
    return tx.linkedIdentity.count({ where: { user_id: userId } });
  }

  /** Error CONFLICT for an identity that is linked, to whichever account. */
  async insert(
    tx: Transaction,
    userId: string,
    { issuer, subject, email }: NewIdentity,
    now: Date,
  ): Promise<IdentityRow> {
    try {
      return await tx.linkedIdentity.create({
        data: { user_id: userId, issuer, subject, email, created_at: now },
        select: SHOWN,
      });
    } catch (error) {
      if (prismaErrorCode(error) !== 'P2002') throw error;
      throw new AppError('CONFLICT', 'This identity is linked to an account already.');
    }
  }

  /** Notes a sign-in; false when the account has this identity no more. */
  async use(
    tx: Transaction,
    userId: string,
    { issuer, subject }: Key,
    now: Date,
  ): Promise<boolean> {
    const { count } = await tx.linkedIdentity.updateMany({
      where: { user_id: userId, issuer, subject },
      data: { last_used_at: now },
    });
    return count > 0;
  }

  /** The issuer of what was removed; null when it is not there or not the user's. */
  async remove(tx: Transaction, userId: string, id: string): Promise<string | null> {
    const where = { id, user_id: userId };
    const row = await tx.linkedIdentity.findFirst({ where, select: { issuer: true } });
    if (!row) return null;
    const { count } = await tx.linkedIdentity.deleteMany({ where });
    return count > 0 ? row.issuer : null;
  }
}
