import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { MailStore } from '../mail/mail.store';
import { HOUR_MS, MAX_LINKS_AN_HOUR } from '../mail/mail-rules';
import { OneTimeLinksStore } from '../one-time-links/one-time-links.store';
import { RevocationStore } from '../revocation/revocation.store';
import { originOf } from '../sessions/session-input';
import { CredentialsStore } from '../users/credentials.store';
import { roleOf, statusOf } from '../users/user-view';
import { UsersStore } from '../users/users.store';
import type { ConfirmedEmail, EmailChange, EmailConfirmation } from './email-change-bodies';

@Injectable()
export class EmailChangesService {
  constructor(
    private readonly owners: CredentialsStore,
    private readonly users: UsersStore,
    private readonly links: OneTimeLinksStore,
    private readonly mails: MailStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  /**
   * Sends a link to the new address and a notice to the old one. Whether the new one has an account is
   * not looked at: only its mailbox can find out. Errors WRONG_PASSWORD when the password was changed
   * since it was checked, VALIDATION_FAILED for the same address, TOO_MANY_REQUESTS.
   */
  async request(change: EmailChange): Promise<void> {
    const { userId, sessionId, currentHash, newEmail, ...client } = change;
    if (!isId(userId)) throw new AppError('WRONG_PASSWORD');
    await this.revocation.transaction(async (tx) => {
      const owner = await this.owners.lock(tx, userId);
      if (owner?.password !== currentHash || statusOf(owner.status) !== 'ACTIVE') {
        throw new AppError('WRONG_PASSWORD');
      }
      if (owner.email === newEmail) {
        throw new AppError('VALIDATION_FAILED', 'newEmail: is the address of the account already', {
          fields: [{ field: 'newEmail', message: 'is the address of the account already' }],
        });
      }
      const now = await this.revocation.now(tx);
      const since = new Date(now.getTime() - HOUR_MS);
      await this.mails.lockMailbox(tx, newEmail);
      const [asked, sent] = [
        await this.mails.countTo(tx, 'EMAIL_CHANGE_ASKED', owner.email, since),
        await this.mails.countTo(tx, 'EMAIL_CHANGE', newEmail, since),
      ];
      if (Math.max(asked, sent) >= MAX_LINKS_AN_HOUR) {
        throw new AppError('TOO_MANY_REQUESTS', 'Enough mails were sent for now. Try again later.');
      }
      await this.links.removeOf(tx, userId, 'EMAIL_CHANGE');
      const purpose = 'EMAIL_CHANGE';
      const linkId = await this.links.insert(tx, { userId, purpose, email: newEmail, now });
      const facts = {
        at: now.toISOString(),
        ...(client.ipAddress ? { from: client.ipAddress } : {}),
      };
      await this.mails.insert(tx, { kind: 'EMAIL_CHANGE', recipient: newEmail, facts, linkId });
      await this.mails.insert(tx, {
        kind: 'EMAIL_CHANGE_ASKED',
        recipient: owner.email,
        facts: { ...facts, newEmail },
      });
      await this.audit.record(tx, {
        event: 'EMAIL_CHANGE_REQUEST',
        actor: { id: userId, role: roleOf(owner.role), sessionId },
        subjectId: userId,
        ...originOf(client),
        details: { newEmail },
      });
    });
  }

  /**
   * Gives the account the address that the link went to, once, and tells the old one. Links that were
   * sent to the old address no longer hold. Errors INVALID_LINK, EMAIL_TAKEN.
   */
  async confirm(confirmation: EmailConfirmation): Promise<ConfirmedEmail> {
    const { tokenHash, ...client } = confirmation;
    const found = await this.links.findLive('EMAIL_CHANGE', tokenHash);
    if (!found) throw new AppError('INVALID_LINK');
    const { userId } = found;
    return this.revocation.transaction(async (tx) => {
      const owner = await this.owners.lock(tx, userId);
      const link = await this.links.use(tx, 'EMAIL_CHANGE', tokenHash);
      if (!owner || !link || statusOf(owner.status) !== 'ACTIVE') {
        throw new AppError('INVALID_LINK');
      }
      const now = await this.revocation.now(tx);
      await this.users.update(tx, userId, { email: link.email, callTokensBack: false, now });
      await this.links.removeOf(tx, userId);
      await this.mails.insert(tx, {
        kind: 'EMAIL_CHANGED',
        recipient: owner.email,
        facts: { at: now.toISOString(), newEmail: link.email },
      });
      await this.audit.record(tx, {
        event: 'EMAIL_CHANGE',
        actor: null,
        subjectId: userId,
        ...originOf(client),
        details: { from: owner.email, to: link.email },
      });
      return { userId, email: link.email };
    });
  }
}
