import type { AuditDetails } from '@ai-finops/service-kit/audit-events';
import { canonicalEmail } from '@ai-finops/service-kit/email';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { RevocationStore, type Transaction } from '../revocation/revocation.store';
import { issuedAtSeconds } from '../revocation/valid-from';
import { type CredentialsRow, CredentialsStore } from '../users/credentials.store';
import { roleOf, statusOf } from '../users/user-view';
import type {
  Credentials,
  CredentialsQuestion,
  EndOfSession,
  Grant,
  NewFamily,
  Rotation,
  SessionStart,
} from './internal-bodies';
import { decideRefresh, type RefreshDecision, type Successor } from './refresh-rotation';
import { type FamilyRow, SignInStore } from './sign-in.store';

/** Whose session is opened. */
type Holder = Pick<CredentialsRow, 'id' | 'email' | 'name' | 'role' | 'tokens_valid_from'>;

/** Of an account that this transaction has made: nothing was ever called back. */
export const newcomer = (user: Omit<Holder, 'tokens_valid_from'>): Holder => ({
  ...user,
  tokens_valid_from: null,
});

/** What a transaction decided about a refresh token, and what to sign when it was accepted. */
interface Outcome {
  readonly decision: RefreshDecision;
  readonly grant?: Grant;
}

/** What is remembered of a session that was opened: by which password, with which first refresh token. */
interface Opening {
  readonly userId: string;
  /** SHA-256 of the password's hash at that time, hex. */
  readonly passwordDigest: string;
  readonly tokenHash: string;
}

const INVALID: Outcome = { decision: 'INVALID' };

