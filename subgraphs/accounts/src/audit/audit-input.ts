import { AUDIT_EVENT_NAMES, AUDIT_OUTCOMES } from '@ai-finops/service-kit/audit-events';
import { z } from 'zod';

const MAX_EVENTS = 50;
const MAX_DETAILS = 12;

/** Names whose values are secrets; an entry with one is a mistake of whoever reports it. */
const SECRET_NAME = /password|secret|token|hash|cookie|authorization|credential|otp/i;
const details = z
  .record(
    z
      .string()
      .regex(/^[a-zA-Z]\w{0,39}$/, 'must be a short name')
      .refine((name) => !SECRET_NAME.test(name), 'names a secret'),
    z.union([z.string().max(10_000), z.number(), z.boolean()]),
  )
  .refine((facts) => Object.keys(facts).length <= MAX_DETAILS, `must be at most ${MAX_DETAILS}`);

const text = z.union([z.string().max(10_000), z.null()]).optional();

/** What another service reports; texts are taken as they come and cleaned. */
export const auditReport = z.object({
  event: z.enum(AUDIT_EVENT_NAMES),
  outcome: z.enum(AUDIT_OUTCOMES),
  actorId: text.describe('Id of the account that did it; left out when anonymous.'),
  subjectId: text.describe('Id of the account that it was about.'),
  ipAddress: text,
  userAgent: text,
  requestId: text,
  details: details.optional().describe('Facts beside it; never a secret.'),
});

/** Which entries to show; every part that is given must match. */
export const auditFilter = z.object({
  actorId: z.union([z.string(), z.null()]).optional(),
  subjectId: z.union([z.string(), z.null()]).optional(),
  events: z.union([z.array(z.enum(AUDIT_EVENT_NAMES)).max(MAX_EVENTS), z.null()]).optional(),
  outcome: z.union([z.enum(AUDIT_OUTCOMES), z.null()]).optional(),
  from: z.union([z.iso.datetime({ offset: true }), z.null()]).optional(),
  to: z.union([z.iso.datetime({ offset: true }), z.null()]).optional(),
});

export type AuditFilter = z.output<typeof auditFilter>;
export type AuditReport = z.output<typeof auditReport>;
