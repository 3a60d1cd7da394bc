import { Module } from '@nestjs/common';
import { AuditService } from './audit.service';
import { AuditStore } from './audit.store';
import { DenialsRecorder } from './denials';

/** Writing the log; reading it is in audit-log.module.ts, which knows users. */
@Module({ providers: [AuditService, AuditStore, DenialsRecorder], exports: [AuditService] })
export class AuditModule {}
