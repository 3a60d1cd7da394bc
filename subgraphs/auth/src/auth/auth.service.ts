import type { AccessToken } from '@ai-finops/service-kit/access-token';
import { AppError } from '@ai-finops/service-kit/errors';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { PasswordHasher } from '../passwords/password-hasher';
import { SecondFactorService } from '../second-factor/second-factor.service';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, type TokenPair, TokensService } from '../tokens/tokens.service';
import type { Login, Profile } from './auth-bodies';
import { clientOf } from './client-of';

@Injectable()
export class AuthService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly hasher: PasswordHasher,
    private readonly tokens: TokensService,
    private readonly throttle: ThrottleService,
    private readonly secondFactor: SecondFactorService,
  ) {}

  /**
   * Signs in. An unknown address and a wrong password are refused alike, after the same time. Errors
   * INVALID_CREDENTIALS, SECOND_FACTOR_REQUIRED (with the challenge), TOO_MANY_REQUESTS.
   */
  async login(client: Client, { email, password }: Login): Promise<SignedIn> {
    const attempt = await this.throttle.require('login', { client, account: email });
    const credentials = await this.accounts.findCredentials(email);
    const matches = await this.hasher.verify(password, credentials?.passwordHash ?? null);
    if (!credentials || !matches || credentials.status !== 'ACTIVE') {
      const about = { subjectId: credentials?.id ?? null, ...clientOf(client) };
      await this.accounts.audit({ event: 'LOGIN', outcome: 'FAILURE', ...about });
      throw new AppError('INVALID_CREDENTIALS');
    }
    const { id: userId, passwordHash } = credentials;
    const outdated = this.hasher.isOutdated(passwordHash);
    const upgrade = outdated ? { upgradedHash: await this.hasher.hash(password) } : {};
    const signIn = { userId, passwordHash, ...upgrade, ...clientOf(client) };
    try {
      const signedIn = await this.tokens.open(signIn);
      await attempt.succeeded();
      return signedIn;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SECOND_FACTOR_REQUIRED') throw error;
      // The password was right: what is guessed next is throttled by itself.
      await attempt.succeeded();
      throw await this.secondFactor.begin(signIn);
    }
  }

  /** Exchanges a refresh token. Errors INVALID_REFRESH_TOKEN, REFRESH_TOKEN_REUSED, TOO_MANY_REQUESTS. */
  async refresh(client: Client, refreshToken: string): Promise<TokenPair> {
    this.throttle.requireNotBlocked('refresh', { client });
    try {
      return await this.tokens.refresh(refreshToken);
    } catch (error) {
      const refused = error instanceof AppError && error.status === 401;
      if (refused) await this.throttle.countFailure('refresh', { client });
      throw error;
    }
  }

  /**
   * Ends the session of the refresh token, else that of the access token's holder; repeatable. Error
   * UNAUTHENTICATED with neither.
   */
  async logout(sessionId: string | null, refreshToken: string | null | undefined): Promise<void> {
    if (refreshToken != null) return this.tokens.end({ refreshToken });
    if (sessionId === null) {
      throw new AppError('UNAUTHENTICATED', 'An access token or a refresh token is needed.');
    }
    return this.tokens.end({ sessionId });
  }

  /** The viewer's own account, as it is now. Error UNAUTHENTICATED when it was closed. */
  async profile(viewer: Viewer): Promise<Profile> {
    const account = await this.accounts.findAccount(viewer.id);
    if (account?.status !== 'ACTIVE') {
      throw new AppError('UNAUTHENTICATED', 'The account is closed.');
    }
    return account;
  }

  /** Errors UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_CHECK_UNAVAILABLE. */
  check(accessToken: string): AccessToken {
    return this.tokens.check(accessToken);
  }

  /** The session of an access token that is signed and not expired; it may have ended. */
  sessionOf(accessToken: string): string {
    return this.tokens.verify(accessToken).viewer.sessionId;
  }
}
