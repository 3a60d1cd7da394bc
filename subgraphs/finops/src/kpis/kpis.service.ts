import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { Conversions } from '../conversion/conversions.service';
import type { KpisInput, KpisResult } from '../generated/graphql';
import { kpiRows } from './kpi-answer';
import { MOST_KPI_ROWS } from './kpi-planner';
import { kpiQuestion } from './kpi-question';
import { KpisStore } from './kpis.store';

@Injectable()
export class KpisService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: KpisStore,
    private readonly conversions: Conversions,
  ) {}

  async kpis(viewer: Viewer, input: KpisInput, signal?: AbortSignal): Promise<KpisResult> {
    const scope = await this.access.scopeFor(viewer);
    const question = kpiQuestion(input);
    const { period, basis } = question;
    const rates = await this.conversions.gridFor({ ...question, periods: [period] }, scope, signal);
    const records = await this.store.rows(question, scope, rates, signal);
    if (records.length > MOST_KPI_ROWS) {
      throw new AppError(
        'RESULT_TOO_LARGE',
        `The answer has more than ${MOST_KPI_ROWS} rows: narrow the period or filter.`,
        { limit: MOST_KPI_ROWS },
      );
    }
    return {
      ...period,
      basis,
      conversion: rates?.stated ?? null,
      rows: kpiRows(records, question),
    };
  }
}
