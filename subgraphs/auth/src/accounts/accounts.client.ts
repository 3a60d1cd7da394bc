import type { AuditReport } from '@ai-finops/service-kit/audit-events';
import { AppError } from '@ai-finops/service-kit/errors';
import { type JsonRequest, requestJson } from '@ai-finops/service-kit/http-client';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import type { Role } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import type { AskedBucket, Settlement, Taken } from '../throttle/throttle-counters';

/** Where accounts is, and the service credential. */
export interface AccountsOptions {
  readonly url: string;
  readonly token: string;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

export const ACCOUNTS_OPTIONS = Symbol('ACCOUNTS_OPTIONS');

/** An account as accounts shows it. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly status: 'ACTIVE' | 'DISABLED' | 'DELETED';
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Credentials {
  readonly id: string;
  readonly email: string;
  readonly status: Account['status'];
  readonly passwordHash: string;
}

/** What an access token is signed for, as it was at `issuedAt` (seconds since the epoch). */
export interface Grant {
  readonly sessionId: string;
  readonly user: Pick<Account, 'id' | 'email' | 'name' | 'role'>;
  readonly issuedAt: number;
  readonly sessionEndsAt: number;
}

export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
}

export interface NewFamily {
  readonly userId: string;
  readonly passwordHash: string;
  readonly upgradedHash?: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly tokenHash: string;
  readonly lifetimeSeconds: number;
}

/** A session with what it is opened by; its first refresh token is derived from the seed. */
export type SeededStart = Pick<NewFamily, 'tokenHash' | 'lifetimeSeconds'> & {
  readonly seed: string;
};

type FirstSession = Origin & SeededStart;

interface Once {
  readonly once: IdempotentRequest | null;
}

/** The first session of a registration, perhaps of one that was sent before. */
export interface Registered {
  readonly seed: string;
  readonly tokenHash: string;
  /** Null when that session has gone on since, or is over. */
  readonly grant: Grant | null;
}

/** A live session as accounts shows it. */
export interface AccountSession {
  readonly id: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
}

/** Where a request came from: told to the owner of the account, and to the audit log. */
export interface Origin {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** All data of this service: accounts' REST, with the service credential. */
@Injectable()
export class AccountsClient {
  constructor(@Inject(ACCOUNTS_OPTIONS) private readonly options: AccountsOptions) {}

  /** Errors EMAIL_TAKEN, IDEMPOTENCY_KEY_REUSED, VALIDATION_FAILED. */
  register(registration: NewAccount & FirstSession & Once): Promise<Registered> {
    return this.ask('/internal/registrations', { method: 'POST', body: registration });
  }

  /** Errors SETUP_DONE, EMAIL_TAKEN, VALIDATION_FAILED. */
  createFirstAdministrator(account: NewAccount): Promise<Account> {
    return this.ask('/internal/setup', { method: 'POST', body: account });
  }

  /** Null for an account that is not there. */
  findAccount(id: string): Promise<Account | null> {
    return absentAsNull(this.ask<Account>(`/users/${encodeURIComponent(id)}`));
  }

  /** Null for an account that is not there. */
  findCredentials(email: string): Promise<Credentials | null> {
    const request = { method: 'POST', body: { email } } as const;
    return absentAsNull(this.ask<Credentials>('/internal/credentials', request));
  }

  /** Null for an account that is not there. */
  findCredentialsOf(userId: string): Promise<Credentials | null> {
    const request = { method: 'POST', body: { userId } } as const;
    return absentAsNull(this.ask<Credentials>('/internal/credentials', request));
  }

  /** Null for an account that is not there. Error VALIDATION_FAILED. */
  updateProfile(userId: string, change: { readonly name: string | null }): Promise<Account | null> {
    const request = { method: 'POST', body: { userId, ...change } } as const;
    return absentAsNull(this.ask<Account>('/internal/own-profile', request));
  }

  /** Queues a mail with a link, if the address has an account. */
  async requestPasswordReset(request: Origin & { readonly email: string }): Promise<void> {
    await this.ask('/internal/password-resets', { method: 'POST', body: request });
  }

  /** Error INVALID_LINK. */
  findPasswordReset(tokenHash: string): Promise<{ readonly email: string }> {
    return this.ask('/internal/password-resets/find', { method: 'POST', body: { tokenHash } });
  }

