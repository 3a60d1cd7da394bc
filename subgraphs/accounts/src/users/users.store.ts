import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import {
  InjectPrisma,
  type Prisma,
  type PrismaClient,
  prismaErrorCode,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { NewUser, UserChange, UserFilter } from './user-input';
import { USER_COLUMNS, type UserRow } from './user-view';

const NEWEST_FIRST = [{ created_at: 'desc' as const }, { id: 'desc' as const }];

/** What a change writes, with the moment before which access tokens are called back. */
export type UserWrite = UserChange & {
  readonly now: Date;
  readonly callTokensBack: boolean;
};

@Injectable()
export class UsersStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async findById(id: string): Promise<UserRow | null> {
    return this.prisma.user.findUnique({ where: { id }, select: USER_COLUMNS });
  }

  async findByIds(ids: readonly string[]): Promise<UserRow[]> {
    return this.prisma.user.findMany({ where: { id: { in: [...ids] } }, select: USER_COLUMNS });
  }

  async findByEmail(email: string): Promise<UserRow | null> {
    return this.prisma.user.findUnique({ where: { email }, select: USER_COLUMNS });
  }

  /** One more than asked for, newest first. */
  async findPage(filter: UserFilter, page: Page): Promise<UserRow[]> {
    const position = positionOf(page);
    const after = position && {
      OR: [
        { created_at: { lt: position.time } },
        { created_at: position.time, id: { lt: position.id } },
      ],
    };
    return this.prisma.user.findMany({
      where: after ? { AND: [matching(filter), after] } : matching(filter),
      select: USER_COLUMNS,
      orderBy: NEWEST_FIRST,
      take: page.first + 1,
    });
  }

  async findSlice(filter: UserFilter, limit: number, offset: number): Promise<UserRow[]> {
    return this.prisma.user.findMany({
      where: matching(filter),
      select: USER_COLUMNS,
      orderBy: NEWEST_FIRST,
      take: limit,
      skip: offset,
    });
  }

  async count(filter: UserFilter): Promise<number> {
    return this.prisma.user.count({ where: matching(filter) });
  }

  /** Error EMAIL_TAKEN, also for the address of a deleted account. */
  async insert(
    tx: Transaction,
    user: NewUser,
    passwordExpiresAt: Date | null = null,
  ): Promise<UserRow> {
    const { email, password, name = null, role = 'USER', status = 'ACTIVE' } = user;
    return emailTaken(
      tx.user.create({
        data: { email, password, name, role, status, password_expires_at: passwordExpiresAt },
        select: USER_COLUMNS,
      }),
    );
  }

  /** Keeps others from changing or signing in to the account until the end of the transaction. */
  async lock(tx: Transaction, id: string): Promise<UserRow | null> {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${id} FOR UPDATE`;
    return tx.user.findUnique({ where: { id }, select: USER_COLUMNS });
  }

  /** Makes whoever changes rights wait for each other. Taken before any row is locked. */
  async lockRights(tx: Transaction): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('accounts:rights', 0))`;
  }

  /** True when there is a SUPER_ADMIN, whatever its status. */
  async hasSuperAdmin(tx: Transaction): Promise<boolean> {
    return (await tx.user.count({ where: { role: 'SUPER_ADMIN' } })) > 0;
  }

  async countOtherSuperAdmins(tx: Transaction, id: string): Promise<number> {
    return tx.user.count({ where: { role: 'SUPER_ADMIN', status: 'ACTIVE', id: { not: id } } });
  }

  /** Error EMAIL_TAKEN. */
  async update(tx: Transaction, id: string, write: UserWrite): Promise<UserRow> {
    const { email, password, name, role, status, now, callTokensBack } = write;
    return emailTaken(
      tx.user.update({
        where: { id },
        data: {
          ...(email === undefined ? {} : { email }),
          ...(password === undefined ? {} : { password, password_expires_at: null }),
          ...(name === undefined ? {} : { name }),
          ...(role === undefined ? {} : { role }),
          ...(status === undefined
            ? {}
            : { status, deleted_at: status === 'DELETED' ? now : null }),
          ...(callTokensBack ? { tokens_valid_from: now } : {}),
          updated_at: now,
        },
        select: USER_COLUMNS,
      }),
    );
  }
}

/** `%`, `_` and `\` stand for themselves in a search. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Columns that may be null stand for their default then. */
function matching({ search, role, status }: UserFilter): Prisma.UserWhereInput {
  const conditions: Prisma.UserWhereInput[] = [];
  if (search) {
    const contains = { contains: literally(search), mode: 'insensitive' as const };
    conditions.push({ OR: [{ email: contains }, { name: contains }] });
  }
  if (role) conditions.push(role === 'USER' ? { OR: [{ role }, { role: null }] } : { role });
  if (!status) conditions.push({ OR: [{ status: null }, { status: { not: 'DELETED' } }] });
  else conditions.push(status === 'ACTIVE' ? { OR: [{ status }, { status: null }] } : { status });
  return { AND: conditions };
}

async function emailTaken<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    if (prismaErrorCode(error) === 'P2002') throw new AppError('EMAIL_TAKEN');
    throw error;
  }
}
