import type { AuditDetails, AuditEvent, AuditOutcome } from '@ai-finops/service-kit/audit-events';
import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { isId } from '@ai-finops/service-kit/identifiers';
import { currentOrigin } from '@ai-finops/service-kit/request-origin';
import { Injectable } from '@nestjs/common';
import { type Actor, requirePermission, requireService, SERVICE } from '../access/permissions';
import { AuditStore, type Transaction } from './audit.store';
import { type AuditView, auditView } from './audit-entry';
import type { AuditFilter, AuditReport } from './audit-input';

/** Something that this service did. Its origin is the request's, where it is not given. */
export interface Happening {
  readonly event: AuditEvent;
  readonly outcome?: AuditOutcome;
  /** Null for nobody who is signed in. */
  readonly actor: Actor | null;
  readonly subjectId?: string | null;
  readonly ipAddress?: string | null;
  readonly userAgent?: string | null;
  readonly details?: AuditDetails;
}

const DAY_MS = 86_400_000;

@Injectable()
export class AuditService {
  constructor(private readonly store: AuditStore) {}

  /** Records a change in the transaction that makes it: neither is there without the other. */
  async record(tx: Transaction, happening: Happening): Promise<void> {
    await this.store.insert(tx, recordOf(happening));
  }

  /** Records what is no change, such as a refusal. */
  async note(happening: Happening): Promise<void> {
    await this.store.insertAlone(recordOf(happening));
  }

  /** Records what another service reports. */
  async report(actor: Actor, report: AuditReport): Promise<void> {
    requireService(actor);
    const actorKind = report.actorId ? 'USER' : 'ANONYMOUS';
    const requestId = report.requestId ?? currentOrigin()?.requestId;
    await this.store.insertAlone({ ...report, actorKind, requestId });
  }

  /** Removes entries older than so many days; answers how many. */
  async removeOlderThan(actor: Actor, days: number): Promise<number> {
    requireService(actor);
    return this.store.removeBefore(new Date(Date.now() - days * DAY_MS));
  }

  async page(
    actor: Actor,
    first: number,
    after: string | null | undefined,
    filter: AuditFilter,
  ): Promise<Connection<AuditView>> {
    requirePermission(actor, 'audit:read');
    const page = pageFrom(first, after);
    const { actorId, subjectId, events, outcome, from, to } = filter;
    const impossible = [actorId, subjectId].some((id) => id != null && !isId(id));
    const rows = impossible
      ? []
      : await this.store.findPage(
          {
            actorId: actorId ?? undefined,
            subjectId: subjectId ?? undefined,
            events: events ?? undefined,
            outcome: outcome ?? undefined,
            from: from ? new Date(from) : undefined,
            to: to ? new Date(to) : undefined,
          },
          page,
        );
    const views = rows.map(auditView).filter((view) => view !== null);
    return toConnection(views, page, ({ createdAt, id }) => [createdAt, id]);
  }
}

function recordOf(happening: Happening) {
  const { event, outcome = 'SUCCESS', actor, subjectId, ipAddress, userAgent, details } = happening;
  const origin = currentOrigin();
  return {
    event,
    outcome,
    actorKind:
      actor === SERVICE ? ('SERVICE' as const) : actor ? ('USER' as const) : ('ANONYMOUS' as const),
    actorId: actor === SERVICE ? null : actor?.id,
    subjectId,
    ipAddress: ipAddress === undefined ? origin?.client.ip : ipAddress,
    userAgent: userAgent === undefined ? origin?.client.userAgent : userAgent,
    requestId: origin?.requestId,
    details,
  };
}
