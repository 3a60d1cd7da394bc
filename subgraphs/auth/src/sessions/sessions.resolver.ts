import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { MutationLogoutEverywhereArgs, RequireFields } from '../generated/graphql';
import { SessionsService } from './sessions.service';

@Resolver()
export class SessionsResolver {
  constructor(private readonly sessions: SessionsService) {}

  @Mutation()
  async logoutEverywhere(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { exceptThis }: RequireFields<MutationLogoutEverywhereArgs, 'exceptThis'>,
  ): Promise<boolean> {
    await this.sessions.logoutEverywhere(viewer, client, exceptThis);
    return true;
  }
}
