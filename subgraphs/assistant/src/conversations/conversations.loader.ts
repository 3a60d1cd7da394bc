import { RequestLoader } from '@ai-finops/service-kit/request-loader';
import { Injectable } from '@nestjs/common';
import type { ConversationView, MessageView } from './conversation-view';
import { ConversationsService } from './conversations.service';

/** Conversations by id, many at once; null for those that are not the viewer's. */
@Injectable()
export class ConversationsLoader extends RequestLoader<ConversationView> {
  constructor(conversations: ConversationsService) {
    super(async ({ viewer }, ids) => (viewer ? conversations.findMany(viewer, ids) : new Map()));
  }
}

/** Messages by id, many at once; null for those of others' conversations. */
@Injectable()
export class MessagesLoader extends RequestLoader<MessageView> {
  constructor(conversations: ConversationsService) {
    super(async ({ viewer }, ids) =>
      viewer ? conversations.findMessages(viewer, ids) : new Map(),
    );
  }
}
