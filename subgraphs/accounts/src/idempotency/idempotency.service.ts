import { AppError } from '@ai-finops/service-kit/errors';
import type { IdempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import { Injectable } from '@nestjs/common';
import { type Actor, requireService } from '../access/permissions';
import { RevocationStore, type Transaction } from '../revocation/revocation.store';
import { IdempotencyStore } from './idempotency.store';

const LIFE_SECONDS = 86_400;

@Injectable()
export class IdempotencyService {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly transactions: RevocationStore,
  ) {}

  /**
   * Does the work in one transaction with the record of its answer, once for a key; from then on the key gets
   * that answer. What is refused leaves no record. Without a key it is just the transaction. Error
   * IDEMPOTENCY_KEY_REUSED for another body. The answer must survive JSON and hold no secret.
   */
  once<Answer extends object>(
    request: IdempotentRequest | null,
    work: (tx: Transaction) => Promise<Answer>,
  ): Promise<Answer> {
    return this.transactions.transaction(async (tx) => {
      if (!request) return work(tx);
      if (!(await this.store.claim(tx, request, LIFE_SECONDS))) {
        const known = await this.store.find(tx, request.key);
        if (known?.fingerprint !== request.fingerprint) {
          throw new AppError('IDEMPOTENCY_KEY_REUSED');
        }
        return known.answer as Answer;
      }
      const answer = await work(tx);
      await this.store.keep(tx, request.key, answer);
      return answer;
    });
  }

  /** Removes records of keys that may be used again; answers how many. */
  async cleanUp(actor: Actor): Promise<number> {
    requireService(actor);
    return this.store.removeExpired(new Date());
  }
}
