import type { AccessKeys } from './access-keys';
import { type AccessToken, requireUnexpired, verifyAccessToken } from './access-token';
import type { RevocationList } from './revocation-list';

/**
 * Access tokens as every door of the platform checks them. Times are compared by the clock of the
 * database, which the revocation list brings along: one service's wrong clock lengthens no token's life.
 */
export class AccessTokens {
  constructor(
    private readonly keys: AccessKeys,
    private readonly revocations: RevocationList,
  ) {}

  /** Checks signature and times, not the session. Errors UNAUTHENTICATED, TOKEN_EXPIRED. */
  verify(token: string): AccessToken {
    return verifyAccessToken(this.keys, token, this.revocations.now());
  }

  /** Checks also that the session lives. Errors UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_CHECK_UNAVAILABLE. */
  check(token: string): AccessToken {
    const verified = this.verify(token);
    this.requireLive(verified);
    return verified;
  }

  /** Errors UNAUTHENTICATED for an ended session or a revoked key, SESSION_CHECK_UNAVAILABLE. */
  requireLive(verified: AccessToken): void {
    this.revocations.check(verified);
  }

  /** Of one that was checked some time ago. Errors UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_CHECK_UNAVAILABLE. */
  requireStillGood(verified: AccessToken): void {
    this.requireCurrent(verified);
    this.requireLive(verified);
  }

  /** Error TOKEN_EXPIRED. */
  protected requireCurrent(verified: AccessToken): void {
    requireUnexpired(verified.expiresAt, this.revocations.now());
  }
}
