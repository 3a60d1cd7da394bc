import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  MutationBeginPasskeyArgs,
  MutationLoginWithPasskeyArgs,
  MutationRegisterPasskeyArgs,
  MutationRemovePasskeyArgs,
  MutationRenamePasskeyArgs,
} from '../generated/graphql';
import type { SignedIn } from '../tokens/tokens.service';
import {
  beginInput,
  loginInput,
  type Passkey,
  registrationInput,
  renameInput,
} from './passkey-bodies';
import { PasskeysService } from './passkeys.service';

@Resolver()
export class PasskeysResolver {
  constructor(private readonly service: PasskeysService) {}

  @Query()
  passkeys(@CurrentViewer() viewer: Viewer): Promise<Passkey[]> {
    return this.service.findOf(viewer);
  }

  @Mutation()
  beginPasskey(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationBeginPasskeyArgs,
  ): Promise<Record<string, unknown>> {
    return this.service.begin(viewer, client, parseInput(beginInput, input).password);
  }

  @Mutation()
  registerPasskey(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationRegisterPasskeyArgs,
  ): Promise<Passkey> {
    return this.service.register(viewer, parseInput(registrationInput, input));
  }

  @Mutation()
  renamePasskey(
    @CurrentViewer() viewer: Viewer,
    @Args() { id, name }: MutationRenamePasskeyArgs,
  ): Promise<Passkey> {
    return this.service.rename(viewer, id, parseInput(renameInput, { name }).name);
  }

  @Mutation()
  async removePasskey(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRemovePasskeyArgs,
  ): Promise<boolean> {
    await this.service.remove(viewer, id);
    return true;
  }

  @Mutation()
  beginPasskeyLogin(
    @CurrentContext() { client }: RequestContext,
  ): Promise<Record<string, unknown>> {
    return this.service.beginLogin(client);
  }

  @Mutation()
  loginWithPasskey(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationLoginWithPasskeyArgs,
  ): Promise<SignedIn> {
    return this.service.login(client, parseInput(loginInput, input).response);
  }
}
