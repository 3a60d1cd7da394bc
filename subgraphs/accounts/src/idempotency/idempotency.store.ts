import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import {
  InjectPrisma,
  inBatches,
  type Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

@Injectable()
export class IdempotencyStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /**
   * Takes the key for this transaction; false when it is taken. Of two transactions at once the second one
   * waits here for the end of the first.
   */
  async claim(tx: Transaction, request: IdempotentRequest, lifeSeconds: number): Promise<boolean> {
    const { key, fingerprint } = request;
    const taken = await tx.$executeRaw`
      INSERT INTO "IdempotencyRecord" AS known (key, fingerprint, expires_at)
      VALUES (${key}, ${fingerprint}, now() + make_interval(secs => ${lifeSeconds}))
      ON CONFLICT (key) DO UPDATE
        SET fingerprint = excluded.fingerprint, answer = NULL, expires_at = excluded.expires_at
        WHERE known.expires_at <= now()`;
    return taken === 1;
  }

  async find(tx: Transaction, key: string) {
    return tx.idempotencyRecord.findUnique({
      where: { key },
      select: { fingerprint: true, answer: true },
    });
  }

  async keep(tx: Transaction, key: string, answer: unknown): Promise<void> {
    await tx.idempotencyRecord.update({
      where: { key },
      data: { answer: answer as Prisma.InputJsonValue },
      select: { key: true },
    });
  }

  async removeExpired(before: Date): Promise<number> {
    return inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "IdempotencyRecord" WHERE key IN (
          SELECT key FROM "IdempotencyRecord" WHERE expires_at < ${before}::timestamp
          ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }
}
