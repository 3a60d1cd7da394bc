import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type {
  MutationGrantCostScopeArgs,
  MutationRevokeCostScopeArgs,
  QueryCostScopesArgs,
  RequireFields,
} from '../generated/graphql';
import { type CostScopePage, CostScopesService } from './cost-scopes.service';
import type { CostScopeRow } from './cost-scopes.store';

@Resolver('CostScope')
export class CostScopesResolver {
  constructor(private readonly service: CostScopesService) {}

  @Query()
  costScopes(
    @CurrentViewer() viewer: Viewer,
    @Args() { userId, first, after }: RequireFields<QueryCostScopesArgs, 'first'>,
  ): Promise<CostScopePage> {
    return this.service.page(viewer, userId, first, after);
  }

  @Mutation()
  grantCostScope(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationGrantCostScopeArgs,
    @CurrentContext() { client }: RequestContext,
  ): Promise<CostScopeRow> {
    return this.service.grant(viewer, client, input);
  }

  @Mutation()
  revokeCostScope(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRevokeCostScopeArgs,
    @CurrentContext() { client }: RequestContext,
  ): Promise<CostScopeRow> {
    return this.service.revoke(viewer, client, id);
  }

  @ResolveField()
  user(@Parent() { userId }: CostScopeRow) {
    return { id: userId };
  }

  @ResolveField()
  grantedBy(@Parent() { grantedBy }: CostScopeRow) {
    return { id: grantedBy };
  }
}
