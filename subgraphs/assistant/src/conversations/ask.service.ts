import { AppError } from '@ai-finops/service-kit/errors';
import { Feed } from '@ai-finops/service-kit/feed';
import { type IdempotentRequest, idempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import { requirePermission } from '@ai-finops/service-kit/permissions';
import { Inject, Injectable } from '@nestjs/common';
import { AnalystService } from '../analyst/analyst.service';
import type { Reply } from '../answers/reply';
import { CLOCK, type Clock } from '../clock/clock';
import type { Asker } from '../finops/finops-client';
import type { AnswerStage, AskInput } from '../generated/graphql';
import {
  type ConversationView,
  conversationView,
  type MessageView,
  messageView,
} from './conversation-view';
import { ConversationsService } from './conversations.service';
import { ConversationsStore } from './conversations.store';
import { questionText, titleOf } from './question-text';

export interface Asked {
  readonly conversation: ConversationView;
  readonly question: MessageView;
  readonly answer: MessageView;
}

export interface AnswerProgress {
  readonly stage: AnswerStage;
  readonly understanding: string | null;
  readonly payload: Asked | null;
}

/** Told of each stage before the last. */
type Tell = (stage: AnswerStage, understanding: string | null) => void;

/** Messages that a question may go on from. */
const MEMORY = 12;

@Injectable()
export class AskService {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly store: ConversationsStore,
    private readonly analyst: AnalystService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Answers and stores question and answer together. When costs cannot be asked, nothing is stored: the
   * question is still the asker's to send again, and no conversation holds a question without its answer.
   */
  async ask(asker: Asker, input: AskInput, tell: Tell = () => undefined): Promise<Asked> {
    requirePermission(asker.viewer, 'assistant:ask');
    const text = questionText(input.question);
    const { conversationId = null } = input;
    const request = requestOf(asker, text, input);
    const stored = request && (await this.stored(asker, request));
    if (stored) return stored;
    const earlier = conversationId ? await this.earlier(asker, conversationId) : [];
    tell('READING', null);
    const reply = await this.analyst.answer(asker, text, earlier, (subject) =>
      tell('ASKING', subject),
    );
    try {
      return await this.keep(asker, conversationId, text, reply, request);
    } catch (error) {
      // Asked twice at once, it is stored for the first.
      const first = request && (await this.stored(asker, request));
      if (!first) throw error;
      return first;
    }
  }

  /** What was stored for the same question before. Error IDEMPOTENCY_KEY_REUSED when it was another. */
  private async stored(
    { viewer }: Asker,
    { key, fingerprint }: IdempotentRequest,
  ): Promise<Asked | null> {
    const found = await this.store.findByRequest(viewer.id, key);
    if (!found) return null;
    if (found.request !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED');
    return {
      conversation: conversationView(found.conversation),
      question: messageView(found.question),
      answer: messageView(found.answer),
    };
  }

  /** Asks, and tells how far it is. Who stops reading does not stop it: the conversation has the answer. */
  answer(asker: Asker, input: AskInput): AsyncIterable<AnswerProgress> {
    const feed = new Feed<AnswerProgress>('all');
    let understood: string | null = null;
    this.ask(asker, input, (stage, understanding) => {
      understood = understanding;
      feed.publish({ stage, understanding, payload: null });
    }).then(
      (payload) => {
        feed.publish({ stage: 'ANSWERED', understanding: understood, payload });
        feed.end();
      },
      (error: unknown) => feed.fail(error),
    );
    return feed;
  }

  /** The questions answered lately with figures, the oldest first. Error NOT_FOUND for a foreign conversation. */
  private async earlier({ viewer }: Asker, id: string): Promise<string[]> {
    const found = await this.conversations.findMany(viewer, [id]);
    if (!found.has(id)) throw noConversation();
    const messages = await this.store.findLastMessages(viewer.id, id, MEMORY);
    return messages.flatMap(({ role, content }, i) =>
      role === 'USER' && messages[i + 1]?.answer ? [content] : [],
    );
  }

  private keep(
    { viewer }: Asker,
    id: string | null,
    text: string,
    { text: content, figures }: Reply,
    request: IdempotentRequest | null,
  ): Promise<Asked> {
    return this.store.transaction(async (tx) => {
      const now = this.clock();
      const conversation =
        id === null
          ? await this.store.insert(tx, {
              ownerId: viewer.id,
              title: titleOf(text),
              began: new Date(now.getTime() - 1),
              updated: now,
            })
          : await this.store.advance(tx, viewer.id, id, now);
      if (!conversation) throw noConversation();
      const answered = conversation.updated_at;
      const asked = new Date(answered.getTime() - 1);
      const conversationId = conversation.id;
      const question = await this.store.insertMessage(tx, {
        conversationId,
        role: 'USER',
        content: text,
        answer: null,
        time: asked,
        request,
      });
      const answer = await this.store.insertMessage(tx, {
        conversationId,
        role: 'ASSISTANT',
        content,
        answer: figures,
        time: answered,
      });
      return {
        conversation: conversationView(conversation),
        question: messageView(question),
        answer: messageView(answer),
      };
    });
  }
}

function requestOf(
  { viewer }: Asker,
  question: string,
  { conversationId = null, idempotencyKey }: AskInput,
): IdempotentRequest | null {
  const field = 'idempotencyKey';
  const asked = { question, conversationId };
  return idempotentRequest(idempotencyKey, 'ask', viewer.id, asked, { field });
}

const noConversation = () => new AppError('NOT_FOUND', 'There is no such conversation of yours.');
