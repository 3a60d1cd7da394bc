import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Account } from '../accounts/accounts.client';
import type {
  MutationChangeEmailArgs,
  MutationConfirmEmailArgs,
  MutationUpdateProfileArgs,
} from '../generated/graphql';
import { ProfileService } from './profile.service';
import { emailChange, emailConfirmation, profileChange } from './profile-bodies';

@Resolver()
export class ProfileResolver {
  constructor(private readonly profiles: ProfileService) {}

  @Mutation()
  updateProfile(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationUpdateProfileArgs,
  ): Promise<Account> {
    return this.profiles.update(viewer, parseInput(profileChange, input));
  }

  @Mutation()
  async changeEmail(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationChangeEmailArgs,
  ): Promise<boolean> {
    await this.profiles.changeEmail(viewer, client, parseInput(emailChange, input));
    return true;
  }

  @Mutation()
  async confirmEmail(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationConfirmEmailArgs,
  ): Promise<string> {
    const confirmation = parseInput(emailConfirmation, input);
    const { email } = await this.profiles.confirmEmail(client, confirmation);
    return email;
  }
}
