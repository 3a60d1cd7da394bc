import { AppError } from '@ai-finops/service-kit/errors';
import { atLeast, type Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { LiveBatches } from './live-batches.store';

/** What a user without any grant may read and import: nothing, or everything. */
export const DEFAULT_COST_ACCESS = Symbol('DEFAULT_COST_ACCESS');

/**
 * Who may see and import which costs. Rights are given as batches, the unit in which charges appear
 * and disappear: every question over charges names the batches that its viewer may read.
 */
@Injectable()
export class CostAccess {
  constructor(
    private readonly liveBatches: LiveBatches,
    @Inject(DEFAULT_COST_ACCESS) private readonly fallback: 'none' | 'all',
  ) {}

  /** Refuses with FORBIDDEN a viewer who may see no costs at all. */
  require(viewer: Viewer): void {
    if (!this.allows(viewer)) {
      throw new AppError('FORBIDDEN', 'You have no right to see or import costs.');
    }
  }

  /** Ids of the live batches that the viewer may read; empty when none (never an error). */
  async batchesFor(viewer: Viewer): Promise<string[]> {
    return this.allows(viewer) ? this.liveBatches.ids() : [];
  }

  /** True when the viewer may see costs and what was imported. */
  allows(viewer: Viewer): boolean {
    return atLeast(viewer.role, 'ADMIN') || this.fallback === 'all';
  }
}
