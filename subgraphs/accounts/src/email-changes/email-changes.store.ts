import { AppError } from '@ai-finops/service-kit/errors';
import { prismaErrorCode, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

@Injectable()
export class EmailChangesStore {
  /** Error EMAIL_TAKEN; the transaction is over then. */
  async update(tx: Transaction, userId: string, email: string, now: Date): Promise<void> {
    try {
      await tx.user.update({
        where: { id: userId },
        data: { email, updated_at: now },
        select: { id: true },
      });
    } catch (error) {
      if (prismaErrorCode(error) === 'P2002') throw new AppError('EMAIL_TAKEN');
      throw error;
    }
  }
}
