import {
  InjectPrisma,
  inBatches,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export type LinkPurpose = 'PASSWORD_RESET' | 'EMAIL_CHANGE';

export interface LiveLink {
  readonly userId: string;
  /** Where its mail went. */
  readonly email: string;
}

@Injectable()
export class OneTimeLinksStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** A link whose token is made later, when its mail is sent. */
  async insert(
    tx: Transaction,
    link: {
      readonly userId: string;
      readonly purpose: LinkPurpose;
      readonly email: string;
      readonly now: Date;
    },
  ): Promise<string> {
    const { userId, purpose, email, now } = link;
    const { id } = await tx.oneTimeLink.create({
      data: { user_id: userId, purpose, email, created_at: now },
      select: { id: true },
    });
    return id;
  }

  /** Gives a link its token, in place of an earlier one; false when it was called off. */
  async setToken(id: string, hash: string, lifeMs: number): Promise<boolean> {
    const changed = await this.prisma.$executeRaw`
      UPDATE "OneTimeLink" SET
        token = ${hash},
        expires_at = clock_timestamp() + ${lifeMs} * interval '1 millisecond'
      WHERE id = ${id}`;
    return changed > 0;
  }

  async findLive(purpose: LinkPurpose, hash: string): Promise<LiveLink | null> {
    const [link] = await this.prisma.$queryRaw<LiveLink[]>`
      SELECT user_id AS "userId", email FROM "OneTimeLink"
      WHERE token = ${hash} AND purpose = ${purpose} AND expires_at > clock_timestamp()`;
    return link ?? null;
  }

  /** Uses a link: of several who try at once, one gets it. Null when it does not hold any more. */
  async use(tx: Transaction, purpose: LinkPurpose, hash: string): Promise<LiveLink | null> {
    const [link] = await tx.$queryRaw<LiveLink[]>`
      DELETE FROM "OneTimeLink"
      WHERE token = ${hash} AND purpose = ${purpose} AND expires_at > clock_timestamp()
      RETURNING user_id AS "userId", email`;
    return link ?? null;
  }

  async countSince(
    tx: Transaction,
    userId: string,
    purpose: LinkPurpose,
    since: Date,
  ): Promise<number> {
    return tx.oneTimeLink.count({
      where: { user_id: userId, purpose, created_at: { gte: since } },
    });
  }

  /** Calls off every link of a user, or those of one purpose. */
  async removeOf(tx: Transaction, userId: string, purpose?: LinkPurpose): Promise<void> {
    await tx.oneTimeLink.deleteMany({
      where: { user_id: userId, ...(purpose === undefined ? {} : { purpose }) },
    });
  }

  /** Removes what no longer holds; an hour longer than it does, for it counts against floods. */
  async removeExpired(): Promise<void> {
    await inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "OneTimeLink" WHERE id IN (
          SELECT id FROM "OneTimeLink" WHERE expires_at < clock_timestamp() - interval '1 hour'
          LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }
}
