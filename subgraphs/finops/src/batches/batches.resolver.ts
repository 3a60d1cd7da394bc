import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  BillingPeriod,
  MutationDeleteBillingPeriodArgs,
  MutationRebuildAggregatesArgs,
  QueryChargeBatchesArgs,
  RequireFields,
} from '../generated/graphql';
import { BatchesService, type BatchPage, type StorageView } from './batches.service';

@Resolver('ChargeBatch')
export class BatchesResolver {
  constructor(private readonly service: BatchesService) {}

  @Query()
  chargeBatches(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after, live }: RequireFields<QueryChargeBatchesArgs, 'first'>,
  ): Promise<BatchPage> {
    return this.service.page(viewer, first, after, live);
  }

  @Query()
  chargeStorage(@CurrentViewer() viewer: Viewer): Promise<StorageView> {
    return this.service.used(viewer);
  }

  @Mutation()
  deleteBillingPeriod(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationDeleteBillingPeriodArgs,
    @Context() { client }: RequestContext,
  ): Promise<BillingPeriod[]> {
    return this.service.deletePeriod(viewer, input, client);
  }

  @Mutation()
  rebuildAggregates(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationRebuildAggregatesArgs,
  ): Promise<BillingPeriod[]> {
    return this.service.rebuildAggregates(viewer, input);
  }
}
