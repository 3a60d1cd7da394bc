import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type {
  DimensionValue,
  MetricTotals,
  Money,
  QueryCostsArgs,
  QueryDimensionValuesArgs,
  QueryTagKeysArgs,
} from '../generated/graphql';
import { type CostAnswer, CostsService } from './costs.service';

@Resolver('CostResult')
@KeyScopes('costs:read')
export class CostsResolver {
  constructor(private readonly service: CostsService) {}

  @Query()
  costs(@CurrentViewer() viewer: Viewer, @Args() { input }: QueryCostsArgs): Promise<CostAnswer> {
    return this.service.costs(viewer, input);
  }

  @Query()
  dimensionValues(
    @CurrentViewer() viewer: Viewer,
    @Args() args: QueryDimensionValuesArgs,
  ): Promise<DimensionValue[]> {
    return this.service.dimensionValues(viewer, args);
  }

  @Query()
  tagKeys(
    @CurrentViewer() viewer: Viewer,
    @Args() { first }: QueryTagKeysArgs,
  ): Promise<DimensionValue[]> {
    return this.service.tagKeys(viewer, first);
  }

  @ResolveField()
  totals(@Parent() answer: CostAnswer): Promise<Money[]> {
    return this.service.totals(answer);
  }

  @ResolveField()
  metricTotals(@Parent() answer: CostAnswer): Promise<MetricTotals[]> {
    return this.service.metricTotals(answer);
  }
}
