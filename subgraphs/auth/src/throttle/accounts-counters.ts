import type { AccountsClient } from '../accounts/accounts.client';
import {
  type AskedBucket,
  type Settlement,
  type Taken,
  ThrottleCounters,
} from './throttle-counters';

/** Counters in Postgres, which accounts keeps. */
export class AccountsCounters extends ThrottleCounters {
  constructor(private readonly accounts: AccountsClient) {
    super();
  }

  take(buckets: readonly AskedBucket[]): Promise<Taken> {
    return this.accounts.takeTries(buckets);
  }

  settle(settlement: Settlement): Promise<void> {
    return this.accounts.settleTries(settlement);
  }
}
