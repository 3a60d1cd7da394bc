import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import { AnalyticalStore } from '../store/analytical-store';
import type { Statement } from '../store/bindings';
import { type CostRecord, planCosts } from './cost-planner';
import type { CostQuestion, ValuesQuestion } from './cost-question';
import { planDimensionValues, planTagKeys, type ValueRecord } from './values-planner';

/** Reads charges. Within an empty scope there is nothing to read and the engine is not asked. */
@Injectable()
export class CostsStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  costs(
    question: CostQuestion,
    scope: ChargeScope,
    rates: RateGrid | null,
    signal?: AbortSignal,
  ): Promise<CostRecord[]> {
    return this.read(scope, () => planCosts(question, scope, rates), signal);
  }

  dimensionValues(question: ValuesQuestion, scope: ChargeScope): Promise<ValueRecord[]> {
    return this.read(scope, () => planDimensionValues(question, scope));
  }

  tagKeys(first: number, scope: ChargeScope): Promise<ValueRecord[]> {
    return this.read(scope, () => planTagKeys(first, scope));
  }

  private async read<Row extends object>(
    scope: ChargeScope,
    plan: () => Statement,
    signal?: AbortSignal,
  ): Promise<Row[]> {
    if (isEmpty(scope)) return [];
    const { sql, parameters } = plan();
    return this.analytical.query<Row>(sql, parameters, { signal });
  }
}
