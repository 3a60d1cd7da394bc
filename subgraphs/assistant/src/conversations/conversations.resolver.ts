import type { Connection } from '@ai-finops/service-kit/connection';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import {
  Args,
  Context,
  Mutation,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import type {
  ConversationMessagesArgs,
  MutationAskArgs,
  QueryConversationArgs,
  QueryConversationsArgs,
  RequireFields,
  SubscriptionAnswerArgs,
} from '../generated/graphql';
import { type AnswerProgress, type Asked, AskService } from './ask.service';
import type { ConversationView, MessageView } from './conversation-view';
import { ConversationsLoader } from './conversations.loader';
import { ConversationsService } from './conversations.service';

@Resolver('Conversation')
@KeyScopes('assistant:ask')
export class ConversationsResolver {
  constructor(
    private readonly service: ConversationsService,
    private readonly asking: AskService,
    private readonly loader: ConversationsLoader,
  ) {}

  @Query()
  conversations(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after }: RequireFields<QueryConversationsArgs, 'first'>,
  ): Promise<Connection<ConversationView>> {
    return this.service.page(viewer, first, after);
  }

  @Query()
  conversation(
    @CurrentViewer() _viewer: Viewer,
    @Args() { id }: QueryConversationArgs,
    @Context() context: RequestContext,
  ): Promise<ConversationView | null> {
    return this.loader.load(context, id);
  }

  @Mutation()
  ask(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationAskArgs,
    @Context() context: RequestContext,
  ): Promise<Asked> {
    return this.asking.ask({ ...context, viewer }, input);
  }

  @Subscription('answer', { resolve: (event: AnswerProgress) => event })
  answer(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: SubscriptionAnswerArgs,
    @Context() context: RequestContext,
  ): AsyncIterable<AnswerProgress> {
    return this.asking.answer({ ...context, viewer }, input);
  }

  @ResolveField()
  owner(@Parent() { ownerId }: ConversationView): { id: string } {
    return { id: ownerId };
  }

  @ResolveField()
  messages(
    @Parent() { id }: ConversationView,
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after }: RequireFields<ConversationMessagesArgs, 'first'>,
  ): Promise<Connection<MessageView>> {
    return this.service.messages(viewer, id, first, after);
  }

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<ConversationView | null> {
    return this.loader.load(context, id);
  }
}
