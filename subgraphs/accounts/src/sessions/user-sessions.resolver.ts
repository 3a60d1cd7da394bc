import { AppError } from '@ai-finops/service-kit/errors';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { UserView } from '../users/user-view';
import type { SessionView } from './session-view';
import { SessionsOfUserLoader } from './sessions.loader';

/** The field that sessions add to User. */
@Resolver('User')
export class UserSessionsResolver {
  constructor(private readonly loader: SessionsOfUserLoader) {}

  @ResolveField()
  async sessions(
    @Parent() { id }: UserView,
    // Refuses API keys, which the graph's context does not.
    @CurrentViewer() _viewer: Viewer,
    @Context() context: RequestContext,
  ): Promise<SessionView[]> {
    const sessions = await this.loader.load(context, id);
    if (!sessions) throw new AppError('FORBIDDEN', 'These sessions belong to another account.');
    return sessions;
  }
}
