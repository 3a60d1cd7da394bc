import {
  InjectPrisma,
  inBatches,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { isMailKind, type MailFacts, type MailKind } from './letters';

export interface NewMail {
  readonly kind: MailKind;
  /** In its canonical form, which holds nothing that a header could be broken with. */
  readonly recipient: string;
  readonly facts: MailFacts;
  readonly linkId?: string;
}

/** A mail that this process may send until its lease ends. */
export interface QueuedMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly recipient: string;
  readonly facts: MailFacts;
  readonly linkId: string | null;
  readonly createdAt: Date;
  /** The one that begins counts. */
  readonly attempts: number;
}

interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly facts: MailFacts;
  readonly link_id: string | null;
  readonly created_at: Date;
  readonly attempts: number;
}

/** The queue of mails: whoever wants one sent writes it in the transaction of what it tells about. */
@Injectable()
export class MailStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async insert(tx: Transaction, { kind, recipient, facts, linkId }: NewMail): Promise<void> {
    await tx.mail.create({
      data: { kind, recipient, facts: { ...facts }, link_id: linkId ?? null },
      select: { id: true },
    });
  }

  /** Queues a mail unless the same waits already: one statement, whatever is there. */
  async insertOnce({ kind, recipient, facts }: NewMail): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO "Mail" (id, kind, recipient, facts)
      SELECT gen_random_uuid()::text, ${kind}, ${recipient}, ${JSON.stringify(facts)}::jsonb
      WHERE NOT EXISTS (
        SELECT 1 FROM "Mail" WHERE recipient = ${recipient} AND kind = ${kind} AND outcome IS NULL
      )`;
  }

  /** Makes whoever writes to the mailbox wait for each other. */
  async lockMailbox(tx: Transaction, recipient: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`mail:${recipient}`}, 0))`;
  }

  /** Mails of a kind to a mailbox since then, sent or not. */
  async countTo(tx: Transaction, kind: MailKind, recipient: string, since: Date): Promise<number> {
    return tx.mail.count({ where: { kind, recipient, created_at: { gte: since } } });
  }

  /** Takes mails that are due; nobody else gets them before the lease ends. */
  async claim(limit: number, leaseMs: number): Promise<QueuedMail[]> {
    const rows = await this.prisma.$queryRaw<MailRow[]>`
      UPDATE "Mail" SET
        attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      WHERE id IN (
        SELECT id FROM "Mail"
        WHERE outcome IS NULL AND next_attempt_at <= clock_timestamp()
        ORDER BY next_attempt_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      RETURNING id, kind, recipient, facts, link_id, created_at, attempts`;
    return rows.flatMap(({ kind, link_id, created_at, ...row }) =>
      isMailKind(kind) ? [{ ...row, kind, linkId: link_id, createdAt: created_at }] : [],
    );
  }

  async setLink(tx: Transaction, id: string, linkId: string): Promise<void> {
    await tx.mail.update({ where: { id }, data: { link_id: linkId }, select: { id: true } });
  }

  async settle(id: string, outcome: 'SENT' | 'FAILED'): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "Mail" SET outcome = ${outcome}, settled_at = clock_timestamp() WHERE id = ${id}`;
  }

  async postpone(id: string, waitMs: number): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE "Mail" SET next_attempt_at = clock_timestamp() + ${waitMs} * interval '1 millisecond'
      WHERE id = ${id}`;
  }

  /** Leaves no trace of a mail that there was nobody to send to. */
  async remove(id: string): Promise<void> {
    await this.prisma.mail.deleteMany({ where: { id } });
  }

  /** Removes what was sent or given up so long ago. */
  async removeSettled(keepMs: number): Promise<void> {
    await inBatches(
      (limit) => this.prisma.$executeRaw`
        DELETE FROM "Mail" WHERE id IN (
          SELECT id FROM "Mail"
          WHERE settled_at < clock_timestamp() - ${keepMs} * interval '1 millisecond'
          LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
    );
  }
}
