import { Injectable } from '@nestjs/common';
import { AccountsClient, type Grant, type NewFamily } from '../accounts/accounts.client';

export interface KeptIdentity {
  readonly id: string;
  readonly issuer: string;
  readonly email: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

interface IdentityKey {
  readonly issuer: string;
  readonly subject: string;
}

type SessionStart = Pick<NewFamily, 'ipAddress' | 'userAgent' | 'tokenHash' | 'lifetimeSeconds'>;

export type IdentityLogin = IdentityKey & {
  readonly provider: string;
  /** Of the challenge that a second factor would have to bring. */
  readonly challengeHash: string;
  readonly challengeSeconds: number;
};

export type IdentityRegistration = IdentityKey & {
  readonly provider: string;
  readonly email: string;
  readonly name: string | null;
  readonly password: string;
};

const pathOf = (userId: string, id?: string): string =>
  `/internal/users/${encodeURIComponent(userId)}/identities${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** The linked identities that accounts keeps. */
@Injectable()
export class IdentitiesClient {
  constructor(private readonly accounts: AccountsClient) {}

  findOf(userId: string): Promise<KeptIdentity[]> {
    return this.accounts.ask(pathOf(userId));
  }

  /** Error CONFLICT. */
  link(
    userId: string,
    identity: IdentityKey & { readonly email: string | null },
  ): Promise<KeptIdentity> {
    return this.accounts.ask(pathOf(userId), { method: 'POST', body: identity });
  }

  /** Error NOT_FOUND. */
  async unlink(userId: string, id: string): Promise<void> {
    await this.accounts.ask(pathOf(userId, id), { method: 'DELETE' });
  }

  /** Errors IDENTITY_NOT_LINKED, INVALID_CREDENTIALS, SECOND_FACTOR_REQUIRED. */
  login(login: IdentityLogin, session: SessionStart): Promise<Grant> {
    const body = { ...login, ...session };
    return this.accounts.ask('/internal/identities/logins', { method: 'POST', body });
  }

  /** Errors EMAIL_TAKEN, CONFLICT, VALIDATION_FAILED. */
  register(registration: IdentityRegistration, session: SessionStart): Promise<Grant> {
    const body = { ...registration, ...session };
    return this.accounts.ask('/internal/identities/registrations', { method: 'POST', body });
  }
}
