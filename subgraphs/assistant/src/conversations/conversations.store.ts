import type { Position } from '@ai-finops/service-kit/connection';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import {
  InjectPrisma,
  Prisma,
  type PrismaClient,
  type Transaction,
} from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { Figures } from '../answers/reply';
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  MESSAGE_COLUMNS,
  type MessageRow,
} from './conversation-view';

/** Question and answer as they were stored together. */
export interface StoredAnswer {
  readonly conversation: ConversationRow;
  readonly question: MessageRow;
  readonly answer: MessageRow;
  /** Digest of what was asked. */
  readonly request: string | null;
}

export interface NewMessage {
  readonly conversationId: string;
  readonly role: 'USER' | 'ASSISTANT';
  readonly content: string;
  readonly answer: Figures | null;
  readonly time: Date;
  /** Of a question that may be asked again. */
  readonly request?: IdempotentRequest | null;
}

/** Every method asks for the owner, so that nobody else's row can come out. */
@Injectable()
export class ConversationsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(work);
  }

  async findByIds(ownerId: string, ids: readonly string[]): Promise<ConversationRow[]> {
    return this.prisma.conversation.findMany({
      where: { id: { in: [...ids] }, user_id: ownerId },
      select: CONVERSATION_COLUMNS,
    });
  }

  /** The latest first; up to `limit`. */
  async findPage(
    ownerId: string,
    after: Position | null,
    limit: number,
  ): Promise<ConversationRow[]> {
    return this.prisma.conversation.findMany({
      where: {
        user_id: ownerId,
        ...(after
          ? {
              OR: [
                { updated_at: { lt: after.time } },
                { updated_at: after.time, id: { lt: after.id } },
              ],
            }
          : {}),
      },
      select: CONVERSATION_COLUMNS,
      orderBy: [{ updated_at: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  async findMessagesByIds(ownerId: string, ids: readonly string[]): Promise<MessageRow[]> {
    return this.prisma.message.findMany({
      where: { id: { in: [...ids] }, conversation: { user_id: ownerId } },
      select: MESSAGE_COLUMNS,
    });
  }

  /** Messages of a conversation, the oldest first; up to `limit`. */
  async findMessagePage(
    ownerId: string,
    conversationId: string,
    after: Position | null,
    limit: number,
  ): Promise<MessageRow[]> {
    return this.prisma.message.findMany({
      where: {
        conversation_id: conversationId,
        conversation: { user_id: ownerId },
        ...(after
          ? {
              OR: [
                { created_at: { gt: after.time } },
                { created_at: after.time, id: { gt: after.id } },
              ],
            }
          : {}),
      },
      select: MESSAGE_COLUMNS,
      orderBy: [{ created_at: 'asc' }, { id: 'asc' }],
      take: limit,
    });
  }

  /** The last messages of a conversation, the oldest first. */
  async findLastMessages(
    ownerId: string,
    conversationId: string,
    count: number,
  ): Promise<MessageRow[]> {
    const messages = await this.prisma.message.findMany({
      where: { conversation_id: conversationId, conversation: { user_id: ownerId } },
      select: MESSAGE_COLUMNS,
      orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
      take: count,
    });
    return messages.reverse();
  }

  /** What was stored for a question under this key; null when it is not stored. */
  async findByRequest(ownerId: string, key: string): Promise<StoredAnswer | null> {
    const found = await this.prisma.message.findFirst({
      where: { request_key: key, conversation: { user_id: ownerId } },
      select: { ...MESSAGE_COLUMNS, request: true, conversation: { select: CONVERSATION_COLUMNS } },
    });
    if (!found) return null;
    const { conversation, request, ...question } = found;
    const answer = await this.prisma.message.findFirstOrThrow({
      where: { conversation_id: conversation.id, created_at: { gt: question.created_at } },
      select: MESSAGE_COLUMNS,
      orderBy: [{ created_at: 'asc' }, { id: 'asc' }],
    });
    return { conversation, question, answer, request };
  }

  async insert(
    tx: Transaction,
    conversation: {
      readonly ownerId: string;
      readonly title: string;
      readonly began: Date;
      readonly updated: Date;
    },
  ): Promise<ConversationRow> {
    const { ownerId, title, began, updated } = conversation;
    return tx.conversation.create({
      data: { user_id: ownerId, title, created_at: began, updated_at: updated },
      select: CONVERSATION_COLUMNS,
    });
  }

  /**
   * Moves the time of the last message on, at least two milliseconds, and locks the conversation until the
   * transaction ends: so pairs of messages that are stored at once still stand one after the other.
   */
  async advance(
    tx: Transaction,
    ownerId: string,
    id: string,
    now: Date,
  ): Promise<ConversationRow | null> {
    const [row = null] = await tx.$queryRaw<ConversationRow[]>`
      UPDATE "Conversation"
      SET updated_at = greatest(${now}::timestamptz AT TIME ZONE 'UTC', updated_at + interval '2 milliseconds')
      WHERE id = ${id} AND user_id = ${ownerId}
      RETURNING id, user_id, title, created_at, updated_at`;
    return row;
  }

  async insertMessage(tx: Transaction, message: NewMessage): Promise<MessageRow> {
    const { conversationId, role, content, answer, time, request } = message;
    return tx.message.create({
      data: {
        conversation_id: conversationId,
        role,
        content,
        answer: answer === null ? Prisma.DbNull : jsonOf(answer),
        created_at: time,
        ...(request && { request_key: request.key, request: request.fingerprint }),
      },
      select: MESSAGE_COLUMNS,
    });
  }
}

/** Prisma's JSON type knows no read-only arrays. */
function jsonOf(figures: Figures): Prisma.InputJsonObject {
  const { columns, rows, query, variables, link } = figures;
  return {
    columns: columns.map(({ title, kind }) => ({ title, kind })),
    rows: rows.map((row) => [...row]),
    query,
    variables,
    link,
  };
}
