import { Module } from '@nestjs/common';
import { AuditService } from './audit.service';
import { AuditStore } from './audit.store';

/** Writing the log; reading it is in audit-log.module.ts, which knows users. */
@Module({ providers: [AuditService, AuditStore], exports: [AuditService] })
export class AuditModule {}
