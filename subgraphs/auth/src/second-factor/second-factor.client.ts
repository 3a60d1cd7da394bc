import { Injectable } from '@nestjs/common';
import { AccountsClient, type Grant, type NewFamily } from '../accounts/accounts.client';
import type { SecondFactorStatus } from './second-factor-bodies';

/** What proves the second factor: the step of a right code, or a recovery code's hash. */
export type Proof = { readonly step: number } | { readonly recoveryCodeHash: string };

export interface Attempt {
  readonly userId: string;
  readonly enabled: boolean;
  readonly sealedSecret: string;
}

type LoginChallenge = Pick<NewFamily, 'userId' | 'passwordHash' | 'upgradedHash'> & {
  readonly tokenHash: string;
  readonly lifetimeSeconds: number;
};

type SessionStart = Pick<NewFamily, 'ipAddress' | 'userAgent' | 'tokenHash' | 'lifetimeSeconds'>;

/** The second factors that accounts keeps. */
@Injectable()
export class SecondFactorClient {
  constructor(private readonly accounts: AccountsClient) {}

  status(userId: string): Promise<SecondFactorStatus> {
    return this.accounts.ask(pathOf(userId));
  }

  /** Error CONFLICT. */
  enrol(userId: string, sealedSecret: string): Promise<void> {
    return this.post(pathOf(userId), { sealedSecret });
  }

  /** Error NOT_FOUND. */
  find(userId: string): Promise<Attempt> {
    return this.post(`${pathOf(userId)}/find`);
  }

  /** Errors INVALID_SECOND_FACTOR, CONFLICT. */
  confirm(userId: string, step: number, recoveryCodeHashes: readonly string[]): Promise<void> {
    return this.post(`${pathOf(userId)}/confirm`, { step, recoveryCodeHashes });
  }

  /** Error INVALID_SECOND_FACTOR. */
  replaceCodes(userId: string, proof: Proof, recoveryCodeHashes: readonly string[]): Promise<void> {
    return this.post(`${pathOf(userId)}/recovery-codes`, { ...proof, recoveryCodeHashes });
  }

  /** Error INVALID_SECOND_FACTOR. */
  remove(userId: string, proof: Proof): Promise<void> {
    return this.post(`${pathOf(userId)}/remove`, proof);
  }

  /** Error INVALID_CREDENTIALS. */
  beginLogin(challenge: LoginChallenge): Promise<void> {
    return this.post('/internal/second-factor/logins', challenge);
  }

  /** Errors INVALID_CHALLENGE, NOT_FOUND. */
  attemptLogin(tokenHash: string): Promise<Attempt> {
    return this.post('/internal/second-factor/logins/attempt', { tokenHash });
  }

  /** Errors INVALID_CHALLENGE, INVALID_SECOND_FACTOR, INVALID_CREDENTIALS. */
  finishLogin(challengeHash: string, proof: Proof, session: SessionStart): Promise<Grant> {
    const body = { challengeHash, ...proof, ...session };
    return this.post('/internal/second-factor/logins/finish', body);
  }

  private post<Result>(path: string, body?: unknown): Promise<Result> {
    return this.accounts.ask(path, { method: 'POST', body: body ?? {} });
  }
}

const pathOf = (userId: string): string =>
  `/internal/users/${encodeURIComponent(userId)}/second-factor`;
