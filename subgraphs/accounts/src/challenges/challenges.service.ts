import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { Injectable } from '@nestjs/common';
import { RevocationStore } from '../revocation/revocation.store';
import type { ChallengeQuestion, ChallengeView, NewChallenge } from './challenge-bodies';
import { ChallengesStore } from './challenges.store';

/** Steps that wait for one answer. Whoever calls has shown the service credential. */
@Injectable()
export class ChallengesService {
  constructor(
    private readonly store: ChallengesStore,
    private readonly revocation: RevocationStore,
  ) {}

  async create(challenge: NewChallenge): Promise<void> {
    const { purpose, tokenHash, userId = null, payload = {}, lifetimeSeconds } = challenge;
    if (userId !== null && !isId(userId)) throw new AppError('NOT_FOUND');
    await this.revocation.transaction(async (tx) => {
      const values = { purpose, tokenHash, userId, payload, uses: 1, lifetimeSeconds };
      await this.store.insert(tx, values, await this.revocation.now(tx));
    });
  }

  /** Takes the challenge, which works once. Error INVALID_CHALLENGE. */
  async take({ purpose, tokenHash }: ChallengeQuestion): Promise<ChallengeView> {
    const row = await this.store.use(purpose, tokenHash);
    if (!row) throw new AppError('INVALID_CHALLENGE');
    return { userId: row.user_id, payload: { ...row.payload } };
  }
}
