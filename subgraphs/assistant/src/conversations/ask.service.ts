import { AppError } from '@ai-finops/service-kit/errors';
import { requirePermission } from '@ai-finops/service-kit/permissions';
import { Inject, Injectable } from '@nestjs/common';
import { AnalystService } from '../analyst/analyst.service';
import type { Reply } from '../answers/reply';
import { CLOCK, type Clock } from '../clock/clock';
import type { Asker } from '../finops/finops-client';
import type { AskInput } from '../generated/graphql';
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
  async ask(asker: Asker, input: AskInput): Promise<Asked> {
    requirePermission(asker.viewer, 'assistant:ask');
    const text = questionText(input.question);
    const earlier = input.conversationId ? await this.earlier(asker, input.conversationId) : [];
    const reply = await this.analyst.answer(asker, text, earlier);
    return this.keep(asker, input.conversationId ?? null, text, reply);
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

const noConversation = () => new AppError('NOT_FOUND', 'There is no such conversation of yours.');
