import type { AuditReport, COST_AUDIT_EVENTS } from '@ai-finops/service-kit/audit-events';
import { AuditTrail } from '@ai-finops/service-kit/audit-trail';

type CostAuditEvent = (typeof COST_AUDIT_EVENTS)[number] | 'ACCESS_DENIED';

/** What this service tells the audit log. */
export interface CostAuditReport extends AuditReport {
  readonly event: CostAuditEvent;
}

export class CostAuditTrail extends AuditTrail<CostAuditEvent> {}
