import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { linkHashOf } from '../links/link-token';
import { CurrentPasswordService } from '../passwords/current-password.service';
import { PasswordHasher } from '../passwords/password-hasher';
import { ThrottleService } from '../throttle/throttle.service';
import {
  type ChangePassword,
  type ForgotPassword,
  type ResetPassword,
  requireAcceptable,
} from './password-bodies';

@Injectable()
export class PasswordRecoveryService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly current: CurrentPasswordService,
    private readonly hasher: PasswordHasher,
    private readonly revocations: RevocationList,
    private readonly throttle: ThrottleService,
  ) {}

  /**
   * Has a link sent to the address. Accounts only queues the address here; whether it has an account is
   * found out later, so a known and an unknown one get the same answer after the same time. Error
   * TOO_MANY_REQUESTS, alike for both.
   */
  async forgot(client: Client, { email }: ForgotPassword): Promise<void> {
    await this.throttle.require('forgot-password', { client, account: email });
    await this.accounts.requestPasswordReset({ email, ...clientOf(client) });
  }

  /** Sets a new password by a mailed link, once; every session ends. Errors INVALID_LINK, VALIDATION_FAILED, TOO_MANY_REQUESTS. */
  async reset(client: Client, { token, newPassword }: ResetPassword): Promise<void> {
    const attempt = await this.throttle.require('reset-password', { client });
    const tokenHash = linkHashOf(token);
    const { email } = await this.accounts.findPasswordReset(tokenHash);
    requireAcceptable(newPassword, email);
    const passwordHash = await this.hasher.hash(newPassword);
    await this.accounts.resetPassword({ tokenHash, passwordHash, ...clientOf(client) });
    await attempt.succeeded();
    // A mailed link proves the owner as a sign-in does.
    await this.throttle.know(client, email);
    // This process need not wait for the next regular pull.
    await this.revocations.pull();
  }

  /** Replaces the viewer's password; their other sessions end. Errors WRONG_PASSWORD, VALIDATION_FAILED. */
  async change(viewer: Viewer, client: Client, change: ChangePassword): Promise<void> {
    const { currentPassword, newPassword } = change;
    const credentials = await this.current.require(
      viewer,
      client,
      currentPassword,
      'PASSWORD_CHANGE',
    );
    const { email, passwordHash: currentHash } = credentials;
    requireAcceptable(newPassword, email);
    const passwordHash = await this.hasher.hash(newPassword);
    const { id: userId, sessionId } = viewer;
    const written = { userId, sessionId, currentHash, passwordHash };
    await this.accounts.changePassword({ ...written, ...clientOf(client) });
    await this.revocations.pull();
  }
}
