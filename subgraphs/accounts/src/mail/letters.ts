/** What a mail tells, by its kind in the queue. */
export const MAIL_KINDS = [
  'PASSWORD_RESET',
  'PASSWORD_CHANGED',
  'PASSWORD_WAS_RESET',
  'EMAIL_CHANGE',
  'EMAIL_CHANGE_ASKED',
  'EMAIL_CHANGED',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export const isMailKind = (kind: string): kind is MailKind =>
  MAIL_KINDS.some((known) => known === kind);

/** What a letter says besides: all of it ours or checked, so that nobody writes to others through us. */
export interface MailFacts {
  /** When it happened, ISO-8601 in UTC. */
  readonly at: string;
  /** IP address that asked. */
  readonly from?: string;
  /** The account's next address. */
  readonly newEmail?: string;
}

/** A mail as it leaves. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A paragraph, or a link that stands alone. */
type Part = string | { readonly href: string; readonly label: string };

interface Content {
  readonly subject: string;
  readonly parts: readonly Part[];
}

/** What a link is for, and how long it holds. */
export const LINK_MINUTES = 30;

const path = (webUrl: string, page: string, token: string): string =>
  `${webUrl}/${page}?token=${encodeURIComponent(token)}`;

const moment = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
const asked = ({ at, from }: MailFacts): string =>
  `on ${moment(at)}${from === undefined ? '' : ` from the address ${from}`}`;

const CONTENTS: Readonly<
  Record<MailKind, (webUrl: string, to: string, facts: MailFacts, token: string) => Content>
> = {
  PASSWORD_RESET: (webUrl, to, facts, token) => ({
    subject: 'Reset your AI-FinOps password',
    parts: [
      `A new password was asked for the account ${to} ${asked(facts)}. This link lets you choose one:`,
      { href: path(webUrl, 'reset-password', token), label: 'Choose a new password' },
      `It works once, for ${LINK_MINUTES} minutes. Choosing a new password signs you out everywhere.`,
      'If it was not you, do nothing: your password stays as it is.',
    ],
  }),
  PASSWORD_CHANGED: (webUrl, to, facts) => ({
    subject: 'Your AI-FinOps password was changed',
    parts: [
      `The password of the account ${to} was changed ${asked(facts)}, and other sessions were signed out.`,
      'If it was not you, take the account back with a new password:',
      { href: `${webUrl}/forgot-password`, label: 'Ask for a new password' },
    ],
  }),
  PASSWORD_WAS_RESET: (webUrl, to, facts) => ({
    subject: 'Your AI-FinOps password was changed',
    parts: [
      `The password of the account ${to} was changed by a mailed link ${asked(facts)}. Every session was signed out, and every API key was revoked.`,
      'If it was not you, take the account back with a new password:',
      { href: `${webUrl}/forgot-password`, label: 'Ask for a new password' },
    ],
  }),
  EMAIL_CHANGE: (webUrl, to, facts, token) => ({
    subject: 'Confirm your new address for AI-FinOps',
    parts: [
      `An account of AI-FinOps is to have the address ${to}, asked for ${asked(facts)}. Confirm it here:`,
      { href: path(webUrl, 'confirm-email', token), label: 'Confirm the address' },
      `The link works once, for ${LINK_MINUTES} minutes.`,
      'If it was not you, do nothing: nothing changes without the confirmation.',
    ],
  }),
  EMAIL_CHANGE_ASKED: (webUrl, to, facts) => ({
    subject: 'A new address was asked for your AI-FinOps account',
    parts: [
      `The account ${to} is to have the address ${facts.newEmail ?? ''}, asked for ${asked(facts)}.`,
      'It changes when the new address is confirmed. If it was not you, choose a new password: that calls the change off.',
      { href: `${webUrl}/forgot-password`, label: 'Ask for a new password' },
    ],
  }),
  EMAIL_CHANGED: (_webUrl, to, facts) => ({
    subject: 'The address of your AI-FinOps account was changed',
    parts: [
      `The account ${to} has the address ${facts.newEmail ?? ''} since ${moment(facts.at)}. Mails go there from now on.`,
      'If it was not you, tell the administrators of this installation.',
    ],
  }),
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const BODY = 'font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:36rem;margin:0 auto';
const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#2563eb;color:#ffffff;text-decoration:none';

const htmlOf = (part: Part): string =>
  typeof part === 'string'
    ? `<p>${escaped(part)}</p>`
    : `<p><a href="${escaped(part.href)}" style="${BUTTON}">${escaped(part.label)}</a></p>`;

/** Writes a letter. `token` is that of the link, where the kind carries one. */
export function writeLetter(
  kind: MailKind,
  webUrl: string,
  to: string,
  facts: MailFacts,
  token = '',
): Letter {
  const { subject, parts } = CONTENTS[kind](webUrl, to, facts, token);
  return {
    to,
    subject,
    text: `${parts.map((part) => (typeof part === 'string' ? part : part.href)).join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><body style="${BODY}">${parts.map(htmlOf).join('')}</body></html>`,
  };
}
