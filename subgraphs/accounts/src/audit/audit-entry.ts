import { isIP } from 'node:net';
import {
  type AuditDetails,
  type AuditEvent,
  type AuditOutcome,
  isAuditEvent,
} from '@ai-finops/service-kit/audit-events';
import { isId } from '@ai-finops/service-kit/identifiers';

export const ACTOR_KINDS = ['USER', 'SERVICE', 'SYSTEM', 'ANONYMOUS'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** An entry before it is written: as it came, to be cleaned. */
export interface AuditRecord {
  readonly event: AuditEvent;
  readonly outcome: AuditOutcome;
  readonly actorKind: ActorKind;
  readonly actorId?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  readonly requestId?: string | null | undefined;
  readonly details?: AuditDetails | undefined;
}

export interface AuditRow {
  readonly id: string;
  readonly created_at: Date;
  readonly event: string;
  readonly outcome: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly subject_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly details: unknown;
}

/** An entry as GraphQL shows it; accounts are resolved from their ids. */
export interface AuditView {
  readonly id: string;
  readonly createdAt: string;
  readonly event: AuditEvent;
  readonly outcome: AuditOutcome;
  readonly actorKind: ActorKind;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly details: { readonly name: string; readonly value: string }[];
}

const MAX_TEXT = 512;
const MAX_DETAIL = 200;

/** Control and format characters (line ends, escapes of terminals, marks that turn the direction round). */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What secrets of ours look like: JWTs, bcrypt hashes, tokens and digests of 128 bits and more. */
const SECRET_VALUE =
  /eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|\$2[aby]\$\d\d\$\S+|(?<![\w-])[\w-]{40,}(?![\w-])/g;

/**
 * A text that can be read line by line and shown anywhere: no character that starts a line or steers a
 * terminal, no secret, of bounded length. Null for nothing.
 */
export function auditText(text: string | null | undefined, most = MAX_TEXT): string | null {
  if (!text) return null;
  return text
    .toWellFormed()
    .replace(UNSAFE, '\uFFFD')
    .replace(SECRET_VALUE, '[redacted]')
    .slice(0, most)
    .toWellFormed();
}

const idOrNull = (id: string | null | undefined): string | null => (id && isId(id) ? id : null);

/** The columns of a new entry, clean. */
export function auditColumns(record: AuditRecord) {
  const address = record.ipAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  const facts = Object.entries(record.details ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? (auditText(value, MAX_DETAIL) ?? '') : value,
  ]);
  return {
    event: record.event,
    outcome: record.outcome,
    actor_kind: record.actorKind,
    actor_id: idOrNull(record.actorId),
    subject_id: idOrNull(record.subjectId),
    ip_address: isIP(address) ? address : null,
    user_agent: auditText(record.userAgent),
    request_id: auditText(record.requestId, 64),
    ...(facts.length > 0 ? { details: Object.fromEntries(facts) as AuditDetails } : {}),
  };
}

/** Null for a row of an event that this version does not know. */
export function auditView(row: AuditRow): AuditView | null {
  const { event } = row;
  if (!isAuditEvent(event)) return null;
  const facts = row.details && typeof row.details === 'object' ? Object.entries(row.details) : [];
  return {
    id: row.id,
    createdAt: row.created_at.toISOString(),
    event,
    outcome: row.outcome === 'SUCCESS' ? 'SUCCESS' : 'FAILURE',
    actorKind: ACTOR_KINDS.find((kind) => kind === row.actor_kind) ?? 'ANONYMOUS',
    actorId: row.actor_id,
    subjectId: row.subject_id,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    requestId: row.request_id,
    details: facts
      .map(([name, value]) => ({ name, value: String(value) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
