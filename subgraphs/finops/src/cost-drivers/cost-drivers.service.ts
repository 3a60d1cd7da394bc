import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import type { CostDriversInput, CostDriversResult } from '../generated/graphql';
import { CostDriversStore } from './cost-drivers.store';
import { changesOf } from './drivers-answer';
import { driversQuestion } from './drivers-question';

@Injectable()
export class CostDriversService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: CostDriversStore,
  ) {}

  async drivers(viewer: Viewer, input: CostDriversInput): Promise<CostDriversResult> {
    const scope = await this.access.scopeFor(viewer);
    const question = driversQuestion(input);
    const { metric, period, base, dimensions } = question;
    const explanations = await Promise.all(
      dimensions.map(async (term) => ({
        term,
        records: await this.store.drivers(question, term, scope),
      })),
    );
    return {
      metric,
      ...period,
      baseFrom: base.from,
      baseTo: base.to,
      changes: changesOf(explanations),
    };
  }
}