  /** Error INVALID_LINK. */
  async resetPassword(
    reset: Origin & { readonly tokenHash: string; readonly passwordHash: string },
  ): Promise<void> {
    await this.ask('/internal/password-resets/use', { method: 'POST', body: reset });
  }

  /** Error WRONG_PASSWORD when it was changed since its hash was read. */
  async changePassword(
    change: Origin & {
      readonly userId: string;
      readonly sessionId: string;
      readonly currentHash: string;
      readonly passwordHash: string;
    },
  ): Promise<void> {
    await this.ask('/internal/password-changes', { method: 'POST', body: change });
  }

  /** Errors WRONG_PASSWORD, VALIDATION_FAILED, TOO_MANY_REQUESTS. */
  async requestEmailChange(
    change: Origin & {
      readonly userId: string;
      readonly sessionId: string;
      readonly currentHash: string;
      readonly newEmail: string;
    },
  ): Promise<void> {
    await this.ask('/internal/email-changes', { method: 'POST', body: change });
  }

  /** Errors INVALID_LINK, EMAIL_TAKEN. */
  confirmEmailChange(
    confirmation: Origin & { readonly tokenHash: string },
  ): Promise<{ userId: string; email: string }> {
    return this.ask('/internal/email-changes/confirm', { method: 'POST', body: confirmation });
  }

  findSessionsOf(userId: string): Promise<AccountSession[]> {
    return this.ask(`/sessions/user/${encodeURIComponent(userId)}`);
  }

  /** Error NOT_FOUND when absent, ended or another user's. */
  async endOwnSession(userId: string, sessionId: string, origin: Origin): Promise<void> {
    const body = { userId, sessionId, ...origin };
    await this.ask('/internal/own-sessions/end', { method: 'POST', body });
  }

  /** All of them, or all but one. */
  async endAllSessionsOf(
    userId: string,
    exceptSessionId: string | undefined,
    origin: Origin,
  ): Promise<void> {
    const body = { userId, exceptSessionId, ...origin };
    await this.ask('/internal/own-sessions/end-all', { method: 'POST', body });
  }

  /** Error INVALID_CREDENTIALS when the account changed since its credentials were read. */
  openSession(family: NewFamily): Promise<Grant> {
    return this.ask('/internal/sessions', { method: 'POST', body: family });
  }

  /** Errors INVALID_REFRESH_TOKEN, REFRESH_TOKEN_REUSED. */
  rotate(tokenHash: string, successorHash: string): Promise<Grant> {
    return this.ask('/internal/refresh', { method: 'POST', body: { tokenHash, successorHash } });
  }

  async endSession(which: { sessionId: string } | { tokenHash: string }): Promise<void> {
    await this.ask('/internal/sessions/end', { method: 'POST', body: which });
  }

  /** Takes one try out of every bucket, or out of none. */
  takeTries(buckets: readonly AskedBucket[]): Promise<Taken> {
    return this.ask('/internal/throttles/take', { method: 'POST', body: { buckets } });
  }

  async settleTries(settlement: Settlement): Promise<void> {
    await this.ask('/internal/throttles/settle', { method: 'POST', body: settlement });
  }

  /**
   * Adds an entry to the audit log: what accounts cannot see by itself, such as a refused sign-in. Await it
   * before answering, in each branch alike, so that no branch is told apart by its time.
   */
  async audit(report: AuditReport): Promise<void> {
    await this.ask('/internal/audit', { method: 'POST', body: report });
  }

  /** True when accounts can do its work. */
  async ready(): Promise<boolean> {
    return this.ask('/health/ready').then(
      () => true,
      () => false,
    );
  }

  /** For what a feature alone asks. Refusals of accounts are thrown as they are. */
  async ask<Result>(path: string, request: JsonRequest = {}): Promise<Result> {
    const { url, token, timeoutMs } = this.options;
    try {
      return await requestJson<Result>(`${url}${path}`, {
        ...request,
        headers: { authorization: `Bearer ${token}` },
        timeoutMs,
      });
    } catch (error) {
      // Ours is refused, not the user's: nothing that the user could correct.
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
        throw new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: error });
      }
      throw error;
    }
  }
}

async function absentAsNull<Result>(answer: Promise<Result>): Promise<Result | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
