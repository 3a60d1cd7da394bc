import type { Revocations } from '@ai-finops/service-kit/revocation-list';
import { Injectable } from '@nestjs/common';
import { RevocationStore } from './revocation.store';
import { validFromSeconds } from './valid-from';

/** The longest life of an access token (15 minutes) and a minute for clocks that are apart. */
const WINDOW_MS = 16 * 60_000;

@Injectable()
export class RevocationService {
  constructor(private readonly store: RevocationStore) {}

  /** Everything that ended so lately that an access token for it may still live. */
  async recent(): Promise<Revocations> {
    const now = await this.store.transaction((tx) => this.store.now(tx));
    const since = new Date(now.getTime() - WINDOW_MS);
    const [sessions, users] = await Promise.all([
      this.store.sessionsEndedSince(since),
      this.store.usersCalledBackSince(since),
    ]);
    return {
      now: now.getTime() / 1000,
      sessions,
      users: users.map(({ id, tokensValidFrom }) => ({
        id,
        validFrom: validFromSeconds(tokensValidFrom),
      })),
    };
  }
}
