import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { byOwner } from '../audit/by-owner';
import type { Grant } from '../internal/internal-bodies';
import { newcomer, SignInService } from '../internal/sign-in.service';
import { RevocationStore } from '../revocation/revocation.store';
import { SecondFactorService } from '../second-factor/second-factor.service';
import { originOf } from '../sessions/session-input';
import { UsersStore } from '../users/users.store';
import { IdentitiesStore, type IdentityRow } from './identities.store';
import type {
  IdentityLogin,
  IdentityRegistration,
  IdentityView,
  NewIdentity,
} from './identity-bodies';

const MOST_IDENTITIES = 20;

/**
 * Which accounts of OpenID Connect providers sign whom in. Auth has checked every ID token; whoever calls
 * has shown the service credential. An identity is its issuer and subject: an address links nothing, for
 * whoever registered it here first need not be whom the provider knows.
 */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly store: IdentitiesStore,
    private readonly signIn: SignInService,
    private readonly secondFactor: SecondFactorService,
    private readonly users: UsersStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  async findOf(userId: string): Promise<IdentityView[]> {
    return isId(userId) ? (await this.store.findOf(userId)).map(identityView) : [];
  }

  /** Errors CONFLICT (linked already, or too many), INVALID_CREDENTIALS (no active account). */
  async link(userId: string, identity: NewIdentity): Promise<IdentityView> {
    return this.revocation.transaction(async (tx) => {
      await this.signIn.lockProved(tx, userId, null);
      if ((await this.store.countOf(tx, userId)) >= MOST_IDENTITIES) {
        throw new AppError('CONFLICT', `An account has at most ${MOST_IDENTITIES} identities.`);
      }
      const now = await this.revocation.now(tx);
      const row = await this.store.insert(tx, userId, identity, now);
      const details = { issuer: identity.issuer };
      await this.audit.record(tx, { event: 'IDENTITY_LINK', ...byOwner(userId), details });
      return identityView(row);
    });
  }

  /** Error NOT_FOUND, also for another's. */
  async unlink(userId: string, id: string): Promise<void> {
    if (!isId(userId) || !isId(id)) throw notFound();
    await this.revocation.transaction(async (tx) => {
      const issuer = await this.store.remove(tx, userId, id);
      if (issuer === null) throw notFound();
      const details = { issuer };
      await this.audit.record(tx, { event: 'IDENTITY_UNLINK', ...byOwner(userId), details });
    });
  }

  /**
   * Opens a session. The provider stands for the password alone: errors SECOND_FACTOR_REQUIRED, with the
   * challenge kept, where the account has a second factor; IDENTITY_NOT_LINKED, INVALID_CREDENTIALS.
   */
  async login(login: IdentityLogin): Promise<Grant> {
    const userId = await this.store.findOwner(login);
    if (userId === null) throw new AppError('IDENTITY_NOT_LINKED');
    const { provider, challengeHash, challengeSeconds } = login;
    const grant = await this.revocation.transaction(async (tx) => {
      const user = await this.signIn.lockProved(tx, userId, null);
      if (!(await this.store.use(tx, userId, login, await this.revocation.now(tx)))) {
        throw new AppError('IDENTITY_NOT_LINKED');
      }
      if (!(await this.signIn.hasSecondFactor(tx, userId))) {
        return this.signIn.openIn(tx, user, login, { factor: 'openid-connect', provider });
      }
      const step = { userId, tokenHash: challengeHash, lifetimeSeconds: challengeSeconds };
      await this.secondFactor.beginIn(tx, step, user.password);
      return null;
    });
    // The challenge must be kept, so the refusal is thrown after the transaction.
    if (!grant) throw new AppError('SECOND_FACTOR_REQUIRED');
    return grant;
  }

  /** Makes an account of the identity and signs it in. Errors EMAIL_TAKEN, CONFLICT (linked meanwhile). */
  async register(registration: IdentityRegistration): Promise<Grant> {
    const { email, password, name, provider } = registration;
    return this.revocation.transaction(async (tx) => {
      const user = await this.users.insert(tx, { email, password, name });
      await this.store.insert(tx, user.id, registration, await this.revocation.now(tx));
      const about = {
        ...byOwner(user.id),
        ...originOf(registration),
        details: { email, provider },
      };
      await this.audit.record(tx, { event: 'REGISTER', ...about });
      return this.signIn.openIn(tx, newcomer(user), registration, {
        factor: 'openid-connect',
        provider,
      });
    });
  }
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such identity.');

const identityView = (row: IdentityRow): IdentityView => ({
  id: row.id,
  issuer: row.issuer,
  email: row.email,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
