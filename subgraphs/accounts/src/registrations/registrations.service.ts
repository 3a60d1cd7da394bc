import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { byOwner } from '../audit/by-owner';
import { IdempotencyService } from '../idempotency/idempotency.service';
import type { Grant } from '../internal/internal-bodies';
import { newcomer, SignInService } from '../internal/sign-in.service';
import { originOf } from '../sessions/session-input';
import { UsersStore } from '../users/users.store';
import type { Registered, Registration } from './registration-bodies';

/** Accounts that people make for themselves. Whoever calls has shown the service credential. */
@Injectable()
export class RegistrationsService {
  constructor(
    private readonly users: UsersStore,
    private readonly signIn: SignInService,
    private readonly audit: AuditService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Makes an account and opens its first session, both or neither. Under the same idempotency key it does
   * so once, and answers the same session for as long as nobody has used its first refresh token. Errors
   * EMAIL_TAKEN, IDEMPOTENCY_KEY_REUSED.
   */
  async register(registration: Registration): Promise<Registered> {
    const { email, password, name, tokenHash, seed, once } = registration;
    const opened: { grant?: Grant } = {};
    const kept = await this.idempotency.once(once, async (tx) => {
      const user = await this.users.insert(tx, { email, password, name });
      const about = { ...byOwner(user.id), ...originOf(registration) };
      await this.audit.record(tx, { event: 'REGISTER', ...about });
      opened.grant = await this.signIn.openIn(tx, newcomer(user), registration);
      return { userId: user.id, seed, tokenHash, passwordDigest: sha256Hex(password) };
    });
    return {
      seed: kept.seed,
      tokenHash: kept.tokenHash,
      grant: opened.grant ?? (await this.signIn.repeatOpening(kept)),
    };
  }
}
