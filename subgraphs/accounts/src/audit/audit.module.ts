import { Module } from '@nestjs/common';
import { AccountDenials } from './account-denials';
import { AuditService } from './audit.service';
import { AuditStore } from './audit.store';

/** Writing the log; reading it is in audit-log.module.ts, which knows users. */
@Module({ providers: [AuditService, AuditStore, AccountDenials], exports: [AuditService] })
export class AuditModule {}
