import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { RefreshTokensModule } from '../refresh-tokens/refresh-tokens.module';
import { SessionsModule } from '../sessions/sessions.module';
import { AUDIT_RETENTION_DAYS, JobList } from './job-list';
import { JOB_QUEUE_OPTIONS, JobQueue, type JobQueueOptions } from './job-queue';

@Module({})
export class JobsModule {
  static forRoot(options: JobQueueOptions & { readonly auditDays: number }): DynamicModule {
    return {
      module: JobsModule,
      imports: [AuditModule, IdempotencyModule, RefreshTokensModule, SessionsModule],
      providers: [
        JobList,
        JobQueue,
        { provide: JOB_QUEUE_OPTIONS, useValue: options },
        { provide: AUDIT_RETENTION_DAYS, useValue: options.auditDays },
      ],
    };
  }
}
