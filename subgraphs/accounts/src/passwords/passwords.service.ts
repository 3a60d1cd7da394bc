import { canonicalEmail } from '@ai-finops/service-kit/email';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { MailStore, type QueuedMail } from '../mail/mail.store';
import { HOUR_MS, MAX_LINKS_AN_HOUR } from '../mail/mail-rules';
import { OneTimeLinksService } from '../one-time-links/one-time-links.service';
import { OneTimeLinksStore } from '../one-time-links/one-time-links.store';
import { RevocationStore, type Transaction } from '../revocation/revocation.store';
import { originOf } from '../sessions/session-input';
import { CredentialsStore } from '../users/credentials.store';
import { roleOf, statusOf } from '../users/user-view';
import { UsersStore } from '../users/users.store';
import type { PasswordChange, PasswordReset, ResetOwner, ResetRequest } from './password-bodies';

/** What auth asks about passwords, each one transaction. Whoever calls has shown the service credential. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly owners: CredentialsStore,
    private readonly users: UsersStore,
    private readonly links: OneTimeLinksStore,
    private readonly issuer: OneTimeLinksService,
    private readonly mails: MailStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  /**
   * Queues a mail to the address, whether or not it has an account: which of the two it is, only the
   * worker that sends it finds out, so nothing about this call tells.
   */
  async requestReset({ email, ipAddress }: ResetRequest): Promise<void> {
    const recipient = canonicalEmail(email);
    if (recipient === undefined) return;
    const facts = factsOf(new Date(), ipAddress);
    await this.mails.insertOnce({ kind: 'PASSWORD_RESET', recipient, facts });
  }

  /** The token of a reset mail that is about to be sent; null when there is nobody to send it to. */
  async resetToken(mail: QueuedMail): Promise<string | null> {
    const linkId = mail.linkId ?? (await this.newResetLink(mail));
    return linkId === null ? null : this.issuer.issue(linkId);
  }

  /** Null for an address without an active account, and for a mailbox that got enough of them. */
  private newResetLink(mail: QueuedMail): Promise<string | null> {
    return this.revocation.transaction(async (tx) => {
      const owner = await this.owners.lockByEmail(tx, mail.recipient);
      if (!owner || statusOf(owner.status) !== 'ACTIVE') return null;
      const now = await this.revocation.now(tx);
      const since = new Date(now.getTime() - HOUR_MS);
      const before = await this.links.countSince(tx, owner.id, 'PASSWORD_RESET', since);
      if (before >= MAX_LINKS_AN_HOUR) return null;
      const { id: userId, email } = owner;
      const linkId = await this.links.insert(tx, { userId, purpose: 'PASSWORD_RESET', email, now });
      await this.mails.setLink(tx, mail.id, linkId);
      await this.audit.record(tx, {
        event: 'PASSWORD_RESET_REQUEST',
        actor: null,
        subjectId: userId,
        ipAddress: mail.facts.from ?? null,
        userAgent: null,
      });
      return linkId;
    });
  }

  /** Whose password a link may reset, so that nothing is hashed for a link that does not hold. */
  async resetOwner(tokenHash: string): Promise<ResetOwner> {
    const link = await this.links.findLive('PASSWORD_RESET', tokenHash);
    if (!link) throw new AppError('INVALID_LINK');
    return link;
  }

  /**
   * Sets a new password by a link, once; every session ends, and every API key, for whoever had the account
   * before may have made one. Error INVALID_LINK.
   */
  async reset({ tokenHash, passwordHash, ...client }: PasswordReset): Promise<void> {
    const { userId } = await this.resetOwner(tokenHash);
    await this.revocation.transaction(async (tx) => {
      const owner = await this.owners.lock(tx, userId);
      const link = await this.links.use(tx, 'PASSWORD_RESET', tokenHash);
      if (!owner || !link || statusOf(owner.status) !== 'ACTIVE') {
        throw new AppError('INVALID_LINK');
      }
      const now = await this.revocation.now(tx);
      await this.users.update(tx, userId, { password: passwordHash, callTokensBack: true, now });
      await this.revocation.endAllOf(tx, userId, 'PASSWORD_CHANGE', now);
      await this.revocation.revokeKeysOf(tx, userId, now);
      await this.settle(tx, owner, 'PASSWORD_WAS_RESET', now, client.ipAddress);
      const about = { actor: null, subjectId: userId, ...originOf(client) };
      await this.audit.record(tx, { event: 'PASSWORD_RESET', ...about });
    });
  }

  /**
   * Replaces the current password; every session but the one that asks ends. Error WRONG_PASSWORD when
   * it was changed since it was checked.
   */
  async change(change: PasswordChange): Promise<void> {
    const { userId, sessionId, currentHash, passwordHash, ...client } = change;
    if (!isId(userId)) throw new AppError('WRONG_PASSWORD');
    await this.revocation.transaction(async (tx) => {
      const owner = await this.owners.lock(tx, userId);
      if (owner?.password !== currentHash || statusOf(owner.status) !== 'ACTIVE') {
        throw new AppError('WRONG_PASSWORD');
      }
      const now = await this.revocation.now(tx);
      await this.users.update(tx, userId, { password: passwordHash, callTokensBack: false, now });
      await this.revocation.endOthersOf(tx, userId, sessionId, 'PASSWORD_CHANGE', now);
      await this.settle(tx, owner, 'PASSWORD_CHANGED', now, client.ipAddress);
      const actor = { id: userId, role: roleOf(owner.role), sessionId };
      const about = { actor, subjectId: userId, ...originOf(client) };
      await this.audit.record(tx, { event: 'PASSWORD_CHANGE', ...about });
    });
  }

  /** A new password calls off what was asked under the old one, and its owner is told. */
  private async settle(
    tx: Transaction,
    owner: { readonly id: string; readonly email: string },
    kind: 'PASSWORD_CHANGED' | 'PASSWORD_WAS_RESET',
    now: Date,
    ipAddress: string | null | undefined,
  ): Promise<void> {
    await this.links.removeOf(tx, owner.id);
    const facts = factsOf(now, ipAddress);
    await this.mails.insert(tx, { kind, recipient: owner.email, facts });
  }
}

const factsOf = (now: Date, ipAddress: string | null | undefined) => ({
  at: now.toISOString(),
  ...(ipAddress ? { from: ipAddress } : {}),
});
