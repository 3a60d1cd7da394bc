import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly from: string;
  /** Of its link; empty when it has none. */
  readonly token: string;
}

const addressOf = (field: ParsedMail['to']): string =>
  (Array.isArray(field) ? field : [field]).map((part) => part?.text ?? '').join(', ');

/** A mail as a mail program reads it. */
export async function readMail(source: string | Buffer): Promise<OutgoingMail> {
  const mail = await simpleParser(source);
  const text = mail.text ?? '';
  return {
    to: addressOf(mail.to),
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    text,
    html: mail.html || '',
    token: /[?&]token=([\w-]+)/.exec(text)?.[1] ?? '',
  };
}

/** The mails in an outbox, oldest first. */
export async function mailsIn(outbox: string): Promise<OutgoingMail[]> {
  const files = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
  return Promise.all(files.sort().map((name) => readMail(readFileSync(join(outbox, name)))));
}

/** The last mail to an address with the words in its subject, once it is there. */
export async function mailTo(
  outbox: string,
  to: string,
  subject: RegExp,
  after = 0,
): Promise<OutgoingMail> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const found = (await mailsIn(outbox)).filter(
      (mail) => mail.to === to && subject.test(mail.subject),
    );
    const last = found[found.length - 1];
    if (last && found.length > after) return last;
  }
  throw new Error(`No mail "${subject.source}" to ${to} within 20 seconds.`);
}
