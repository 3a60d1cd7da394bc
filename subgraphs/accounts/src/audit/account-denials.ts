import { DenialsRecorder, type Refused } from '@ai-finops/service-kit/denials-recorder';
import { Injectable } from '@nestjs/common';
import { AuditService } from './audit.service';

/** Records what this service refuses. */
@Injectable()
export class AccountDenials extends DenialsRecorder {
  constructor(private readonly audit: AuditService) {
    super(10_000);
  }

  protected override write({ actor, permission, targetId }: Refused): Promise<void> {
    const about = { actor, subjectId: targetId ?? null, details: { permission } };
    return this.audit.note({ event: 'ACCESS_DENIED', outcome: 'FAILURE', ...about });
  }
}
