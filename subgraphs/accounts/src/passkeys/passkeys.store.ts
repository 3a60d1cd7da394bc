import { AppError } from '@ai-finops/service-kit/errors';
import {
  InjectPrisma,
  type PrismaClient,
  prismaErrorCode,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { NewPasskey } from './passkey-bodies';

const SHOWN = {
  id: true,
  name: true,
  credential_id: true,
  transports: true,
  backed_up: true,
  created_at: true,
  last_used_at: true,
} as const;

export interface PasskeyRow {
  readonly id: string;
  readonly name: string;
  readonly credential_id: string;
  readonly transports: readonly string[];
  readonly backed_up: boolean;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

@Injectable()
export class PasskeysStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** The oldest first, as they were added. */
  async findOf(userId: string): Promise<PasskeyRow[]> {
    return this.prisma.passkey.findMany({
      where: { user_id: userId },
      select: SHOWN,
      orderBy: [{ created_at: 'asc' }, { id: 'asc' }],
    });
  }

  async findByCredential(credentialId: string) {
    return this.prisma.passkey.findUnique({
      where: { credential_id: credentialId },
      select: { user_id: true, public_key: true, counter: true, transports: true },
    });
  }

  async countOf(tx: Transaction, userId: string): Promise<number> {
    return tx.passkey.count({ where: { user_id: userId } });
  }

  /** Error CONFLICT for a credential that is known, whoever's it is. */
  async insert(
    tx: Transaction,
    userId: string,
    passkey: NewPasskey,
    now: Date,
  ): Promise<PasskeyRow> {
    const { name, credentialId, publicKey, counter, transports, backedUp } = passkey;
    try {
      return await tx.passkey.create({
        data: {
          user_id: userId,
          name,
          credential_id: credentialId,
          public_key: publicKey,
          counter,
          transports,
          backed_up: backedUp,
          created_at: now,
        },
        select: SHOWN,
      });
    } catch (error) {
      if (prismaErrorCode(error) !== 'P2002') throw error;
      throw new AppError('CONFLICT', 'This passkey is registered already.');
    }
  }

  /** Null when it is not there or not the user's. */
  async rename(userId: string, id: string, name: string): Promise<PasskeyRow | null> {
    const [row] = await this.prisma.passkey.updateManyAndReturn({
      where: { id, user_id: userId },
      data: { name },
      select: SHOWN,
    });
    return row ?? null;
  }

  async remove(tx: Transaction, userId: string, id: string): Promise<boolean> {
    const { count } = await tx.passkey.deleteMany({ where: { id, user_id: userId } });
    return count > 0;
  }

  /** Notes a use whose count is above the one before, or is kept by nobody; false for any other. */
  async use(
    tx: Transaction,
    credentialId: string,
    use: { readonly counter: number; readonly backedUp: boolean; readonly now: Date },
  ): Promise<boolean> {
    const { count } = await tx.passkey.updateMany({
      where: {
        credential_id: credentialId,
        ...(use.counter === 0 ? { counter: 0 } : { counter: { lt: use.counter } }),
      },
      data: { counter: use.counter, backed_up: use.backedUp, last_used_at: use.now },
    });
    return count > 0;
  }
}
