import { DenialsRecorder, type Refused } from '@ai-finops/service-kit/denials-recorder';
import { currentOrigin } from '@ai-finops/service-kit/request-origin';
import { Injectable } from '@nestjs/common';
import { CostAuditTrail } from './cost-audit-trail';

/** Records what this service refuses. */
@Injectable()
export class CostDenials extends DenialsRecorder {
  constructor(private readonly audit: CostAuditTrail) {
    // Whoever may see no costs is refused by every page that shows some.
    super(3_600_000);
  }

  protected override write({ actor, permission }: Refused): Promise<void> {
    const { ip = null, userAgent = null } = currentOrigin()?.client ?? {};
    return this.audit.record({
      event: 'ACCESS_DENIED',
      outcome: 'FAILURE',
      actorId: actor.id,
      ipAddress: ip,
      userAgent,
      details: { permission },
    });
  }
}
