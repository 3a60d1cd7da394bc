import { OncePer } from '@ai-finops/service-kit/once-per';
import { DENIALS, type Denial } from '@ai-finops/service-kit/permissions';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SERVICE } from '../access/permissions';
import { AuditService } from './audit.service';

/**
 * Another refusal of one permission to one account adds no entry within this time, whatever it was asked for:
 * nobody fills the log by asking often, nor by making up ids.
 */
const ONCE_PER_MS = 10_000;

/** Records what the permission matrix refused. */
@Injectable()
export class DenialsRecorder implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Audit');
  readonly #seldom = new OncePer(ONCE_PER_MS);

  constructor(private readonly audit: AuditService) {}

  onModuleInit(): void {
    DENIALS.subscribe(this.#record);
  }

  onModuleDestroy(): void {
    DENIALS.unsubscribe(this.#record);
  }

  readonly #record = (message: unknown): void => {
    const { actor, permission, targetId } = message as Denial;
    if (actor === SERVICE || !this.#seldom.isNew(`${actor.id} ${permission}`)) return;
    const about = { actor, subjectId: targetId ?? null, details: { permission } };
    // The refusal itself does not wait for its record.
    this.audit
      .note({ event: 'ACCESS_DENIED', outcome: 'FAILURE', ...about })
      .catch((err: unknown) => this.#logger.error({ err }, 'A refusal could not be recorded'));
  };
}
