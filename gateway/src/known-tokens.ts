import type { AccessToken } from '@ai-finops/service-kit/access-token';
import { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { BoundedMap } from '@ai-finops/service-kit/bounded-map';

/** Of so many sessions the token is known; it is a few hundred bytes. */
const TOKENS_KEPT = 10_000;

/**
 * Access tokens whose signature is worked out once for all requests of a session. Their end and the revocation list are
 * looked at each time; a key that is not accepted any more has no tokens left that have not ended.
 */
export class KnownTokens extends AccessTokens {
  readonly #known = new BoundedMap<string, AccessToken>(TOKENS_KEPT);

  override verify(token: string): AccessToken {
    const known = this.#known.get(token);
    if (known) {
      this.requireCurrent(known);
      return known;
    }
    const verified = super.verify(token);
    this.#known.set(token, verified);
    return verified;
  }
}
