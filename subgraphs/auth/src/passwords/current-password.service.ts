import type { AuditEvent } from '@ai-finops/service-kit/audit-events';
import { AppError } from '@ai-finops/service-kit/errors';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { AccountsClient, type Credentials } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { ThrottleService } from '../throttle/throttle.service';
import { PasswordHasher } from './password-hasher';

/** Asks somebody who is signed in to prove it again, before what a borrowed session must not do. */
@Injectable()
export class CurrentPasswordService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
  ) {}

  /**
   * `event` is what it was tried for. Errors WRONG_PASSWORD, UNAUTHENTICATED (the account is closed),
   * TOO_MANY_REQUESTS.
   */
  async require(
    viewer: Viewer,
    client: Client,
    password: string,
    event: AuditEvent,
  ): Promise<Credentials> {
    const attempt = await this.throttle.require('change-password', { client, account: viewer.id });
    const credentials = await this.accounts.findCredentialsOf(viewer.id);
    if (credentials?.status !== 'ACTIVE') {
      throw new AppError('UNAUTHENTICATED', 'The account is closed.');
    }
    if (!(await this.hasher.verify(password, credentials.passwordHash))) {
      const about = { actorId: viewer.id, subjectId: viewer.id, ...clientOf(client) };
      await this.accounts.audit({ event, outcome: 'FAILURE', ...about });
      throw new AppError('WRONG_PASSWORD');
    }
    await attempt.succeeded();
    return credentials;
  }
}