/** The use cases of auth, each one transaction. Whoever calls has shown the service credential. */
@Injectable()
export class SignInService {
  constructor(
    private readonly store: SignInStore,
    private readonly accounts: CredentialsStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  /** Error NOT_FOUND for an unknown or deleted account. */
  async credentials({ email, userId }: CredentialsQuestion): Promise<Credentials> {
    const user = await this.findCredentials(email, userId);
    if (!user || user.status === 'DELETED') {
      throw new AppError('NOT_FOUND', 'There is no such user.');
    }
    return {
      id: user.id,
      email: user.email,
      role: roleOf(user.role),
      status: statusOf(user.status),
      passwordHash: user.password,
    };
  }

  private async findCredentials(email: string | undefined, userId: string | undefined) {
    if (userId !== undefined) {
      return isId(userId) ? this.accounts.find({ id: userId }) : null;
    }
    const canonical = canonicalEmail(email ?? '');
    return canonical ? this.accounts.find({ email: canonical }) : null;
  }

  /**
   * Opens a session by the password alone. Errors INVALID_CREDENTIALS when the account was closed or its
   * password changed since its hash was read, SECOND_FACTOR_REQUIRED when it has a second factor.
   */
  async open(family: NewFamily): Promise<Grant> {
    const { userId } = family;
    return this.revocation.transaction(async (tx) => {
      const user = await this.lockByPassword(tx, family);
      if (await this.store.hasSecondFactor(tx, userId))
        throw new AppError('SECOND_FACTOR_REQUIRED');
      return this.openIn(tx, user, family);
    });
  }

  /** True when signing in asks for more than its first proof. */
  hasSecondFactor(tx: Transaction, userId: string): Promise<boolean> {
    return this.store.hasSecondFactor(tx, userId);
  }

  /** Locks the account of a right password, and upgrades its hash. Error INVALID_CREDENTIALS. */
  async lockByPassword(
    tx: Transaction,
    given: Pick<NewFamily, 'userId' | 'passwordHash' | 'upgradedHash'>,
  ): Promise<CredentialsRow> {
    const user = await this.lockProved(tx, given.userId, null);
    if (user.password !== given.passwordHash) throw new AppError('INVALID_CREDENTIALS');
    if (user.password_expires_at && user.password_expires_at <= (await this.revocation.now(tx))) {
      throw new AppError('INVALID_CREDENTIALS');
    }
    if (given.upgradedHash !== undefined) {
      await this.accounts.upgrade(tx, given.userId, given.upgradedHash);
    }
    return user;
  }

  /**
   * Locks an active account whose owner was proved at `since`. Error INVALID_CREDENTIALS when it is closed,
   * or what was issued up to then was called back since, as a new password does.
   */
  async lockProved(tx: Transaction, userId: string, since: Date | null): Promise<CredentialsRow> {
    const user = isId(userId) ? await this.accounts.lock(tx, userId) : null;
    if (!user || statusOf(user.status) !== 'ACTIVE') throw new AppError('INVALID_CREDENTIALS');
    const calledBack = user.tokens_valid_from;
    if (since && calledBack && calledBack >= since) throw new AppError('INVALID_CREDENTIALS');
    return user;
  }

  /** Opens a session with the first refresh token of its family, for an account that this transaction has locked. */
  async openIn(
    tx: Transaction,
    user: Holder,
    start: SessionStart,
    facts: AuditDetails = {},
  ): Promise<Grant> {
    const userId = user.id;
    const { ipAddress = null, userAgent = null, tokenHash, lifetimeSeconds } = start;
    const now = await this.revocation.now(tx);
    const expiresAt = new Date(now.getTime() + lifetimeSeconds * 1000);
    const session = { userId, ipAddress, userAgent, expiresAt, now };
    const sessionId = await this.store.insertSession(tx, session);
    const token = { hash: tokenHash, userId, sessionId, parentId: null, expiresAt, now };
    await this.store.insertToken(tx, token);
    const actor = { id: userId, role: roleOf(user.role), sessionId };
    const origin = { ipAddress, userAgent, details: { session: sessionId, ...facts } };
    await this.audit.record(tx, { event: 'LOGIN', actor, subjectId: userId, ...origin });
    return grantOf(user, sessionId, now, expiresAt);
  }

  /**
   * What a session was opened with, once more, for whoever lost the answer; null when it is over, its first
   * refresh token was used, or the account asks for more by now than it did then.
   */
  async repeatOpening(opening: Opening): Promise<Grant | null> {
    const { userId, passwordDigest, tokenHash } = opening;
    return this.revocation.transaction(async (tx) => {
      const user = await this.accounts.lock(tx, userId);
      if (!user || sha256Hex(user.password) !== passwordDigest) return null;
      if (await this.store.hasSecondFactor(tx, userId)) return null;
      const family = await this.store.lockFamily(tx, tokenHash);
      if (!family || decisionOn(family, null, '') !== 'ROTATE') return null;
      return grantOf(user, family.session_id, family.now, endOf(family));
    });
  }

  /** Exchanges a refresh token. Errors INVALID_REFRESH_TOKEN, REFRESH_TOKEN_REUSED (the session ended). */
  async refresh(rotation: Rotation): Promise<Grant> {
    // The end of a family must be kept, so the refusal is thrown after the transaction.
    const { decision, grant } = await this.revocation.transaction((tx) =>
      this.rotate(tx, rotation),
    );
    if (grant) return grant;
    throw new AppError(decision === 'REUSED' ? 'REFRESH_TOKEN_REUSED' : 'INVALID_REFRESH_TOKEN');
  }

  private async rotate(tx: Transaction, rotation: Rotation): Promise<Outcome> {
    const { tokenHash, successorHash } = rotation;
    const family = await this.store.lockFamily(tx, tokenHash);
    if (!family) return INVALID;
    const { id, now, user_id: userId, session_id: sessionId } = family;
    const successor = family.used_at ? await this.store.findSuccessor(tx, sessionId, id) : null;
    const expiresAt = endOf(family);
    const decision = decisionOn(
      family,
      successor && { hash: successor.token, usedAt: successor.used_at },
      successorHash,
    );
    if (decision === 'REUSED') {
      await this.revocation.endSession(tx, sessionId, 'REUSE', now);
      const about = { actor: null, subjectId: userId, details: { session: sessionId } };
      await this.audit.record(tx, { event: 'REFRESH_REUSE', outcome: 'FAILURE', ...about });
    }
    if (decision === 'ROTATE') {
      const next = { hash: successorHash, userId, sessionId, parentId: id, expiresAt, now };
      await this.store.replaceToken(tx, id, next);
    }
    return decision === 'ROTATE' || decision === 'REPEAT'
      ? { decision, grant: grantOf({ ...family, id: userId }, sessionId, now, expiresAt) }
      : { decision };
  }

  /** Ends the session, named by its id or by any refresh token of its family; repeatable. */
  async end({ sessionId, tokenHash }: EndOfSession): Promise<void> {
    const family = tokenHash === undefined ? null : await this.store.findFamilyOf(tokenHash);
    const id = sessionId ?? family?.session_id;
    if (!id || !isId(id)) return;
    await this.revocation.transaction(async (tx) => {
      await this.revocation.lockSession(tx, id);
      const session = await this.store.findSession(tx, id);
      if (!session || session.revoked_at) return;
      await this.revocation.endSession(tx, id, 'LOGOUT', await this.revocation.now(tx));
      const about = { subjectId: session.user_id, details: { session: id } };
      await this.audit.record(tx, { event: 'LOGOUT', actor: null, ...about });
    });
  }
}

/** The absolute end of the session. */
const endOf = (family: FamilyRow): Date => family.session_expires_at ?? family.expires_at;

const decisionOn = (
  family: FamilyRow,
  successor: Successor | null,
  successorHash: string,
): RefreshDecision =>
  decideRefresh(
    { revokedAt: family.revoked_at, expiresAt: family.expires_at, usedAt: family.used_at },
    {
      endedAt: family.session_revoked_at,
      expiresAt: endOf(family),
      ownerIsActive: statusOf(family.status) === 'ACTIVE',
    },
    successor,
    successorHash,
    family.now,
  );

function grantOf(user: Holder, sessionId: string, now: Date, expiresAt: Date): Grant {
  const { id, email, name } = user;
  return {
    sessionId,
    user: { id, email, name, role: roleOf(user.role) },
    issuedAt: issuedAtSeconds(now, user.tokens_valid_from),
    sessionEndsAt: Math.floor(expiresAt.getTime() / 1000),
  };
}
