import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export type Purpose = 'SECOND_FACTOR' | 'PASSKEY_REGISTRATION' | 'PASSKEY_LOGIN' | 'OIDC';

export interface ChallengeValues {
  readonly purpose: Purpose;
  readonly tokenHash: string;
  readonly userId: string | null;
  readonly payload: Readonly<Record<string, string>>;
  readonly uses: number;
  readonly lifetimeSeconds: number;
}

export interface ChallengeRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly payload: Readonly<Record<string, string>> | null;
  readonly created_at: Date;
}

/** Challenges past their end that go with each new one, so that they never pile up. */
const SWEEP = 20;

@Injectable()
export class ChallengesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async insert(tx: Transaction, challenge: ChallengeValues, now: Date): Promise<void> {
    const { purpose, tokenHash, userId, payload, uses, lifetimeSeconds } = challenge;
    await tx.$executeRaw`
      DELETE FROM "AuthChallenge" WHERE id IN (
        SELECT id FROM "AuthChallenge" WHERE expires_at < ${now} LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)`;
    await tx.authChallenge.create({
      data: {
        purpose,
        token_hash: tokenHash,
        user_id: userId,
        payload: { ...payload },
        uses_left: uses,
        created_at: now,
        expires_at: new Date(now.getTime() + lifetimeSeconds * 1000),
      },
      select: { id: true },
    });
  }

  /** Uses a live challenge up by one; undefined when it is unknown, used up or past its end. */
  async use(purpose: Purpose, tokenHash: string): Promise<ChallengeRow | undefined> {
    const [row] = await this.prisma.$queryRaw<ChallengeRow[]>`
      UPDATE "AuthChallenge" SET uses_left = uses_left - 1
      WHERE token_hash = ${tokenHash} AND purpose = ${purpose} AND uses_left > 0
        AND expires_at > clock_timestamp() AT TIME ZONE 'UTC'
      RETURNING id, user_id, payload, created_at`;
    return row;
  }

  /** A live challenge, locked, whatever uses are left; undefined when it is over. */
  async lock(
    tx: Transaction,
    purpose: Purpose,
    tokenHash: string,
  ): Promise<ChallengeRow | undefined> {
    const [row] = await tx.$queryRaw<ChallengeRow[]>`
      SELECT id, user_id, payload, created_at FROM "AuthChallenge"
      WHERE token_hash = ${tokenHash} AND purpose = ${purpose}
        AND expires_at > clock_timestamp() AT TIME ZONE 'UTC'
      FOR UPDATE`;
    return row;
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.authChallenge.deleteMany({ where: { id } });
  }
}
