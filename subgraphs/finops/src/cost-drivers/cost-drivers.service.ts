import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { Conversions } from '../conversion/conversions.service';
import type { CostDriversInput, CostDriversResult } from '../generated/graphql';
import { CostDriversStore } from './cost-drivers.store';
import { changesOf, type Explanation } from './drivers-answer';
import { driversQuestion } from './drivers-question';

@Injectable()
export class CostDriversService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: CostDriversStore,
    private readonly conversions: Conversions,
  ) {}

  async drivers(
    viewer: Viewer,
    input: CostDriversInput,
    signal?: AbortSignal,
  ): Promise<CostDriversResult> {
    const scope = await this.access.scopeFor(viewer);
    const question = driversQuestion(input);
    const { metric, period, base, dimensions } = question;
    const asked = { ...question, periods: [period, base] };
    const rates = await this.conversions.gridFor(asked, scope, signal);
    // One after another: a single question must not take every session of the engine.
    const explanations: Explanation[] = [];
    for (const term of dimensions) {
      const records = await this.store.drivers(question, term, scope, rates, signal);
      explanations.push({ term, records });
    }
    return {
      metric,
      ...period,
      baseFrom: base.from,
      baseTo: base.to,
      conversion: rates?.stated ?? null,
      changes: changesOf(explanations),
    };
  }
}
