import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  MutationCreateSourceArgs,
  MutationDeleteSourceArgs,
  MutationSyncSourceArgs,
  MutationUpdateSourceArgs,
  QuerySourceArgs,
  QuerySourcesArgs,
  RequireFields,
} from '../generated/graphql';
import type { SourceView } from './source-view';
import { type SourcePage, SourcesService } from './sources.service';

@Resolver('BillSource')
export class SourcesResolver {
  constructor(private readonly service: SourcesService) {}

  @Query()
  @KeyScopes('bills:write', 'admin')
  sources(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after }: RequireFields<QuerySourcesArgs, 'first'>,
  ): Promise<SourcePage> {
    return this.service.page(viewer, first, after);
  }

  @Query()
  @KeyScopes('bills:write', 'admin')
  source(
    @CurrentViewer() viewer: Viewer,
    @Args() { name }: QuerySourceArgs,
  ): Promise<SourceView | null> {
    return this.service.find(viewer, name);
  }

  @Mutation()
  @KeyScopes('admin')
  createSource(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationCreateSourceArgs,
    @CurrentContext() { client }: RequestContext,
  ): Promise<SourceView> {
    return this.service.create(viewer, input, client);
  }

  @Mutation()
  @KeyScopes('admin')
  updateSource(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationUpdateSourceArgs,
    @CurrentContext() { client }: RequestContext,
  ): Promise<SourceView> {
    return this.service.update(viewer, input.id, input, client);
  }

  @Mutation()
  @KeyScopes('admin')
  deleteSource(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationDeleteSourceArgs,
    @CurrentContext() { client }: RequestContext,
  ): Promise<SourceView> {
    return this.service.delete(viewer, id, client);
  }

  @Mutation()
  @KeyScopes('bills:write', 'admin')
  syncSource(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationSyncSourceArgs,
  ): Promise<SourceView> {
    return this.service.sync(viewer, id);
  }
}
