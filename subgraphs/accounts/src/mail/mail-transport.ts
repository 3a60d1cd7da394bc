import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import type { Letter } from './letters';

/** Where mails go, and in whose name. */
export type MailOptions = {
  /** `address` or `Name <address>`. */
  readonly from: string;
  /** The web app, as people open it: the only host that links lead to, whatever a request says. */
  readonly webUrl: string;
} & (
  | { readonly kind: 'smtp'; readonly url: string }
  /** A file a mail, for installations without a mail server. */
  | { readonly kind: 'outbox'; readonly directory: string }
);

export const MAIL_OPTIONS = Symbol('MAIL_OPTIONS');

type Deliver = (letter: Letter & { readonly from: string }) => Promise<void>;

/** A mail never reads files or addresses that its text might name. */
const SEALED = { disableFileAccess: true, disableUrlAccess: true } as const;

const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

function overSmtp(url: string): Deliver {
  const { username, hostname } = new URL(url);
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // A password never crosses the network in the clear because somebody stripped STARTTLS.
    ...(username !== '' && !isLocal(hostname) ? { requireTLS: true } : {}),
    ...SEALED,
  });
  return async (letter) => {
    await transport.sendMail(letter);
  };
}

function intoOutbox(directory: string): Deliver {
  const composer = createTransport({ streamTransport: true, buffer: true, ...SEALED });
  return async (letter) => {
    const { message } = await composer.sendMail(letter);
    const time = new Date().toISOString().replaceAll(':', '-');
    const file = join(directory, `${time}-${randomBytes(4).toString('hex')}.eml`);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Renamed when it is whole: whoever watches the directory never reads half a mail.
    await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}

/** Hands letters over: to the SMTP server, or into the outbox. */
@Injectable()
export class MailTransport {
  private readonly deliver: Deliver;
  private readonly from: string;

  constructor(@Inject(MAIL_OPTIONS) options: MailOptions) {
    this.from = options.from;
    this.deliver = options.kind === 'smtp' ? overSmtp(options.url) : intoOutbox(options.directory);
  }

  /** Throws when it was not taken. */
  async send(letter: Letter): Promise<void> {
    await this.deliver({ ...letter, from: this.from });
  }
}
