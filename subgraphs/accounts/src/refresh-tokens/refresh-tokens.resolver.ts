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
  MutationRevokeRefreshTokenArgs,
  QueryRefreshTokensArgs,
  RequireFields,
} from '../generated/graphql';
import type { SessionView } from '../sessions/session-view';
import { SessionsLoader } from '../sessions/sessions.loader';
import type { UserView } from '../users/user-view';
import { UsersLoader } from '../users/users.loader';
import type { RefreshTokenView } from './refresh-token-view';
import { RefreshTokensLoader } from './refresh-tokens.loader';
import { type RefreshTokenPage, RefreshTokensService } from './refresh-tokens.service';

@Resolver('RefreshToken')
export class RefreshTokensResolver {
  constructor(
    private readonly service: RefreshTokensService,
    private readonly loader: RefreshTokensLoader,
    private readonly sessions: SessionsLoader,
    private readonly users: UsersLoader,
  ) {}

  @Query()
  refreshTokens(
    @CurrentViewer() viewer: Viewer,
    @Args() { userId, first, after }: RequireFields<QueryRefreshTokensArgs, 'first'>,
  ): Promise<RefreshTokenPage> {
    return this.service.page(viewer, userId ?? viewer.id, first, after);
  }

  @Mutation()
  revokeRefreshToken(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRevokeRefreshTokenArgs,
  ): Promise<RefreshTokenView> {
    return this.service.revoke(viewer, id);
  }

  @Mutation()
  async cleanupRefreshTokens(@CurrentViewer() viewer: Viewer): Promise<CleanupResult> {
    return { removed: await this.service.cleanUp(viewer) };
  }

  @ResolveField()
  user(
    @Parent() { userId }: RefreshTokenView,
    @Context() context: RequestContext,
  ): Promise<UserView | null> {
    return this.users.load(context, userId);
  }

  @ResolveField()
  session(
    @Parent() { sessionId }: RefreshTokenView,
    @Context() context: RequestContext,
  ): Promise<SessionView | null> | null {
    return sessionId === null ? null : this.sessions.load(context, sessionId);
  }

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<RefreshTokenView | null> {
    return this.loader.load(context, id);
  }
}
