import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service';
import { byOwner } from '../audit/by-owner';
import { ChallengesStore } from '../challenges/challenges.store';
import type { Grant } from '../internal/internal-bodies';
import { SignInService } from '../internal/sign-in.service';
import { RevocationStore, type Transaction } from '../revocation/revocation.store';
import { SecondFactorStore } from './second-factor.store';
import type {
  Attempt,
  Confirmation,
  FactorStatus,
  LoginChallenge,
  Proof,
  SecondFactorLogin,
} from './second-factor-bodies';

/** Codes that one login may try. */
const TRIES_OF_A_LOGIN = 5;

/**
 * What is kept of second factors. Secrets come and go sealed; auth checks codes against them, and here is
 * decided, once for all replicas, that a code works once. Whoever calls has shown the service credential.
 */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly store: SecondFactorStore,
    private readonly challenges: ChallengesStore,
    private readonly signIn: SignInService,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  async status(userId: string): Promise<FactorStatus> {
    const factor = isId(userId) ? await this.store.find(userId) : null;
    if (!factor?.confirmed_at) return { enabled: false, recoveryCodesLeft: 0 };
    return { enabled: true, recoveryCodesLeft: await this.store.countRecoveryCodes(userId) };
  }

  /** Keeps a secret until a code confirms it. Error CONFLICT when the account has a second factor. */
  async enrol(userId: string, sealedSecret: string): Promise<void> {
    if (!isId(userId)) throw new AppError('NOT_FOUND', 'There is no such user.');
    if (!(await this.store.enrol(userId, sealedSecret))) {
      throw new AppError('CONFLICT', 'There is a second factor already: remove it first.');
    }
  }

  /** What a code is checked against. Error NOT_FOUND when none was ever enrolled. */
  async find(userId: string): Promise<Attempt> {
    const factor = isId(userId) ? await this.store.find(userId) : null;
    if (!factor) throw new AppError('NOT_FOUND', 'There is no second factor.');
    return { userId, enabled: factor.confirmed_at !== null, sealedSecret: factor.secret };
  }

  /** The same for a login, which has five tries. Error INVALID_CHALLENGE when it is unknown, over or used up. */
  async attemptLogin(challengeHash: string): Promise<Attempt> {
    const challenge = await this.challenges.use('SECOND_FACTOR', challengeHash);
    if (!challenge?.user_id) throw new AppError('INVALID_CHALLENGE');
    return this.find(challenge.user_id);
  }

  /** Turns the factor on. Errors INVALID_SECOND_FACTOR (a replay), CONFLICT (it is on already). */
  async confirm(userId: string, { step, recoveryCodeHashes }: Confirmation): Promise<void> {
    await this.revocation.transaction(async (tx) => {
      await this.accept(tx, userId, { step });
      if (!(await this.store.confirm(tx, userId, await this.revocation.now(tx)))) {
        throw new AppError('CONFLICT', 'The second factor is on already.');
      }
      await this.store.replaceRecoveryCodes(tx, userId, recoveryCodeHashes);
      await this.audit.record(tx, { event: 'SECOND_FACTOR_ADD', ...byOwner(userId) });
    });
  }

  /** New recovery codes in place of the old. Error INVALID_SECOND_FACTOR. */
  async replaceRecoveryCodes(
    userId: string,
    proof: Proof,
    hashes: readonly string[],
  ): Promise<void> {
    await this.revocation.transaction(async (tx) => {
      await this.accept(tx, userId, proof);
      await this.store.replaceRecoveryCodes(tx, userId, hashes);
      await this.audit.record(tx, { event: 'RECOVERY_CODES_CREATE', ...byOwner(userId) });
    });
  }

  /** Turns the factor off. Error INVALID_SECOND_FACTOR. */
  async remove(userId: string, proof: Proof): Promise<void> {
    await this.revocation.transaction(async (tx) => {
      await this.accept(tx, userId, proof);
      await this.store.remove(tx, userId);
      await this.audit.record(tx, { event: 'SECOND_FACTOR_REMOVE', ...byOwner(userId) });
    });
  }

  /** Keeps a login whose password was right until its code comes. Error INVALID_CREDENTIALS when it is right no more. */
  async begin(login: LoginChallenge): Promise<void> {
    await this.revocation.transaction(async (tx) => {
      await this.signIn.lockByPassword(tx, login);
      await this.beginIn(tx, login, login.upgradedHash ?? login.passwordHash);
    });
  }

  /** The same for an account that this transaction has locked, however its owner was proved. */
  async beginIn(
    tx: Transaction,
    step: Pick<LoginChallenge, 'userId' | 'tokenHash' | 'lifetimeSeconds'>,
    passwordHash: string,
  ): Promise<void> {
    const { userId, tokenHash, lifetimeSeconds } = step;
    const challenge = {
      purpose: 'SECOND_FACTOR' as const,
      tokenHash,
      userId,
      payload: { password: digestOf(passwordHash) },
      uses: TRIES_OF_A_LOGIN,
      lifetimeSeconds,
    };
    await this.challenges.insert(tx, challenge, await this.revocation.now(tx));
  }

  /** Opens the session of a login whose code was right. Errors INVALID_CHALLENGE, INVALID_SECOND_FACTOR, INVALID_CREDENTIALS. */
  async finish(login: SecondFactorLogin): Promise<Grant> {
    return this.revocation.transaction(async (tx) => {
      const challenge = await this.challenges.lock(tx, 'SECOND_FACTOR', login.challengeHash);
      if (!challenge?.user_id) throw new AppError('INVALID_CHALLENGE');
      const { user_id: userId, created_at: since } = challenge;
      const user = await this.signIn.lockProved(tx, userId, since);
      // The first factor holds only as long as the password that was proved.
      if (challenge.payload?.password !== digestOf(user.password)) {
        throw new AppError('INVALID_CREDENTIALS');
      }
      await this.accept(tx, userId, login);
      await this.challenges.remove(tx, challenge.id);
      const factor = login.step === undefined ? 'recovery code' : 'totp';
      return this.signIn.openIn(tx, user, login, { factor });
    });
  }

  /** Spends the proof of the second factor, which works once. Error INVALID_SECOND_FACTOR. */
  private async accept(tx: Transaction, userId: string, proof: Partial<Proof>): Promise<void> {
    const { step, recoveryCodeHash } = proof;
    const accepted =
      isId(userId) &&
      (step !== undefined
        ? await this.store.acceptStep(tx, userId, step)
        : await this.store.spendRecoveryCode(tx, userId, recoveryCodeHash ?? ''));
    if (!accepted) throw new AppError('INVALID_SECOND_FACTOR');
    if (step === undefined)
      await this.audit.record(tx, { event: 'RECOVERY_CODE_USE', ...byOwner(userId) });
  }
}

/** Tells one password hash from another without keeping it a second time. */
const digestOf = (passwordHash: string): string => sha256Hex(passwordHash);
