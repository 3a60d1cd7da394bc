import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import type { OwnSession } from './session-bodies';

/** The sessions of whoever asks. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly revocations: RevocationList,
  ) {}

  /** Live ones, newest first, at most 100. */
  async list(viewer: Viewer): Promise<OwnSession[]> {
    const sessions = await this.accounts.findSessionsOf(viewer.id);
    return sessions.map((session) => ({ ...session, current: session.id === viewer.sessionId }));
  }

  /** Error NOT_FOUND when absent, ended or somebody else's, alike. */
  async revoke(viewer: Viewer, client: Client, sessionId: string): Promise<void> {
    await this.accounts.endOwnSession(viewer.id, sessionId, clientOf(client));
    // This process need not wait for the next regular pull.
    await this.revocations.pull();
  }

  /** Ends every session of the viewer, or with `exceptThis` every other one; repeatable. */
  async logoutEverywhere(viewer: Viewer, client: Client, exceptThis: boolean): Promise<void> {
    const kept = exceptThis ? viewer.sessionId : undefined;
    await this.accounts.endAllSessionsOf(viewer.id, kept, clientOf(client));
    await this.revocations.pull();
  }
}
