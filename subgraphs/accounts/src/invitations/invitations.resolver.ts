import { parseInput } from '@ai-finops/service-kit/input';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { MutationInviteUserArgs } from '../generated/graphql';
import { invitedUser } from '../users/user-input';
import { type Invitation, InvitationsService } from './invitations.service';

@Resolver()
export class InvitationsResolver {
  constructor(private readonly service: InvitationsService) {}

  @Mutation()
  @KeyScopes('admin')
  inviteUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationInviteUserArgs,
  ): Promise<Invitation> {
    const given = { ...input, role: input.role ?? undefined };
    return this.service.invite(viewer, parseInput(invitedUser, given));
  }
}
