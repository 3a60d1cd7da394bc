import type { Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export interface PasswordOwner {
  readonly id: string;
  readonly email: string;
  readonly role: string | null;
  readonly status: string | null;
  readonly password: string;
}

const OWNER_COLUMNS = { id: true, email: true, role: true, status: true, password: true } as const;

/** Whose password it is, for those who compare or replace it in the same transaction. */
@Injectable()
export class PasswordsStore {
  /** Keeps others from changing the account until the end of the transaction. */
  async lockOwner(tx: Transaction, id: string): Promise<PasswordOwner | null> {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${id} FOR NO KEY UPDATE`;
    return tx.user.findUnique({ where: { id }, select: OWNER_COLUMNS });
  }

  async lockOwnerByEmail(tx: Transaction, email: string): Promise<PasswordOwner | null> {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE email = ${email} FOR NO KEY UPDATE`;
    return tx.user.findUnique({ where: { email }, select: OWNER_COLUMNS });
  }

  /** `callTokensBack`: every access token of before is refused. */
  async update(
    tx: Transaction,
    id: string,
    write: { readonly hash: string; readonly callTokensBack: boolean; readonly now: Date },
  ): Promise<void> {
    const { hash, callTokensBack, now } = write;
    await tx.user.update({
      where: { id },
      data: {
        password: hash,
        // An invited password ends by itself; one of its own does not.
        password_expires_at: null,
        updated_at: now,
        ...(callTokensBack ? { tokens_valid_from: now } : {}),
      },
      select: { id: true },
    });
  }
}
