import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import { parseInput } from '@ai-finops/service-kit/input';
import { may, requirePermission } from '@ai-finops/service-kit/permissions';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { isUnrestricted } from './charge-scope';
import { type CostAuditReport, CostAuditTrail } from './cost-audit-trail';
import { type CostScopeRow, CostScopesStore } from './cost-scopes.store';

/** More of it is not kept by the audit log. */
const MAX_PART = 200;

const text = z.string().min(1).max(1024).refine(isStorable, NOT_STORABLE);
const texts = z.array(text).max(1000).default([]);

const grantRequest = z
  .object({
    userId: z.string().refine(isId, 'is no id of a user'),
    everything: z.boolean().default(false),
    billingAccountIds: texts,
    subAccountIds: texts,
    providers: texts,
    services: texts,
    tags: z
      .array(z.object({ key: text, values: z.array(text).min(1).max(1000) }))
      .max(20)
      .default([]),
  })
  .refine(({ userId: _, everything, ...grant }) => everything === isUnrestricted(grant), {
    path: ['everything'],
    message: 'must be true for a grant without any part, and left out beside parts',
  });

export type CostScopePage = Connection<CostScopeRow> & { readonly totalCount: number };

/** Grants of costs, given and taken by administrators. */
@Injectable()
export class CostScopesService {
  constructor(
    private readonly store: CostScopesStore,
    private readonly audit: CostAuditTrail,
  ) {}

  /** Not without its entry in the audit log. Errors FORBIDDEN, VALIDATION_FAILED, SERVICE_UNAVAILABLE. */
  async grant(viewer: Viewer, client: Client, input: unknown): Promise<CostScopeRow> {
    requirePermission(viewer, 'costs:grant');
    const { userId, everything: _, ...grant } = parseInput(grantRequest, input);
    return this.store.transaction(async (tx) => {
      const granted = await this.store.insert(tx, userId, viewer.id, grant);
      await this.audit.record(entryOf('COST_SCOPE_GRANT', viewer, client, granted));
      return granted;
    });
  }

  /** Not without its entry in the audit log. Errors FORBIDDEN, NOT_FOUND, SERVICE_UNAVAILABLE. */
  async revoke(viewer: Viewer, client: Client, id: string): Promise<CostScopeRow> {
    requirePermission(viewer, 'costs:grant');
    return this.store.transaction(async (tx) => {
      const revoked = isId(id) ? await this.store.delete(tx, id) : null;
      if (!revoked) throw new AppError('NOT_FOUND', 'There is no such grant.', { id });
      await this.audit.record(entryOf('COST_SCOPE_REVOKE', viewer, client, revoked));
      return revoked;
    });
  }

  /** Newest first: for administrators of the user asked for, or of everybody; for others their own. */
  async page(
    viewer: Viewer,
    userId: string | null | undefined,
    first: number,
    after?: string | null,
  ): Promise<CostScopePage> {
    const whose = userId ?? (may(viewer, 'costs:grant') ? null : viewer.id);
    if (whose !== viewer.id) requirePermission(viewer, 'costs:grant');
    const page = pageFrom(first, after);
    if (whose !== null && !isId(whose)) {
      return { ...toConnection<CostScopeRow>([], page, () => []), totalCount: 0 };
    }
    const [rows, totalCount] = await Promise.all([
      this.store.findPage(whose, page),
      this.store.count(whose),
    ]);
    const sortKey = ({ createdAt, id }: CostScopeRow) => [createdAt.toISOString(), id];
    return { ...toConnection(rows, page, sortKey), totalCount };
  }
}

/** Which grant, whose and of what; each part that restricts it, as far as an entry has room. */
function entryOf(
  event: CostAuditReport['event'],
  viewer: Viewer,
  { ip, userAgent }: Client,
  scope: CostScopeRow,
): CostAuditReport {
  const { billingAccountIds, subAccountIds, providers, services } = scope;
  const tags = scope.tags.map(({ key, values }) => `${key}=${values.join('|')}`);
  const parts = Object.entries({ billingAccountIds, subAccountIds, providers, services, tags })
    .filter(([, values]) => values.length > 0)
    .map(([part, values]) => [part, values.join(', ').slice(0, MAX_PART)] as const);
  return {
    event,
    outcome: 'SUCCESS',
    actorId: viewer.id,
    subjectId: scope.userId,
    ipAddress: ip,
    userAgent,
    details: {
      grant: scope.id,
      ...(parts.length > 0 ? Object.fromEntries(parts) : { everything: true }),
    },
  };
}
