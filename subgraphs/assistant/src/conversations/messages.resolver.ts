import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { Context, Parent, ResolveReference, Resolver } from '@nestjs/graphql';
import type { MessageView } from './conversation-view';
import { MessagesLoader } from './conversations.loader';

@Resolver('Message')
export class MessagesResolver {
  constructor(private readonly loader: MessagesLoader) {}

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<MessageView | null> {
    return this.loader.load(context, id);
  }
}
