import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { byOwner } from '../audit/by-owner';
import type { Grant } from '../internal/internal-bodies';
import { SignInService } from '../internal/sign-in.service';
import { RevocationStore } from '../revocation/revocation.store';
import type { KnownPasskey, NewPasskey, PasskeyLogin, PasskeyView } from './passkey-bodies';
import { type PasskeyRow, PasskeysStore } from './passkeys.store';

const MOST_PASSKEYS = 20;

/** The passkeys of accounts. Auth has checked every signature; whoever calls has shown the service credential. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly store: PasskeysStore,
    private readonly signIn: SignInService,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  async findOf(userId: string): Promise<PasskeyView[]> {
    return isId(userId) ? (await this.store.findOf(userId)).map(passkeyView) : [];
  }

  /** Errors CONFLICT (known already, or too many), INVALID_CREDENTIALS (no active account). */
  async add(userId: string, passkey: NewPasskey): Promise<PasskeyView> {
    return this.revocation.transaction(async (tx) => {
      await this.signIn.lockProved(tx, userId, null);
      if ((await this.store.countOf(tx, userId)) >= MOST_PASSKEYS) {
        throw new AppError('CONFLICT', `An account has at most ${MOST_PASSKEYS} passkeys.`);
      }
      const now = await this.revocation.now(tx);
      const row = await this.store.insert(tx, userId, passkey, now);
      await this.audit.record(tx, { event: 'PASSKEY_ADD', ...byOwner(userId) });
      return passkeyView(row);
    });
  }

  /** Error NOT_FOUND, also for another's. */
  async rename(userId: string, id: string, name: string): Promise<PasskeyView> {
    const row = isId(userId) && isId(id) ? await this.store.rename(userId, id, name) : null;
    if (!row) throw notFound();
    return passkeyView(row);
  }

  /** Error NOT_FOUND, also for another's. */
  async remove(userId: string, id: string): Promise<void> {
    if (!isId(userId) || !isId(id)) throw notFound();
    await this.revocation.transaction(async (tx) => {
      if (!(await this.store.remove(tx, userId, id))) throw notFound();
      await this.audit.record(tx, { event: 'PASSKEY_REMOVE', ...byOwner(userId) });
    });
  }

  /** What a signature is checked against. Error NOT_FOUND. */
  async find(credentialId: string): Promise<KnownPasskey> {
    const row = await this.store.findByCredential(credentialId);
    if (!row) throw notFound();
    return {
      userId: row.user_id,
      publicKey: row.public_key,
      counter: Number(row.counter),
      transports: [...row.transports],
    };
  }

  /**
   * Opens a session. Error INVALID_PASSKEY when the authenticator's count did not go up, which is what a
   * copy of it looks like; INVALID_CREDENTIALS for an account that is closed.
   */
  async login(login: PasskeyLogin): Promise<Grant> {
    const found = await this.store.findByCredential(login.credentialId);
    if (!found) throw new AppError('INVALID_PASSKEY');
    const { user_id: userId } = found;
    return this.revocation.transaction(async (tx) => {
      const user = await this.signIn.lockProved(tx, userId, null);
      const now = await this.revocation.now(tx);
      const { credentialId, counter, backedUp } = login;
      if (!(await this.store.use(tx, credentialId, { counter, backedUp, now }))) {
        throw new AppError('INVALID_PASSKEY');
      }
      return this.signIn.openIn(tx, user, login, { factor: 'passkey' });
    });
  }
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such passkey.');

const passkeyView = (row: PasskeyRow): PasskeyView => ({
  id: row.id,
  name: row.name,
  credentialId: row.credential_id,
  transports: [...row.transports],
  backedUp: row.backed_up,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
