import { AppError } from '@ai-finops/service-kit/errors';
import { denied, may } from '@ai-finops/service-kit/permissions';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { type ChargeScope, type CostGrant, isUnrestricted } from './charge-scope';
import { CostScopesStore } from './cost-scopes.store';
import { LiveBatches } from './live-batches.store';

/** What a user without any grant may read and import: nothing, or everything. */
export const DEFAULT_COST_ACCESS = Symbol('DEFAULT_COST_ACCESS');

/**
 * Who may see and import which costs. Administrators see all; others what their grants say, or what
 * DEFAULT_COST_ACCESS says for those without any. Read anew for each question, so that a grant and its
 * end hold from the next one on.
 */
@Injectable()
export class CostAccess {
  constructor(
    private readonly liveBatches: LiveBatches,
    private readonly scopes: CostScopesStore,
    @Inject(DEFAULT_COST_ACCESS) private readonly fallback: 'none' | 'all',
  ) {}

  /** The charges that the viewer may read. Error FORBIDDEN for a viewer who may see none at all. */
  async scopeFor(viewer: Viewer): Promise<ChargeScope> {
    const [live, grants] = await Promise.all([this.liveBatches.find(), this.requireGrants(viewer)]);
    return { ...live, grants };
  }

  /**
   * What `ask` finds in the charges that the viewer may read. It may be asked twice, see {@link LiveBatches.within}:
   * it only reads. Error FORBIDDEN for a viewer who may see none at all.
   */
  async within<Answer>(
    viewer: Viewer,
    ask: (scope: ChargeScope) => Promise<Answer>,
  ): Promise<Answer> {
    const grants = await this.requireGrants(viewer);
    return this.liveBatches.within((live) => ask({ ...live, grants }));
  }

  /**
   * To be asked after charges were read over a long time: error QUERY_TIMEOUT when some of the scope may
   * have been dropped before, so that nobody takes what is left for all of them.
   */
  async requireWhole({ batches }: ChargeScope): Promise<void> {
    if (await this.liveBatches.areWhole(batches)) return;
    throw new AppError(
      'QUERY_TIMEOUT',
      'The costs were replaced by newer ones while they were read; ask again.',
    );
  }

  /** Refuses with FORBIDDEN a viewer who may not see every cost: bills and imports are about all of them. */
  async requireAll(viewer: Viewer): Promise<void> {
    if (!(await this.seesAll(viewer))) {
      const denial = { actor: viewer, permission: 'costs:all' };
      throw denied(denial, 'This needs the right to see every cost.');
    }
  }

  /** True when the viewer may see every cost, and so what was imported. */
  async seesAll(viewer: Viewer): Promise<boolean> {
    return (await this.grantsOf(viewer)) === null;
  }

  private async requireGrants(viewer: Viewer): Promise<readonly CostGrant[] | null> {
    const grants = await this.grantsOf(viewer);
    if (grants?.length !== 0) return grants;
    throw denied({ actor: viewer, permission: 'costs:granted' }, 'You have no right to see costs.');
  }

  /** Null for everything. */
  private async grantsOf(viewer: Viewer): Promise<readonly CostGrant[] | null> {
    if (may(viewer, 'costs:all')) return null;
    if (!may(viewer, 'costs:granted')) return [];
    const grants = await this.scopes.grantsOf(viewer.id);
    if (grants.length === 0) return this.fallback === 'all' ? null : [];
    return grants.some(isUnrestricted) ? null : grants;
  }
}
