import { Inject, Injectable } from '@nestjs/common';
import { SERVICE } from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { RefreshTokensService } from '../refresh-tokens/refresh-tokens.service';
import { SessionsService } from '../sessions/sessions.service';

/** Something that is done regularly, once however many replicas run. Doing it twice must do no harm. */
export interface Job {
  readonly name: string;
  /** When, as five fields of cron, in UTC. */
  readonly cron: string;
  /** Answers how many entries it removed. */
  run(): Promise<number>;
}

export const AUDIT_RETENTION_DAYS = Symbol('AUDIT_RETENTION_DAYS');

/** Everything that this service does by itself. */
@Injectable()
export class JobList {
  readonly jobs: readonly Job[];

  constructor(
    sessions: SessionsService,
    refreshTokens: RefreshTokensService,
    audit: AuditService,
    idempotency: IdempotencyService,
    @Inject(AUDIT_RETENTION_DAYS) auditDays: number,
  ) {
    this.jobs = [
      {
        name: 'sessions-cleanup',
        cron: '7 * * * *',
        run: () => sessions.cleanUp(SERVICE),
      },
      {
        name: 'refresh-tokens-cleanup',
        cron: '17 * * * *',
        run: () => refreshTokens.cleanUp(SERVICE),
      },
      {
        name: 'audit-retention',
        cron: '27 3 * * *',
        run: () => audit.removeOlderThan(SERVICE, auditDays),
      },
      {
        name: 'idempotency-cleanup',
        cron: '37 * * * *',
        run: () => idempotency.cleanUp(SERVICE),
      },
    ];
  }
}
