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
} from '@nestjs/graphql';
import type {
  CleanupResult,
  EndedSessions,
  MutationEndUserSessionsArgs,
  MutationRevokeSessionArgs,
  QuerySessionsArgs,
  RequireFields,
} from '../generated/graphql';
import type { UserView } from '../users/user-view';
import { UsersLoader } from '../users/users.loader';
import type { SessionView } from './session-view';
import { SessionsLoader } from './sessions.loader';
import { type SessionPage, SessionsService } from './sessions.service';

@Resolver('Session')
export class SessionsResolver {
  constructor(
    private readonly service: SessionsService,
    private readonly loader: SessionsLoader,
    private readonly users: UsersLoader,
  ) {}

  @Query()
  sessions(
    @CurrentViewer() viewer: Viewer,
    @Args() { userId, first, after }: RequireFields<QuerySessionsArgs, 'first'>,
  ): Promise<SessionPage> {
    return this.service.page(viewer, userId ?? viewer.id, first, after);
  }

  @Mutation()
  revokeSession(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRevokeSessionArgs,
  ): Promise<SessionView> {
    return this.service.end(viewer, id);
  }

  @Mutation()
  async endUserSessions(
    @CurrentViewer() viewer: Viewer,
    @Args() { userId }: MutationEndUserSessionsArgs,
  ): Promise<EndedSessions> {
    return { ended: await this.service.endAllOf(viewer, userId) };
  }

  @Mutation()
  async cleanupSessions(@CurrentViewer() viewer: Viewer): Promise<CleanupResult> {
    return { removed: await this.service.cleanUp(viewer) };
  }

  @ResolveField()
  user(
    @Parent() { userId }: SessionView,
    @Context() context: RequestContext,
  ): Promise<UserView | null> {
    return this.users.load(context, userId);
  }

  @ResolveField()
  current(@Parent() { id }: SessionView, @Context() { viewer }: RequestContext): boolean {
    return viewer?.sessionId === id;
  }

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<SessionView | null> {
    return this.loader.load(context, id);
  }
}
