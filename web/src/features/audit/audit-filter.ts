import type { AuditEvent, AuditFilter, AuditOutcome } from '@/generated/graphql';
import { addDays, isDay } from '@/lib/calendar';
import { namesOf } from '@/lib/names-of';
import { address, choice, param, type SearchParams } from '@/lib/search-params';
import { EVENT_NAMES, OUTCOME_NAMES } from './vocabulary';

export const AUDIT_PAGE = '/admin/audit';

/** What an address asks of the log, as people see it: days in UTC, both included. */
export interface AuditView {
  readonly event?: AuditEvent | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** Id of the account that did it. */
  readonly actor?: string | undefined;
  /** Id of the account that it was about. */
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const dayOf = (params: SearchParams, name: string): string | undefined => {
  const day = param(params, name);
  return day !== undefined && isDay(day) ? day : undefined;
};

/** What makes no sense counts as absent. */
export function auditViewOf(params: SearchParams): AuditView {
  return {
    event: choice(params, 'event', namesOf(EVENT_NAMES)),
    outcome: choice(params, 'outcome', namesOf(OUTCOME_NAMES)),
    actor: param(params, 'actor'),
    subject: param(params, 'subject'),
    from: dayOf(params, 'from'),
    to: dayOf(params, 'to'),
  };
}

const startOf = (day: string): string => `${day}T00:00:00Z`;

export function auditFilterOf({
  event,
  outcome,
  actor,
  subject,
  from,
  to,
}: AuditView): AuditFilter {
  return {
    actorId: actor ?? null,
    subjectId: subject ?? null,
    events: event ? [event] : null,
    outcome: outcome ?? null,
    from: from ? startOf(from) : null,
    to: to ? startOf(addDays(to, 1)) : null,
  };
}

export const auditAddress = (view: AuditView, after?: string | null): string =>
  address(AUDIT_PAGE, { ...view, after });
