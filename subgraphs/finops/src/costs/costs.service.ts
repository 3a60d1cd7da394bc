import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import type {
  CostResult,
  CostsInput,
  DimensionValue,
  QueryDimensionValuesArgs,
} from '../generated/graphql';
import { costRows, dimensionValues, totalsOf } from './cost-answer';
import { costLink } from './cost-link';
import { MOST_ROWS } from './cost-planner';
import { costQuestion, firstOf, valuesQuestion } from './cost-question';
import { CostsStore } from './costs.store';

@Injectable()
export class CostsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: CostsStore,
  ) {}

  async costs(viewer: Viewer, input: CostsInput): Promise<CostResult> {
    const scope = await this.access.scopeFor(viewer);
    const question = costQuestion(input);
    const records = await this.store.costs(question, scope);
    if (records.length > MOST_ROWS) {
      throw new AppError(
        'RESULT_TOO_LARGE',
        `The answer has more than ${MOST_ROWS} rows: narrow the period, filter, or ask for the top.`,
        { limit: MOST_ROWS },
      );
    }
    const { metric, period, granularity, groupBy } = question;
    return {
      metric,
      ...period,
      granularity,
      rows: costRows(records, groupBy),
      totals: totalsOf(records),
      link: costLink(question),
    };
  }

  async dimensionValues(viewer: Viewer, args: QueryDimensionValuesArgs): Promise<DimensionValue[]> {
    const scope = await this.access.scopeFor(viewer);
    return dimensionValues(await this.store.dimensionValues(valuesQuestion(args), scope));
  }

  async tagKeys(viewer: Viewer, first?: number): Promise<DimensionValue[]> {
    const scope = await this.access.scopeFor(viewer);
    return dimensionValues(await this.store.tagKeys(firstOf(first), scope));
  }
}
