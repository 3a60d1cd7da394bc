import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  MutationConfirmSecondFactorArgs,
  MutationDisableSecondFactorArgs,
  MutationEnrolSecondFactorArgs,
  MutationRegenerateRecoveryCodesArgs,
  MutationVerifySecondFactorArgs,
} from '../generated/graphql';
import type { SignedIn } from '../tokens/tokens.service';
import { SecondFactorService } from './second-factor.service';
import {
  confirmationInput,
  type Enrolment,
  enrolmentInput,
  proofInput,
  type RecoveryCodes,
  type SecondFactorStatus,
  secondStep,
} from './second-factor-bodies';

@Resolver()
export class SecondFactorResolver {
  constructor(private readonly service: SecondFactorService) {}

  @Query()
  secondFactor(@CurrentViewer() viewer: Viewer): Promise<SecondFactorStatus> {
    return this.service.status(viewer);
  }

  @Mutation()
  verifySecondFactor(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationVerifySecondFactorArgs,
  ): Promise<SignedIn> {
    return this.service.finish(client, parseInput(secondStep, input));
  }

  @Mutation()
  enrolSecondFactor(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationEnrolSecondFactorArgs,
  ): Promise<Enrolment> {
    return this.service.enrol(viewer, client, parseInput(enrolmentInput, input).password);
  }

  @Mutation()
  confirmSecondFactor(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationConfirmSecondFactorArgs,
  ): Promise<RecoveryCodes> {
    return this.service.confirm(viewer, client, parseInput(confirmationInput, input).code);
  }

  @Mutation()
  regenerateRecoveryCodes(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationRegenerateRecoveryCodesArgs,
  ): Promise<RecoveryCodes> {
    return this.service.regenerateCodes(viewer, client, parseInput(proofInput, input));
  }

  @Mutation()
  async disableSecondFactor(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationDisableSecondFactorArgs,
  ): Promise<boolean> {
    await this.service.disable(viewer, client, parseInput(proofInput, input));
    return true;
  }
}
