import { join } from 'node:path';
import { baseUrl, commonEnv, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';
import type { MailOptions } from './mail/mail-transport';

const schema = z.object({
  ...commonEnv,
  PORT: port.default(3002),
  DATABASE_URL: z.string().min(1),
  /** The web app, as people open it: it may call from there, and links in mails lead there. */
  FRONTEND_URL: baseUrl.default('http://localhost:3003'),
  /** Sends mails; without it they are written into MAIL_OUTBOX_DIR. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\p{C}]+<)?[^\s<>@\p{C}]+@[^\s<>@\p{C}]+>?$/u,
      'must be an address or Name <address>',
    )
    .optional(),
  MAIL_OUTBOX_DIR: z.string().default(join('.data', 'outbox')),
  /** What other services prove themselves with. */
  DATABASE_SERVICE_TOKEN: secret,
  INTERNAL_TOKEN_SECRET: secret,
  /** `off` where another deployment of accounts runs them. */
  BACKGROUND_JOBS: z.enum(['on', 'off']).default('on'),
  /** The database keeps entries for 30 days, whatever is asked for. */
  AUDIT_RETENTION_DAYS: z.coerce.number().int().min(30).default(365),
});

export type Env = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const env = parseEnv(schema, source);
  const { CORS_ORIGIN, FRONTEND_URL } = env;
  return CORS_ORIGIN.includes(FRONTEND_URL)
    ? env
    : { ...env, CORS_ORIGIN: [...CORS_ORIGIN, FRONTEND_URL] };
}

/** Where mails go, and in whose name. */
export function mailOptions(env: Env): MailOptions {
  const { SMTP_URL, MAIL_FROM, MAIL_OUTBOX_DIR, FRONTEND_URL: webUrl } = env;
  const from = MAIL_FROM ?? `AI-FinOps <no-reply@${new URL(webUrl).hostname}>`;
  return SMTP_URL === undefined
    ? { kind: 'outbox', directory: MAIL_OUTBOX_DIR, from, webUrl }
    : { kind: 'smtp', url: SMTP_URL, from, webUrl };
}
