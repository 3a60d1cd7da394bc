import type { AuditEvent, AuditReport } from './audit-events';
import { AppError } from './errors';
import { requestJson } from './http-client';

/** A transaction may wait for its entry. */
const TIMEOUT_MS = 2_000;

/** The audit log, which accounts keeps, for a service that tells it of these events. */
export class AuditTrail<Event extends AuditEvent> {
  constructor(
    private readonly accountsUrl: string,
    private readonly accountsToken: string,
  ) {}

  /** Adds an entry. Errors SERVICE_UNAVAILABLE, TIMEOUT: then it is not there. */
  async record(report: AuditReport & { readonly event: Event }): Promise<void> {
    try {
      await requestJson(`${this.accountsUrl}/internal/audit`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.accountsToken}` },
        body: report,
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      // Ours is refused, not the viewer's: nothing that the viewer could correct.
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
        throw new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: error });
      }
      throw error;
    }
  }
}
