import { AppError } from '@ai-finops/service-kit/errors';
import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentContext } from '@ai-finops/service-kit/request-context';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type {
  MutationLoginArgs,
  MutationLogoutArgs,
  MutationRefreshTokenArgs,
  MutationRegisterArgs,
  QueryValidateTokenArgs,
} from '../generated/graphql';
import type { SignedIn, TokenPair } from '../tokens/tokens.service';
import { AuthService } from './auth.service';
import { login, logoutInput, refreshInput, registration } from './auth-bodies';
import { RegistrationService } from './registration.service';

/** What is known of a token; the user is a reference that accounts resolves. */
interface TokenValidation {
  readonly valid: boolean;
  readonly user: { readonly id: string } | null;
  readonly expiresAt: number | null;
}

const NOT_VALID: TokenValidation = { valid: false, user: null, expiresAt: null };

@Resolver()
export class AuthResolver {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: RegistrationService,
  ) {}

  @Mutation()
  register(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationRegisterArgs,
  ): Promise<SignedIn> {
    return this.registration.register(client, parseInput(registration, input));
  }

  @Mutation()
  login(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationLoginArgs,
  ): Promise<SignedIn> {
    return this.auth.login(client, parseInput(login, input));
  }

  @Mutation()
  refreshToken(
    @CurrentContext() { client }: RequestContext,
    @Args() { input }: MutationRefreshTokenArgs,
  ): Promise<TokenPair> {
    return this.auth.refresh(client, parseInput(refreshInput, input).refreshToken);
  }

  @Mutation()
  async logout(
    @CurrentContext() { viewer }: RequestContext,
    @Args() { input }: MutationLogoutArgs,
  ): Promise<boolean> {
    const { refreshToken } = parseInput(logoutInput, input ?? {});
    await this.auth.logout(viewer?.sessionId ?? null, refreshToken);
    return true;
  }

  @Query()
  validateToken(
    @CurrentContext() { viewer }: RequestContext,
    @Args() { token }: QueryValidateTokenArgs,
  ): TokenValidation {
    // The gateway has checked the request's own token, and keeps its end to itself.
    if (token == null) {
      return viewer ? { valid: true, user: { id: viewer.id }, expiresAt: null } : NOT_VALID;
    }
    try {
      const { viewer: holder, expiresAt } = this.auth.check(token);
      return { valid: true, user: { id: holder.id }, expiresAt };
    } catch (error) {
      if (error instanceof AppError && error.status === 401) return NOT_VALID;
      throw error;
    }
  }
}
