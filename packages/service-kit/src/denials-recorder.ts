import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OncePer } from './once-per';
import { DENIALS, type Denial, SERVICE } from './permissions';
import type { Viewer } from './viewer';

/** What the permission matrix refused to somebody. */
export type Refused = Denial & { readonly actor: Viewer };

/** Has what the permission matrix refuses in this process written to the audit log, for as long as its module lives. */
export abstract class DenialsRecorder implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Audit');
  readonly #seldom: OncePer;

  /**
   * Another refusal of one permission to one account adds no entry within this time, whatever it was asked
   * for: nobody fills the log by asking often, nor by making up ids.
   */
  constructor(oncePerMs: number) {
    this.#seldom = new OncePer(oncePerMs);
  }

  protected abstract write(refused: Refused): Promise<void>;

  onModuleInit(): void {
    DENIALS.subscribe(this.#record);
  }

  onModuleDestroy(): void {
    DENIALS.unsubscribe(this.#record);
  }

  readonly #record = (message: unknown): void => {
    const { actor, ...denial } = message as Denial;
    if (actor === SERVICE || !this.#seldom.isNew(`${actor.id} ${denial.permission}`)) return;
    // The refusal itself does not wait for its record.
    this.write({ ...denial, actor }).catch((err: unknown) =>
      this.#logger.error({ err }, 'A refusal could not be recorded'),
    );
  };
}
