import { AppError } from '@ai-finops/service-kit/errors';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import {
  Args,
  Context,
  Mutation,
  Parent,
  Query,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import type {
  BillingPeriod,
  Import,
  MutationImportBillArgs,
  QueryImportArgs,
  QueryImportsArgs,
  RequireFields,
  SubscriptionImportProgressArgs,
} from '../generated/graphql';
import { type ImportPage, ImportsService } from './imports.service';

@Resolver('Import')
@KeyScopes('costs:read', 'bills:write')
export class ImportsResolver {
  constructor(private readonly service: ImportsService) {}

  @Query()
  imports(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after, source }: RequireFields<QueryImportsArgs, 'first'>,
  ): Promise<ImportPage> {
    return this.service.page(viewer, first, after, source);
  }

  @Query()
  import(@CurrentViewer() viewer: Viewer, @Args() { id }: QueryImportArgs): Promise<Import | null> {
    return this.service.find(viewer, id);
  }

  @Query()
  billingPeriods(@CurrentViewer() viewer: Viewer): Promise<BillingPeriod[]> {
    return this.service.livePeriods(viewer);
  }

  @Mutation()
  @KeyScopes('bills:write')
  importBill(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationImportBillArgs,
  ): Promise<Import> {
    return this.service.importBill(viewer, input);
  }

  @Subscription('importProgress', { resolve: (event: Import) => event })
  importProgress(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: SubscriptionImportProgressArgs,
  ): Promise<AsyncIterable<Import>> {
    return this.service.watch(viewer, id);
  }

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() { viewer }: RequestContext,
  ): Promise<Import | null> {
    if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    return this.service.find(viewer, id);
  }
}
