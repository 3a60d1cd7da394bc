import { AppError } from '@ai-finops/service-kit/errors';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { type Account, AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { linkHashOf } from '../links/link-token';
import { CurrentPasswordService } from '../passwords/current-password.service';
import { ThrottleService } from '../throttle/throttle.service';
import type { EmailChange, EmailConfirmation, ProfileChange } from './profile-bodies';

/** What people change of their own account. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly current: CurrentPasswordService,
    private readonly throttle: ThrottleService,
  ) {}

  /** Error UNAUTHENTICATED when the account was closed. */
  async update(viewer: Viewer, { name }: ProfileChange): Promise<Account> {
    const account = await this.accounts.updateProfile(viewer.id, { name });
    if (!account) throw new AppError('UNAUTHENTICATED', 'The account is closed.');
    return account;
  }

  /**
   * Sends a link to the new address and a notice to the old one; nothing changes before the link is
   * used. Errors WRONG_PASSWORD, VALIDATION_FAILED, TOO_MANY_REQUESTS.
   */
  async changeEmail(viewer: Viewer, client: Client, change: EmailChange): Promise<void> {
    const { newEmail, password } = change;
    const credentials = await this.current.require(
      viewer,
      client,
      password,
      'EMAIL_CHANGE_REQUEST',
    );
    const { passwordHash: currentHash } = credentials;
    const request = { userId: viewer.id, sessionId: viewer.sessionId, currentHash, newEmail };
    await this.throttle.require('change-email', { client, account: newEmail });
    await this.accounts.requestEmailChange({ ...request, ...clientOf(client) });
  }

  /** Gives the account the address that the link went to, once. Errors INVALID_LINK, EMAIL_TAKEN. */
  async confirmEmail(client: Client, { token }: EmailConfirmation): Promise<{ email: string }> {
    const attempt = await this.throttle.require('confirm-email', { client });
    const confirmation = { tokenHash: linkHashOf(token), ...clientOf(client) };
    const confirmed = await this.accounts.confirmEmailChange(confirmation);
    await attempt.succeeded();
    return confirmed;
  }
}
