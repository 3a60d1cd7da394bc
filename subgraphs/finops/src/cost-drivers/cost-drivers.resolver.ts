import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { CostDriversResult, QueryCostDriversArgs } from '../generated/graphql';
import { CostDriversService } from './cost-drivers.service';

@Resolver()
@KeyScopes('costs:read')
export class CostDriversResolver {
  constructor(private readonly service: CostDriversService) {}

  @Query()
  costDrivers(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: QueryCostDriversArgs,
  ): Promise<CostDriversResult> {
    return this.service.drivers(viewer, input);
  }
}
