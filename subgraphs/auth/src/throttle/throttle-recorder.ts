import { canonicalEmail } from '@ai-finops/service-kit/email';
import { OncePer } from '@ai-finops/service-kit/once-per';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable, Logger } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import type { Attempt } from './throttle.service';
import { type Bucket, ThrottleCounters } from './throttle-counters';

/** A flood of refusals is no flood of questions whether they are recorded. */
const ASK_EVERY_MS = 60_000;

/** Tells the audit log of tries that were refused: once for each bucket in the time in which it fills again. */
@Injectable()
export class ThrottleRecorder {
  readonly #logger = new Logger('Audit');
  readonly #seen = new OncePer(ASK_EVERY_MS);

  constructor(
    private readonly counters: ThrottleCounters,
    private readonly accounts: AccountsClient,
  ) {}

  /** Waits for nothing: the refusal itself does not depend on its record. */
  refused(policy: string, attempt: Attempt, bucket: Bucket): void {
    this.record(policy, attempt, bucket).catch((err: unknown) =>
      this.#logger.error({ err }, 'Refused tries could not be recorded'),
    );
  }

  private async record(policy: string, { client, account = '' }: Attempt, bucket: Bucket) {
    const { key, limit, windowSeconds } = bucket;
    if (!this.#seen.isNew(key)) return;
    // It may be recorded already, also by another replica: a bucket of one try says so.
    const once = { key: sha256Hex(`recorded ${key}`), limit: 1, windowSeconds };
    if (!(await this.counters.take([once])).allowed) return;
    // What is no address may be a password in the wrong field; it may also be the id of an account.
    const email = canonicalEmail(account);
    await this.accounts.audit({
      event: 'THROTTLED',
      outcome: 'FAILURE',
      subjectId: email === undefined ? account : null,
      ...clientOf(client),
      details: { policy, limit, windowSeconds, ...(email === undefined ? {} : { email }) },
    });
  }
}
