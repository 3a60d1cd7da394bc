import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

@Injectable()
export class SecondFactorStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async find(userId: string) {
    return this.prisma.totpFactor.findUnique({
      where: { user_id: userId },
      select: { secret: true, confirmed_at: true },
    });
  }

  async countRecoveryCodes(userId: string): Promise<number> {
    return this.prisma.recoveryCode.count({ where: { user_id: userId } });
  }

  /** Puts a new secret in the place of one that was never confirmed; false when one was. */
  async enrol(userId: string, secret: string): Promise<boolean> {
    const changed = await this.prisma.$executeRaw`
      INSERT INTO "TotpFactor" (user_id, secret) VALUES (${userId}, ${secret})
      ON CONFLICT (user_id) DO UPDATE SET secret = ${secret}, last_step = NULL,
        created_at = clock_timestamp() AT TIME ZONE 'UTC'
      WHERE "TotpFactor".confirmed_at IS NULL`;
    return changed > 0;
  }

  /** Accepts the code of a time step later than any accepted before; false for a replay. */
  async acceptStep(tx: Transaction, userId: string, step: number): Promise<boolean> {
    const { count } = await tx.totpFactor.updateMany({
      where: { user_id: userId, OR: [{ last_step: null }, { last_step: { lt: step } }] },
      data: { last_step: step },
    });
    return count > 0;
  }

  /** Spends a recovery code; false when it is none, or was spent. */
  async spendRecoveryCode(tx: Transaction, userId: string, codeHash: string): Promise<boolean> {
    const { count } = await tx.recoveryCode.deleteMany({
      where: { user_id: userId, code_hash: codeHash },
    });
    return count > 0;
  }

  /** Turns the factor on; false when it is on already, or was never enrolled. */
  async confirm(tx: Transaction, userId: string, now: Date): Promise<boolean> {
    const { count } = await tx.totpFactor.updateMany({
      where: { user_id: userId, confirmed_at: null },
      data: { confirmed_at: now },
    });
    return count > 0;
  }

  async replaceRecoveryCodes(
    tx: Transaction,
    userId: string,
    codeHashes: readonly string[],
  ): Promise<void> {
    await tx.recoveryCode.deleteMany({ where: { user_id: userId } });
    await tx.recoveryCode.createMany({
      data: codeHashes.map((code_hash) => ({ user_id: userId, code_hash })),
    });
  }

  async remove(tx: Transaction, userId: string): Promise<void> {
    await tx.recoveryCode.deleteMany({ where: { user_id: userId } });
    await tx.totpFactor.deleteMany({ where: { user_id: userId } });
    await tx.authChallenge.deleteMany({ where: { user_id: userId, purpose: 'SECOND_FACTOR' } });
  }
}
