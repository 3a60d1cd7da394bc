import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  MutationBeginIdentityLinkArgs,
  MutationBeginProviderLoginArgs,
  MutationLinkIdentityArgs,
  MutationLoginWithProviderArgs,
  MutationUnlinkIdentityArgs,
} from '../generated/graphql';
import type { SignedIn } from '../tokens/tokens.service';
import { OidcService } from './oidc.service';
import {
  type IdentityProvider,
  type LinkedIdentity,
  linkBegin,
  loginBegin,
  type OidcAttempt,
  oidcAnswer,
} from './oidc-bodies';

@Resolver()
export class OidcResolver {
  constructor(private readonly oidc: OidcService) {}

  @Query()
  identityProviders(): IdentityProvider[] {
    return this.oidc.list();
  }

  @Query()
  linkedIdentities(@CurrentViewer() viewer: Viewer): Promise<LinkedIdentity[]> {
    return this.oidc.findOf(viewer);
  }

  @Mutation()
  beginProviderLogin(
    @CurrentContext() { client }: RequestContext,
    @Args() { provider }: MutationBeginProviderLoginArgs,
  ): Promise<OidcAttempt> {
    return this.oidc.beginLogin(client, parseInput(loginBegin, { provider }).provider);
  }

  @Mutation()
  loginWithProvider(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationLoginWithProviderArgs,
  ): Promise<SignedIn> {
    return this.oidc.login(client, parseInput(oidcAnswer, input));
  }

  @Mutation()
  beginIdentityLink(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationBeginIdentityLinkArgs,
  ): Promise<OidcAttempt> {
    return this.oidc.beginLink(viewer, client, parseInput(linkBegin, input));
  }

  @Mutation()
  linkIdentity(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationLinkIdentityArgs,
  ): Promise<LinkedIdentity> {
    return this.oidc.link(viewer, client, parseInput(oidcAnswer, input));
  }

  @Mutation()
  async unlinkIdentity(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationUnlinkIdentityArgs,
  ): Promise<boolean> {
    await this.oidc.unlink(viewer, id);
    return true;
  }
}
