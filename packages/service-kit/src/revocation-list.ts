import type { AccessToken } from './access-token';
import { AppError } from './errors';
import { requestJson } from './http-client';

/** What accounts answers to `GET /internal/revocations`: everything that may still have a live access token. */
export interface Revocations {
  /** The database's time, in seconds since the epoch. */
  readonly now: number;
  /** Ids of sessions that ended and of API keys that were revoked. */
  readonly sessions: readonly string[];
  /** Users whose tokens issued before `validFrom` (seconds since the epoch) are refused. */
  readonly users: readonly { readonly id: string; readonly validFrom: number }[];
}

const PULL_EVERY_MS = 2_000;
/** While there is no usable list nothing can be answered, so accounts is asked eagerly. */
const FIRST_PULL_EVERY_MS = 100;
/** Older than this, nobody can say whether a session lives: every check fails closed. */
const MAX_AGE_MS = 60_000;

/**
 * The sessions and users whose access tokens must not be accepted any more, pulled from accounts every
 * 2 seconds, so that checking a request costs no lookup.
 */
export class RevocationList {
  #sessions: ReadonlySet<string> = new Set();
  #users: ReadonlyMap<string, number> = new Map();
  #pulledAt = Number.NEGATIVE_INFINITY;
  /** What to add to this process's monotonic clock (in seconds) for the database's. */
  #offset: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly accountsUrl: string,
    private readonly serviceToken: string,
  ) {}

  /** Pulls once and then regularly; does not fail when accounts is not there yet. */
  async start(): Promise<void> {
    await this.pull();
    if (this.#stopped) return;
    this.#timer = setTimeout(
      () => void this.start(),
      this.fresh ? PULL_EVERY_MS : FIRST_PULL_EVERY_MS,
    );
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Pulls now; a failure leaves the list as it was, growing older. */
  async pull(): Promise<void> {
    const asked = performance.now();
    try {
      const list = await requestJson<Revocations>(`${this.accountsUrl}/internal/revocations`, {
        headers: { authorization: `Bearer ${this.serviceToken}` },
        timeoutMs: 1_500,
      });
      this.#sessions = new Set(list.sessions);
      this.#users = new Map(list.users.map((user) => [user.id, user.validFrom]));
      this.#pulledAt = performance.now();
      // The answer was written somewhere between the question and now.
      this.#offset = list.now - (asked + this.#pulledAt) / 2 / 1000;
    } catch {
      // The list's age says that it failed.
    }
  }

  /** False while the list is too old to decide by. */
  get fresh(): boolean {
    return performance.now() - this.#pulledAt <= MAX_AGE_MS;
  }

  /** The database's time in seconds since the epoch; this process's own until the first pull. */
  now(): number {
    return this.#offset === undefined ? Date.now() / 1000 : this.#offset + performance.now() / 1000;
  }

  /** Errors UNAUTHENTICATED for an ended session, SESSION_CHECK_UNAVAILABLE when the list is too old. */
  check(token: AccessToken): void {
    if (!this.fresh) throw new AppError('SESSION_CHECK_UNAVAILABLE');
    if (this.callsBack(token)) throw new AppError('UNAUTHENTICATED', 'The session has ended.');
  }

  /** True for a token that the list, however old, says must not be accepted. */
  callsBack(token: AccessToken): boolean {
    const validFrom = this.#users.get(token.viewer.id);
    return (
      this.#sessions.has(token.viewer.sessionId) ||
      (validFrom !== undefined && token.issuedAt < validFrom)
    );
  }
}
