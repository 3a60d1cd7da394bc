import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** An account with the hash of its password and what a sign-in is decided by. */
export interface CredentialsRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly status: string | null;
  readonly password: string;
  readonly password_expires_at: Date | null;
  readonly tokens_valid_from: Date | null;
}

/** The only store that a password hash leaves. */
@Injectable()
export class CredentialsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async find(where: { readonly id: string } | { readonly email: string }) {
    return this.prisma.user.findUnique({
      where,
      select: { id: true, email: true, password: true, role: true, status: true },
    });
  }

  /** Keeps others from changing the account until the end of the transaction, and reads it as it is then. */
  async lock(tx: Transaction, id: string): Promise<CredentialsRow | undefined> {
    const [row] = await tx.$queryRaw<CredentialsRow[]>`
      SELECT id, email, name, role, status, password, password_expires_at, tokens_valid_from
      FROM "User" WHERE id = ${id} FOR NO KEY UPDATE`;
    return row;
  }

  async lockByEmail(tx: Transaction, email: string): Promise<CredentialsRow | undefined> {
    const [row] = await tx.$queryRaw<CredentialsRow[]>`
      SELECT id, email, name, role, status, password, password_expires_at, tokens_valid_from
      FROM "User" WHERE email = ${email} FOR NO KEY UPDATE`;
    return row;
  }

  /** Another hash of the same password: nothing that depends on the password changes. */
  async upgrade(tx: Transaction, id: string, hash: string): Promise<void> {
    await tx.user.update({ where: { id }, data: { password: hash }, select: { id: true } });
  }
}
