/**
 * Everything that the audit log records, with what it means. A closed list: an entry of any other kind is
 * refused. A new kind goes here and into the enum `AuditEvent` of accounts' audit.graphql.
 */
export const AUDIT_EVENTS = {
  SETUP: 'The first SUPER_ADMIN of the installation was made.',
  REGISTER: 'Somebody registered an account.',
  LOGIN: 'Somebody signed in, or tried to.',
  LOGOUT: 'Somebody ended their session.',
  LOGOUT_EVERYWHERE: 'Somebody ended all their sessions.',
  REFRESH_REUSE: 'A spent refresh token came back; its session ended.',
  PASSWORD_CHANGE: 'A password was changed by its owner, or it was tried.',
  PASSWORD_RESET_REQUEST: 'A link to reset a password was asked for.',
  PASSWORD_RESET: 'A password was reset, or it was tried.',
  EMAIL_CHANGE_REQUEST: 'A change of address was asked for.',
  EMAIL_CHANGE: 'An address was changed.',
  PROFILE_CHANGE: 'Somebody changed their own profile.',
  SECOND_FACTOR_ADD: 'A second factor was added.',
  SECOND_FACTOR_REMOVE: 'A second factor was removed.',
  SECOND_FACTOR_CHECK: 'A second factor was checked.',
  RECOVERY_CODES_CREATE: 'Recovery codes were made.',
  RECOVERY_CODE_USE: 'A recovery code was used, or it was tried.',
  PASSKEY_ADD: 'A passkey was added.',
  PASSKEY_REMOVE: 'A passkey was removed.',
  IDENTITY_LINK: 'An account was linked to an OpenID Connect identity.',
  IDENTITY_UNLINK: 'An account was unlinked from an OpenID Connect identity.',
  API_KEY_CREATE: 'An API key was made.',
  API_KEY_REVOKE: 'An API key was revoked.',
  API_KEY_USE: 'An API key was used (once an hour for each), or was refused.',
  SESSION_END: 'A session was ended by its owner or an administrator.',
  SESSIONS_END: 'All sessions of an account were ended by an administrator or a service.',
  USER_CREATE: 'An account was made by an administrator or a service.',
  USER_CHANGE: 'An account was changed by an administrator or a service.',
  USER_ROLE_CHANGE: 'An account was given another role.',
  USER_DISABLE: 'An account was disabled.',
  USER_RESTORE: 'An account was enabled again, or a deleted one restored.',
  USER_DELETE: 'An account was deleted (softly).',
  COST_SCOPE_GRANT: 'An account was granted costs by an administrator.',
  COST_SCOPE_REVOKE: 'A grant of costs was taken back by an administrator.',
  BILLING_PERIOD_DELETE: 'Billing periods were deleted by an administrator.',
  EXCHANGE_RATES_IMPORT: 'Exchange rates were imported.',
  EXCHANGE_RATES_DELETE: 'The exchange rates of a source were deleted.',
  SOURCE_CREATE: 'A source of bills was made by an administrator.',
  SOURCE_CHANGE: 'A source of bills was changed by an administrator.',
  SOURCE_DELETE: 'A source of bills was deleted by an administrator.',
  ACCESS_DENIED: 'Somebody asked for what they may not do.',
  THROTTLED:
    'Attempts were refused because there were too many (once for each limit and its window).',
} as const;

export type AuditEvent = keyof typeof AUDIT_EVENTS;

/** Those that finops reports; all others are of accounts and auth. */
export const COST_AUDIT_EVENTS = [
  'COST_SCOPE_GRANT',
  'COST_SCOPE_REVOKE',
  'BILLING_PERIOD_DELETE',
  'EXCHANGE_RATES_IMPORT',
  'EXCHANGE_RATES_DELETE',
  'SOURCE_CREATE',
  'SOURCE_CHANGE',
  'SOURCE_DELETE',
] as const satisfies readonly AuditEvent[];

export const AUDIT_OUTCOMES = ['SUCCESS', 'FAILURE'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** Facts beside an entry, such as `{ role: 'ADMIN' }`. Never a secret: keys that name one are refused. */
export type AuditDetails = Readonly<Record<string, string | number | boolean>>;

/** What another service tells accounts to record. Whatever is unknown is left out. */
export interface AuditReport {
  readonly event: AuditEvent;
  readonly outcome: AuditOutcome;
  /** Who did it: the id of an account; nobody when anonymous. */
  readonly actorId?: string | null;
  /** Whose account it was about. */
  readonly subjectId?: string | null;
  readonly ipAddress?: string | null;
  readonly userAgent?: string | null;
  readonly requestId?: string | null;
  readonly details?: AuditDetails;
}

export const AUDIT_EVENT_NAMES = Object.keys(AUDIT_EVENTS) as AuditEvent[];

export const isAuditEvent = (text: string): text is AuditEvent => Object.hasOwn(AUDIT_EVENTS, text);
