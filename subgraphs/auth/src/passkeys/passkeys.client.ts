import { Injectable } from '@nestjs/common';
import { AccountsClient, type Grant, type NewFamily } from '../accounts/accounts.client';
import type { Passkey } from './passkey-bodies';

export interface KeptPasskey extends Passkey {
  readonly credentialId: string;
  readonly transports: string[];
}

export interface KnownPasskey {
  readonly userId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: string[];
}

export interface NewPasskey {
  readonly name: string;
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
}

type SessionStart = Pick<NewFamily, 'ipAddress' | 'userAgent' | 'tokenHash' | 'lifetimeSeconds'>;

const pathOf = (userId: string, id?: string): string =>
  `/internal/users/${encodeURIComponent(userId)}/passkeys${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;

/** The passkeys that accounts keeps. */
@Injectable()
export class PasskeysClient {
  constructor(private readonly accounts: AccountsClient) {}

  findOf(userId: string): Promise<KeptPasskey[]> {
    return this.accounts.ask(pathOf(userId));
  }

  /** Error CONFLICT. */
  add(userId: string, passkey: NewPasskey): Promise<KeptPasskey> {
    return this.accounts.ask(pathOf(userId), { method: 'POST', body: passkey });
  }

  /** Error NOT_FOUND. */
  rename(userId: string, id: string, name: string): Promise<KeptPasskey> {
    return this.accounts.ask(pathOf(userId, id), { method: 'PUT', body: { name } });
  }

  /** Error NOT_FOUND. */
  async remove(userId: string, id: string): Promise<void> {
    await this.accounts.ask(pathOf(userId, id), { method: 'DELETE' });
  }

  /** Error NOT_FOUND. */
  find(credentialId: string): Promise<KnownPasskey> {
    return this.accounts.ask('/internal/passkeys/find', { method: 'POST', body: { credentialId } });
  }

  /** Errors INVALID_PASSKEY, INVALID_CREDENTIALS. */
  login(
    use: { readonly credentialId: string; readonly counter: number; readonly backedUp: boolean },
    session: SessionStart,
  ): Promise<Grant> {
    const body = { ...use, ...session };
    return this.accounts.ask('/internal/passkeys/logins', { method: 'POST', body });
  }
}
