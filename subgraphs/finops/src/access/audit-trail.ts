import type { AuditReport, COST_AUDIT_EVENTS } from '@ai-finops/service-kit/audit-events';
import { AppError } from '@ai-finops/service-kit/errors';
import { requestJson } from '@ai-finops/service-kit/http-client';

/** A transaction may wait for its entry. */
const TIMEOUT_MS = 2_000;

/** What this service tells the audit log. */
export interface CostAuditReport extends AuditReport {
  readonly event: (typeof COST_AUDIT_EVENTS)[number] | 'ACCESS_DENIED';
}

/** The audit log, which accounts keeps. */
export class AuditTrail {
  constructor(
    private readonly accountsUrl: string,
    private readonly accountsToken: string,
  ) {}

  /** Adds an entry. Errors SERVICE_UNAVAILABLE, TIMEOUT: then it is not there. */
  async record(report: CostAuditReport): Promise<void> {
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
