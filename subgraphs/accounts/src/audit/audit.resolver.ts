import type { Connection } from '@ai-finops/service-kit/connection';
import { parseInput } from '@ai-finops/service-kit/input';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { QueryAuditLogArgs, RequireFields } from '../generated/graphql';
import type { UserView } from '../users/user-view';
import { UsersLoader } from '../users/users.loader';
import { AuditService } from './audit.service';
import type { AuditView } from './audit-entry';
import { auditFilter } from './audit-input';

@Resolver('AuditEntry')
export class AuditResolver {
  constructor(
    private readonly service: AuditService,
    private readonly users: UsersLoader,
  ) {}

  @Query()
  @KeyScopes('admin')
  auditLog(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after, filter }: RequireFields<QueryAuditLogArgs, 'first'>,
  ): Promise<Connection<AuditView>> {
    return this.service.page(viewer, first, after, parseInput(auditFilter, filter ?? {}));
  }

  @ResolveField()
  actor(
    @Parent() { actorId }: AuditView,
    @Context() context: RequestContext,
  ): Promise<UserView | null> {
    return this.users.load(context, actorId);
  }

  @ResolveField()
  subject(
    @Parent() { subjectId }: AuditView,
    @Context() context: RequestContext,
  ): Promise<UserView | null> {
    return this.users.load(context, subjectId);
  }
}
