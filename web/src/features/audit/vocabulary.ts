import type { AuditActorKind, AuditEvent, AuditOutcome } from '@/generated/graphql';

/** Every event with its name for people; a new one fails to compile here. */
export const EVENT_NAMES: Readonly<Record<AuditEvent, string>> = {
  SETUP: 'Installation set up',
  REGISTER: 'Registration',
  LOGIN: 'Sign-in',
  LOGOUT: 'Sign-out',
  LOGOUT_EVERYWHERE: 'Sign-out everywhere',
  REFRESH_REUSE: 'Spent token came back',
  PASSWORD_CHANGE: 'Password change',
  PASSWORD_RESET_REQUEST: 'Password reset asked for',
  PASSWORD_RESET: 'Password reset',
  EMAIL_CHANGE_REQUEST: 'Email change asked for',
  EMAIL_CHANGE: 'Email change',
  PROFILE_CHANGE: 'Profile change',
  SECOND_FACTOR_ADD: 'Second factor added',
  SECOND_FACTOR_REMOVE: 'Second factor removed',
  SECOND_FACTOR_CHECK: 'Second factor checked',
  RECOVERY_CODES_CREATE: 'Recovery codes made',
  RECOVERY_CODE_USE: 'Recovery code used',
  PASSKEY_ADD: 'Passkey added',
  PASSKEY_REMOVE: 'Passkey removed',
  IDENTITY_LINK: 'Identity linked',
  IDENTITY_UNLINK: 'Identity unlinked',
  API_KEY_CREATE: 'API key made',
  API_KEY_REVOKE: 'API key revoked',
  API_KEY_USE: 'API key used',
  SESSION_END: 'Session ended',
  SESSIONS_END: 'All sessions ended',
  USER_CREATE: 'User made',
  USER_CHANGE: 'User changed',
  USER_ROLE_CHANGE: 'Role changed',
  USER_DISABLE: 'User disabled',
  USER_RESTORE: 'User restored',
  USER_DELETE: 'User deleted',
  COST_SCOPE_GRANT: 'Costs granted',
  COST_SCOPE_REVOKE: 'Grant of costs taken back',
  BILLING_PERIOD_DELETE: 'Billing periods deleted',
  EXCHANGE_RATES_IMPORT: 'Exchange rates imported',
  EXCHANGE_RATES_DELETE: 'Exchange rates deleted',
  SOURCE_CREATE: 'Source of bills made',
  SOURCE_CHANGE: 'Source of bills changed',
  SOURCE_DELETE: 'Source of bills deleted',
  ACCESS_DENIED: 'Access denied',
  THROTTLED: 'Too many attempts',
};

export const OUTCOME_NAMES: Readonly<Record<AuditOutcome, string>> = {
  SUCCESS: 'Done',
  FAILURE: 'Refused',
};

/** Who acted, where no account is named. */
export const ACTOR_NAMES: Readonly<Record<AuditActorKind, string>> = {
  USER: 'an account that is gone',
  SERVICE: 'the platform or its operator',
  SYSTEM: 'a job of the platform',
  ANONYMOUS: 'somebody who was not signed in',
};
