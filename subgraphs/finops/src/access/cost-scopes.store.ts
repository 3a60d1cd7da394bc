import { type Page, positionOf } from '@ai-finops/service-kit/connection';
import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { CostGrant, GrantedTag } from './charge-scope';

const GRANT = {
  billing_account_ids: true,
  sub_account_ids: true,
  providers: true,
  services: true,
  tags: true,
} as const;

const COLUMNS = { id: true, user_id: true, granted_by: true, created_at: true, ...GRANT } as const;

interface GrantRow {
  readonly billing_account_ids: string[];
  readonly sub_account_ids: string[];
  readonly providers: string[];
  readonly services: string[];
  readonly tags: unknown;
}

/** A grant with whose it is. */
export interface CostScopeRow extends CostGrant {
  readonly id: string;
  readonly userId: string;
  readonly grantedBy: string;
  readonly createdAt: Date;
}

@Injectable()
export class CostScopesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(work);
  }

  /** All grants of a user. */
  async grantsOf(userId: string): Promise<CostGrant[]> {
    const rows = await this.prisma.costScope.findMany({
      where: { user_id: userId },
      select: GRANT,
      orderBy: { id: 'asc' },
    });
    return rows.map(toGrant);
  }

  /** Newest first, one more than asked for; of every user when `userId` is null. */
  async findPage(userId: string | null, page: Page): Promise<CostScopeRow[]> {
    const position = positionOf(page);
    const rows = await this.prisma.costScope.findMany({
      where: {
        ...(userId !== null && { user_id: userId }),
        ...(position && {
          OR: [
            { created_at: { lt: position.time } },
            { created_at: position.time, id: { lt: position.id } },
          ],
        }),
      },
      select: COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    });
    return rows.map(toRow);
  }

  async count(userId: string | null): Promise<number> {
    return this.prisma.costScope.count({ where: userId === null ? {} : { user_id: userId } });
  }

  async insert(
    tx: Transaction,
    userId: string,
    grantedBy: string,
    grant: CostGrant,
  ): Promise<CostScopeRow> {
    const row = await tx.costScope.create({
      data: {
        user_id: userId,
        granted_by: grantedBy,
        billing_account_ids: [...grant.billingAccountIds],
        sub_account_ids: [...grant.subAccountIds],
        providers: [...grant.providers],
        services: [...grant.services],
        tags: grant.tags.map(({ key, values }) => ({ key, values: [...values] })),
      },
      select: COLUMNS,
    });
    return toRow(row);
  }

  /** Null when there is none. */
  async delete(tx: Transaction, id: string): Promise<CostScopeRow | null> {
    const row = await tx.costScope.findUnique({ where: { id }, select: COLUMNS });
    // Somebody else may have been faster: then it is not ours to have deleted.
    const { count } = await tx.costScope.deleteMany({ where: { id } });
    return row && count === 1 ? toRow(row) : null;
  }
}

function toGrant(row: GrantRow): CostGrant {
  return {
    billingAccountIds: row.billing_account_ids,
    subAccountIds: row.sub_account_ids,
    providers: row.providers,
    services: row.services,
    tags: row.tags as readonly GrantedTag[],
  };
}

function toRow(
  row: GrantRow & {
    readonly id: string;
    readonly user_id: string;
    readonly granted_by: string;
    readonly created_at: Date;
  },
): CostScopeRow {
  return {
    ...toGrant(row),
    id: row.id,
    userId: row.user_id,
    grantedBy: row.granted_by,
    createdAt: row.created_at,
  };
}
