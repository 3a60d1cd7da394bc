import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';

export type ChallengePurpose = 'PASSKEY_REGISTRATION' | 'PASSKEY_LOGIN' | 'OIDC';

export interface Challenge {
  readonly userId: string | null;
  readonly payload: Readonly<Record<string, string>>;
}

interface NewChallenge {
  readonly purpose: ChallengePurpose;
  /** What the answer must bring; only its hash is kept. */
  readonly token: string;
  readonly userId?: string;
  readonly payload?: Readonly<Record<string, string>>;
  readonly lifetimeSeconds: number;
}

/** Steps that wait for one answer: whichever replica it comes to, it works once. */
@Injectable()
export class ChallengesClient {
  constructor(private readonly accounts: AccountsClient) {}

  async keep({ token, ...challenge }: NewChallenge): Promise<void> {
    const body = { ...challenge, tokenHash: sha256Hex(token) };
    await this.accounts.ask('/internal/challenges', { method: 'POST', body });
  }

  /** Error INVALID_CHALLENGE when it is unknown, was taken before or is over. */
  take(purpose: ChallengePurpose, token: string): Promise<Challenge> {
    const body = { purpose, tokenHash: sha256Hex(token) };
    return this.accounts.ask('/internal/challenges/take', { method: 'POST', body });
  }
}
