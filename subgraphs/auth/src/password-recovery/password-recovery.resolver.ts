import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type {
  MutationChangePasswordArgs,
  MutationForgotPasswordArgs,
  MutationResetPasswordArgs,
} from '../generated/graphql';
import { changePassword, forgotPassword, resetPassword } from './password-bodies';
import { PasswordRecoveryService } from './password-recovery.service';

@Resolver()
export class PasswordRecoveryResolver {
  constructor(private readonly passwords: PasswordRecoveryService) {}

  @Mutation()
  async forgotPassword(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationForgotPasswordArgs,
  ): Promise<boolean> {
    await this.passwords.forgot(client, parseInput(forgotPassword, input));
    return true;
  }

  @Mutation()
  async resetPassword(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationResetPasswordArgs,
  ): Promise<boolean> {
    await this.passwords.reset(client, parseInput(resetPassword, input));
    return true;
  }

  @Mutation()
  async changePassword(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationChangePasswordArgs,
  ): Promise<boolean> {
    await this.passwords.change(viewer, client, parseInput(changePassword, input));
    return true;
  }
}
