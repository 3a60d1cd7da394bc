import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { KpisResult, QueryKpisArgs } from '../generated/graphql';
import { KpisService } from './kpis.service';

@Resolver()
@KeyScopes('costs:read')
export class KpisResolver {
  constructor(private readonly service: KpisService) {}

  @Query()
  kpis(@CurrentViewer() viewer: Viewer, @Args() { input }: QueryKpisArgs): Promise<KpisResult> {
    return this.service.kpis(viewer, input);
  }
}
