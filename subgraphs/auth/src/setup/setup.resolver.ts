import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext } from '@ai-finops/service-kit/request-context';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { MutationSetupArgs } from '../generated/graphql';
import type { SignedIn } from '../tokens/tokens.service';
import { SetupService } from './setup.service';
import { setupInput } from './setup-bodies';

@Resolver()
export class SetupResolver {
  constructor(private readonly service: SetupService) {}

  @Mutation()
  setup(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationSetupArgs,
  ): Promise<SignedIn> {
    return this.service.setUp(client, parseInput(setupInput, input));
  }
}
