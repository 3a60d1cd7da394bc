import { randomBytes } from 'node:crypto';
import type { AuditEvent, AuditReport } from '@ai-finops/service-kit/audit-events';
import { AppError } from '@ai-finops/service-kit/errors';
import { Sealer, type SealerOptions } from '@ai-finops/service-kit/sealer';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { CurrentPasswordService } from '../passwords/current-password.service';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, type SignIn, TokensService } from '../tokens/tokens.service';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes';
import { type Attempt, type Proof, SecondFactorClient } from './second-factor.client';
import type {
  Enrolment,
  ProofInput,
  RecoveryCodes,
  SecondFactorStatus,
  SecondStep,
} from './second-factor-bodies';
import { isTotpCode, newTotpSecret, stepOf, totpUri } from './totp';

export const SEALER_OPTIONS = Symbol('SEALER_OPTIONS');

/** Between the right password and the code. */
const CHALLENGE_SECONDS = 300;

/**
 * The second factor of a login: codes of an authenticator app (RFC 6238), or recovery codes. The secret
 * leaves this service sealed; whether a code was used before is decided by accounts, once for all replicas.
 */
@Injectable()
export class SecondFactorService {
  private readonly sealer: Sealer;

  constructor(
    private readonly factors: SecondFactorClient,
    private readonly accounts: AccountsClient,
    private readonly current: CurrentPasswordService,
    private readonly throttle: ThrottleService,
    private readonly tokens: TokensService,
    @Inject(SEALER_OPTIONS) options: SealerOptions,
  ) {
    this.sealer = new Sealer(options, 'totp');
  }

  status({ id }: Viewer): Promise<SecondFactorStatus> {
    return this.factors.status(id);
  }

  /** A new secret, which nothing asks for until a code confirms it. Errors WRONG_PASSWORD, CONFLICT. */
  async enrol(viewer: Viewer, client: Client, password: string): Promise<Enrolment> {
    const { id } = viewer;
    const { email } = await this.current.require(viewer, client, password, 'SECOND_FACTOR_ADD');
    const secret = newTotpSecret();
    await this.factors.enrol(id, this.sealer.seal(secret, id));
    return { secret, uri: totpUri(secret, email) };
  }

  /** Turns the factor on. Errors INVALID_SECOND_FACTOR, NOT_FOUND, CONFLICT, TOO_MANY_REQUESTS. */
  async confirm({ id }: Viewer, client: Client, code: string): Promise<RecoveryCodes> {
    const attempt = await this.throttle.require('second-factor', { client, account: id });
    const proof = isTotpCode(code) ? this.prove(await this.factors.find(id), code) : undefined;
    if (!proof || !('step' in proof)) throw new AppError('INVALID_SECOND_FACTOR');
    const recoveryCodes = newRecoveryCodes();
    await this.factors.confirm(id, proof.step, recoveryCodes.map(recoveryCodeHash));
    await attempt.succeeded();
    return { recoveryCodes };
  }

  /** Errors WRONG_PASSWORD, INVALID_SECOND_FACTOR, NOT_FOUND, TOO_MANY_REQUESTS. */
  async regenerateCodes(viewer: Viewer, client: Client, input: ProofInput): Promise<RecoveryCodes> {
    const recoveryCodes = newRecoveryCodes();
    const hashes = recoveryCodes.map(recoveryCodeHash);
    await this.withBoth(viewer, client, input, 'RECOVERY_CODES_CREATE', (proof) =>
      this.factors.replaceCodes(viewer.id, proof, hashes),
    );
    return { recoveryCodes };
  }

  /** Turns the factor off. Errors WRONG_PASSWORD, INVALID_SECOND_FACTOR, NOT_FOUND, TOO_MANY_REQUESTS. */
  async disable(viewer: Viewer, client: Client, input: ProofInput): Promise<void> {
    await this.withBoth(viewer, client, input, 'SECOND_FACTOR_REMOVE', (proof) =>
      this.factors.remove(viewer.id, proof),
    );
  }

  /**
   * Keeps a login whose password was right, and answers the refusal that asks for the code. Its challenge is
   * good for nothing else.
   */
  async begin(signIn: SignIn): Promise<AppError> {
    const challenge = randomBytes(32).toString('base64url');
    const { userId, passwordHash, upgradedHash } = signIn;
    await this.factors.beginLogin({
      userId,
      passwordHash,
      ...(upgradedHash === undefined ? {} : { upgradedHash }),
      tokenHash: sha256Hex(challenge),
      lifetimeSeconds: CHALLENGE_SECONDS,
    });
    const details = { challenge, expiresIn: CHALLENGE_SECONDS };
    return new AppError('SECOND_FACTOR_REQUIRED', undefined, details);
  }

  /** The second step of a login. Errors INVALID_SECOND_FACTOR, INVALID_CHALLENGE, TOO_MANY_REQUESTS. */
  async finish(client: Client, { challenge, code }: SecondStep): Promise<SignedIn> {
    const challengeHash = sha256Hex(challenge);
    const login = await this.factors.attemptLogin(challengeHash);
    const attempt = await this.throttle.require('second-factor', { client, account: login.userId });
    const event = isTotpCode(code) ? 'SECOND_FACTOR_CHECK' : 'RECOVERY_CODE_USE';
    const about = { event, subjectId: login.userId, ...clientOf(client) } as const;
    const signedIn = await this.recordingRefusals(about, async () => {
      const proof = this.prove(login, code);
      if (!proof) throw new AppError('INVALID_SECOND_FACTOR');
      return this.tokens.openWith((start) =>
        this.factors.finishLogin(challengeHash, proof, { ...clientOf(client), ...start }),
      );
    });
    await attempt.succeeded();
    return signedIn;
  }

  /** Undefined for a wrong code of the app; whether a recovery code is one, accounts knows. */
  private prove({ userId, sealedSecret }: Attempt, code: string): Proof | undefined {
    if (!isTotpCode(code)) return { recoveryCodeHash: recoveryCodeHash(code) };
    const step = stepOf(this.sealer.open(sealedSecret, userId), code, Date.now());
    return step === undefined ? undefined : { step };
  }

  /** Does what needs both factors again. */
  private async withBoth(
    viewer: Viewer,
    client: Client,
    { password, code }: ProofInput,
    event: AuditEvent,
    work: (proof: Proof) => Promise<void>,
  ): Promise<void> {
    await this.current.require(viewer, client, password, event);
    const attempt = await this.throttle.require('second-factor', { client, account: viewer.id });
    const factor = await this.factors.find(viewer.id);
    const about = { event, actorId: viewer.id, subjectId: viewer.id, ...clientOf(client) };
    await this.recordingRefusals(about, async () => {
      const proof = factor.enabled ? this.prove(factor, code) : undefined;
      if (!proof) throw new AppError('INVALID_SECOND_FACTOR');
      await work(proof);
    });
    await attempt.succeeded();
  }

  /** Leaves every code that is not accepted in the audit log: a wrong one, a spent one, one used before. */
  private async recordingRefusals<Result>(
    about: Omit<AuditReport, 'outcome'>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'INVALID_SECOND_FACTOR') {
        await this.accounts.audit({ ...about, outcome: 'FAILURE' });
      }
      throw error;
    }
  }
}
