import type { AccessToken } from './access-token';
import { apiKeyHash, isApiKey } from './api-key';
import { AppError } from './errors';
import { requestJson } from './http-client';
import type { RevocationList } from './revocation-list';
import type { Scope } from './scopes';
import type { Role } from './viewer';

/** What accounts answers to `POST /internal/api-keys/verify`. */
export interface VerifiedApiKey {
  readonly keyId: string;
  readonly userId: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** The moment at which the role was read, in seconds since the epoch. */
  readonly issuedAt: number;
  /** For how long this answer may be used. */
  readonly validForSeconds: number;
}

interface Known {
  /** Null for a key that is not valid. */
  readonly token: AccessToken | null;
  /** On this process's own steady clock. */
  readonly until: number;
}

/** About 300 bytes each. Beyond it the key that was asked for longest ago is asked for again. */
const MOST_KNOWN = 10_000;
/** For how long a key that is not valid is refused without asking: one that was revoked may stay in use. */
const REFUSED_FOR_MS = 10_000;
/** Questions under way at once: a flood of made-up keys must not become a flood of questions. */
const MOST_UNDER_WAY = 32;

/**
 * Tells whose an API key is. Accounts is asked once a minute for each key in use; in between its answer
 * serves, unless the revocation list says that the key was revoked or its owner changed: that bounds a
 * revocation as it bounds a logout, without a look-up per request.
 */
export class ApiKeyVerifier {
  readonly #known = new Map<string, Known>();
  readonly #refused = new Map<string, Known>();
  readonly #underWay = new Map<string, Promise<AccessToken>>();

  constructor(
    private readonly accountsUrl: string,
    private readonly serviceToken: string,
    private readonly revocations: RevocationList,
  ) {}

  /**
   * The key's owner and scopes, in the shape of a verified access token. Errors UNAUTHENTICATED,
   * SESSION_CHECK_UNAVAILABLE (the list is too old), TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE.
   */
  async verify(key: string, ipAddress: string | null): Promise<AccessToken> {
    if (!isApiKey(key)) throw notValid();
    const keyHash = apiKeyHash(key);
    const known = this.#known.get(keyHash) ?? this.#refused.get(keyHash);
    if (known && known.until > performance.now()) {
      if (!known.token) throw notValid();
      if (!this.revocations.callsBack(known.token)) return this.checked(known.token);
    }
    return this.checked(await this.once(keyHash, ipAddress));
  }

  private checked(token: AccessToken): AccessToken {
    this.revocations.check(token);
    return token;
  }

  /** Requests with the same key that come together share one question. */
  private once(keyHash: string, ipAddress: string | null): Promise<AccessToken> {
    const asked = this.#underWay.get(keyHash);
    if (asked) return asked;
    if (this.#underWay.size >= MOST_UNDER_WAY) throw new AppError('TOO_MANY_REQUESTS');
    const answer = this.ask(keyHash, ipAddress).finally(() => this.#underWay.delete(keyHash));
    this.#underWay.set(keyHash, answer);
    return answer;
  }

  private async ask(keyHash: string, ipAddress: string | null): Promise<AccessToken> {
    const asked = performance.now();
    let answer: VerifiedApiKey;
    try {
      answer = await requestJson<VerifiedApiKey>(`${this.accountsUrl}/internal/api-keys/verify`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.serviceToken}` },
        body: { keyHash, ipAddress },
        timeoutMs: 2_000,
      });
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined;
      if (code === 'NOT_FOUND') {
        this.#known.delete(keyHash);
        keep(this.#refused, keyHash, { token: null, until: asked + REFUSED_FOR_MS });
        throw notValid();
      }
      // A service credential that accounts refuses is our fault, not the caller's.
      if (code !== 'UNAUTHENTICATED') throw error;
      throw new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: error });
    }
    const { keyId, userId, role, scopes, issuedAt, validForSeconds } = answer;
    const viewer = { id: userId, role, sessionId: keyId, scopes };
    const token = { viewer, issuedAt, expiresAt: issuedAt + validForSeconds };
    keep(this.#known, keyHash, { token, until: asked + validForSeconds * 1000 });
    return token;
  }
}

/** Adds the newest entry, at the cost of the oldest when there are too many. */
function keep(map: Map<string, Known>, keyHash: string, known: Known): void {
  map.delete(keyHash);
  const oldest = map.size >= MOST_KNOWN ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  map.set(keyHash, known);
}

const notValid = (): AppError => new AppError('UNAUTHENTICATED', 'The API key is not valid.');
