import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import { KeyScopes } from '@ai-finops/service-kit/scopes';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type {
  CostResult,
  DimensionValue,
  QueryCostsArgs,
  QueryDimensionValuesArgs,
  QueryTagKeysArgs,
} from '../generated/graphql';
import { CostsService } from './costs.service';

@Resolver()
@KeyScopes('costs:read')
export class CostsResolver {
  constructor(private readonly service: CostsService) {}

  @Query()
  costs(@CurrentViewer() viewer: Viewer, @Args() { input }: QueryCostsArgs): Promise<CostResult> {
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
}
