import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import { AnalyticalStore } from '../store/analytical-store';
import { type KpiRecord, planKpis } from './kpi-planner';
import type { KpiQuestion } from './kpi-question';

/** Reads charges. Within an empty scope there is nothing to read and the engine is not asked. */
@Injectable()
export class KpisStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  async rows(
    question: KpiQuestion,
    scope: ChargeScope,
    rates: RateGrid | null,
    signal?: AbortSignal,
  ): Promise<KpiRecord[]> {
    if (isEmpty(scope)) return [];
    const { sql, parameters, settings = {} } = planKpis(question, scope, rates);
    return this.analytical.query<KpiRecord>(sql, parameters, { signal, settings });
  }
}
