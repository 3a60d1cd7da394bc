import type { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { type AccessToken, signAccessToken } from '@ai-finops/service-kit/access-token';
import { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { AppError } from '@ai-finops/service-kit/errors';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Inject, Injectable } from '@nestjs/common';
import {
  AccountsClient,
  type Grant,
  type NewFamily,
  type Registered,
  type SeededStart,
} from '../accounts/accounts.client';
import { firstRefreshToken, isRefreshToken, successorOf } from './refresh-token';

export interface TokenOptions {
  readonly keys: AccessKeys;
  readonly accessSeconds: number;
  readonly refreshSecret: string;
  readonly refreshSeconds: number;
}

export const TOKEN_OPTIONS = Symbol('TOKEN_OPTIONS');

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Who signs in: the account, the hash that its password was checked against, and from where. */
export interface SignIn {
  readonly userId: string;
  readonly passwordHash: string;
  readonly upgradedHash?: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export type SignedIn = TokenPair & { readonly user: Grant['user'] };

@Injectable()
export class TokensService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly revocations: RevocationList,
    private readonly accessTokens: AccessTokens,
    @Inject(TOKEN_OPTIONS) private readonly options: TokenOptions,
  ) {}

  /**
   * Opens a session by password. Errors INVALID_CREDENTIALS when the account changed in between,
   * SECOND_FACTOR_REQUIRED.
   */
  open(signIn: SignIn): Promise<SignedIn> {
    return this.openWith((start) => this.accounts.openSession({ ...signIn, ...start }));
  }

  /** Opens a session in whatever way accounts grants it, such as by a passkey. */
  async openWith(
    grantFor: (start: Pick<NewFamily, 'tokenHash' | 'lifetimeSeconds'>) => Promise<Grant>,
  ): Promise<SignedIn> {
    const refreshToken = firstRefreshToken();
    const grant = await grantFor({
      tokenHash: sha256Hex(refreshToken),
      lifetimeSeconds: this.options.refreshSeconds,
    });
    return { ...this.pair(grant, refreshToken), user: grant.user };
  }

  /**
   * Opens the first session of a registration. Its first refresh token is derived from a random seed that
   * accounts keeps for a client that asks again, so that it gets the same one. Null when that session has
   * gone on since, or is over.
   */
  async openFirst(
    registeredBy: (start: SeededStart) => Promise<Registered>,
  ): Promise<SignedIn | null> {
    const { refreshSecret, refreshSeconds } = this.options;
    const fresh = firstRefreshToken();
    const { seed, tokenHash, grant } = await registeredBy({
      seed: fresh,
      tokenHash: sha256Hex(successorOf(refreshSecret, fresh)),
      lifetimeSeconds: refreshSeconds,
    });
    const refreshToken = successorOf(refreshSecret, seed);
    // It differs when the key of the derivation was changed in between.
    if (!grant || sha256Hex(refreshToken) !== tokenHash) return null;
    return { ...this.pair(grant, refreshToken), user: grant.user };
  }

  /** Exchanges a refresh token. Errors INVALID_REFRESH_TOKEN, REFRESH_TOKEN_REUSED. */
  async refresh(token: string): Promise<TokenPair> {
    if (!isRefreshToken(token)) throw new AppError('INVALID_REFRESH_TOKEN');
    const successor = successorOf(this.options.refreshSecret, token);
    return this.pair(await this.accounts.rotate(sha256Hex(token), sha256Hex(successor)), successor);
  }

  /** Ends a session, named by its id or by one of its refresh tokens; repeatable. */
  async end(which: { sessionId: string } | { refreshToken: string }): Promise<void> {
    if ('sessionId' in which) await this.accounts.endSession(which);
    else if (isRefreshToken(which.refreshToken)) {
      await this.accounts.endSession({ tokenHash: sha256Hex(which.refreshToken) });
    }
    // This process need not wait for the next regular pull.
    await this.revocations.pull();
  }

  /** Checks signature and times of an access token, not its session. */
  verify(accessToken: string): AccessToken {
    return this.accessTokens.verify(accessToken);
  }

  /** Checks an access token and its session. Errors UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_CHECK_UNAVAILABLE. */
  check(accessToken: string): AccessToken {
    return this.accessTokens.check(accessToken);
  }

  private pair(grant: Grant, refreshToken: string): TokenPair {
    const { sessionId, user, issuedAt, sessionEndsAt } = grant;
    // No access token outlives its session.
    const expiresIn = Math.min(this.options.accessSeconds, sessionEndsAt - issuedAt);
    if (expiresIn <= 0) throw new AppError('INVALID_REFRESH_TOKEN');
    const viewer = { id: user.id, role: user.role, sessionId };
    const accessToken = signAccessToken(this.options.keys, viewer, expiresIn, issuedAt);
    return { accessToken, refreshToken, expiresIn };
  }
}
