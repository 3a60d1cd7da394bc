import {
  type Connection,
  pageFrom,
  positionOf,
  toConnection,
} from '@ai-finops/service-kit/connection';
import { isId } from '@ai-finops/service-kit/identifiers';
import { may, requirePermission } from '@ai-finops/service-kit/permissions';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import {
  type ConversationView,
  conversationView,
  type MessageView,
  messageView,
} from './conversation-view';
import { ConversationsStore } from './conversations.store';

/** Conversations are their owner's alone: a foreign one is as absent, whatever the viewer's role. */
@Injectable()
export class ConversationsService {
  constructor(private readonly store: ConversationsStore) {}

  async findMany(
    viewer: Viewer,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ConversationView>> {
    if (!may(viewer, 'assistant:ask')) return new Map();
    const rows = await this.store.findByIds(viewer.id, ids.filter(isId));
    return new Map(rows.map((row) => [row.id, conversationView(row)]));
  }

  async findMessages(
    viewer: Viewer,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, MessageView>> {
    if (!may(viewer, 'assistant:ask')) return new Map();
    const rows = await this.store.findMessagesByIds(viewer.id, ids.filter(isId));
    return new Map(rows.map((row) => [row.id, messageView(row)]));
  }

  async page(
    viewer: Viewer,
    first: number,
    after: string | null | undefined,
  ): Promise<Connection<ConversationView>> {
    requirePermission(viewer, 'assistant:ask');
    const page = pageFrom(first, after);
    const rows = await this.store.findPage(viewer.id, positionOf(page), page.first + 1);
    return toConnection(rows.map(conversationView), page, ({ updatedAt, id }) => [updatedAt, id]);
  }

  async messages(
    viewer: Viewer,
    conversationId: string,
    first: number,
    after: string | null | undefined,
  ): Promise<Connection<MessageView>> {
    requirePermission(viewer, 'assistant:ask');
    const page = pageFrom(first, after);
    const rows = await this.store.findMessagePage(
      viewer.id,
      conversationId,
      positionOf(page),
      page.first + 1,
    );
    return toConnection(rows.map(messageView), page, ({ createdAt, id }) => [createdAt, id]);
  }
}
