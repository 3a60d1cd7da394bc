import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Query, Resolver } from '@nestjs/graphql';
import type { FocusUseCase, QueryRunFocusUseCaseArgs, UseCaseResult } from '../generated/graphql';
import { UseCasesService } from './use-cases.service';

@Resolver()
@KeyScopes('costs:read')
export class UseCasesResolver {
  constructor(private readonly service: UseCasesService) {}

  @Query()
  focusUseCases(@CurrentViewer() viewer: Viewer): FocusUseCase[] {
    return this.service.list(viewer);
  }

  @Query()
  runFocusUseCase(
    @CurrentViewer() viewer: Viewer,
    @Args() args: QueryRunFocusUseCaseArgs,
  ): Promise<UseCaseResult> {
    return this.service.run(viewer, args);
  }
}
