import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type Letter, writeLetter } from '../mail/letters';
import { MailStore, type QueuedMail } from '../mail/mail.store';
import { KEEP_MS, LEASE_MS, retryAfterMs } from '../mail/mail-rules';
import { MAIL_OPTIONS, type MailOptions, MailTransport } from '../mail/mail-transport';
import { OneTimeLinksService } from '../one-time-links/one-time-links.service';
import { OneTimeLinksStore } from '../one-time-links/one-time-links.store';
import { PasswordsService } from '../passwords/passwords.service';

const POLL_MS = 1_000;
const AWAY_POLL_MS = 5_000;
const STOP_MS = 5_000;
const AT_ONCE = 5;
const CLEAN_UP_EVERY_MS = 3_600_000;

/**
 * Sends what is queued. Every replica runs one: a mail is taken by one of them, and by another when that
 * one died over it. A mail is sent at least once: twice when its sender dies between the two.
 */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Mail');
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;
  private away = false;
  private cleanedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: MailStore,
    private readonly transport: MailTransport,
    private readonly passwords: PasswordsService,
    private readonly issuer: OneTimeLinksService,
    private readonly links: OneTimeLinksStore,
    @Inject(MAIL_OPTIONS) private readonly options: MailOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    // A server that keeps us waiting must not hold up the shutdown: its mail is taken up after the lease.
    const patience = new AbortController();
    await Promise.race([
      this.round,
      sleep(STOP_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined),
    ]);
    patience.abort();
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        this.round = this.sendDue().finally(() => this.schedule());
      },
      this.away ? AWAY_POLL_MS : POLL_MS,
    );
    this.timer.unref();
  }

  /** Sends everything that is due. Never fails: what cannot be done now is due again later. */
  async sendDue(): Promise<void> {
    try {
      while (!this.stopped) {
        const mails = await this.store.claim(AT_ONCE, LEASE_MS);
        if (mails.length === 0) break;
        await Promise.all(mails.map((mail) => this.send(mail)));
      }
      if (performance.now() - this.cleanedAt > CLEAN_UP_EVERY_MS) {
        await this.store.removeSettled(KEEP_MS);
        await this.links.removeExpired();
        this.cleanedAt = performance.now();
      }
      this.away = false;
    } catch (error) {
      // Said once: whoever watches sees the database's own alarm too.
      if (!this.away) this.logger.warn({ err: error }, 'The queue of mails cannot be read');
      this.away = true;
    }
  }

  private async send(mail: QueuedMail): Promise<void> {
    const { id, kind, attempts } = mail;
    try {
      const letter = await this.compose(mail);
      if (!letter) return await this.store.remove(id);
      await this.transport.send(letter);
    } catch (error) {
      const waitMs = retryAfterMs(attempts, error);
      this.logger.warn(
        { mail: id, kind, attempts, fault: faultOf(error), retryInMs: waitMs },
        waitMs === null ? 'A mail was given up' : 'A mail could not be sent yet',
      );
      return waitMs === null ? this.store.settle(id, 'FAILED') : this.store.postpone(id, waitMs);
    }
    await this.store.settle(id, 'SENT');
  }

  /** Null for a mail that has nobody to go to, or nothing to say any more. */
  private async compose(mail: QueuedMail): Promise<Letter | null> {
    const { kind, recipient, facts } = mail;
    const token = await this.tokenOf(mail);
    return token === null ? null : writeLetter(kind, this.options.webUrl, recipient, facts, token);
  }

  private async tokenOf(mail: QueuedMail): Promise<string | null | undefined> {
    if (mail.kind === 'PASSWORD_RESET') return this.passwords.resetToken(mail);
    return mail.linkId === null ? undefined : this.issuer.issue(mail.linkId);
  }
}

/** What went wrong in a word: a server's sentence may repeat the address or more. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [error.name, code, responseCode].filter((part) => part !== undefined).join(' ');
}
