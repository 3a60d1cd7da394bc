import type { AuditTrail } from '@ai-finops/service-kit/audit-trail';
import { OncePer } from '@ai-finops/service-kit/once-per';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { GatewayLogger } from '../logging';

/** The services do the same: another refusal of one permission adds no entry within this time. */
const ONCE_PER_MS = 10_000;

/** Tells accounts, for the audit log, of permissions that viewers lacked: the services never see the request. */
export class DenialReports {
  readonly #seldom = new OncePer(ONCE_PER_MS);

  constructor(
    private readonly audit: AuditTrail<'ACCESS_DENIED'>,
    private readonly logger: GatewayLogger,
  ) {}

  /** The refusal itself does not wait for its record. */
  tell({ viewer, client, requestId }: RequestContext, permissions: ReadonlySet<string>): void {
    if (!viewer) return;
    for (const permission of permissions) {
      if (!this.#seldom.isNew(`${viewer.id} ${permission}`)) continue;
      const report = {
        event: 'ACCESS_DENIED',
        outcome: 'FAILURE',
        actorId: viewer.id,
        ipAddress: client.ip,
        userAgent: client.userAgent,
        requestId,
        details: { permission },
      } as const;
      this.audit.record(report).catch((err: unknown) => {
        this.logger.error({ err, requestId }, 'A refusal could not be recorded.');
      });
    }
  }
}
