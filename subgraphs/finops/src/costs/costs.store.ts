import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';
import type { Statement } from './charge-query';
import {
  type CostRecord,
  planCosts,
  planDimensionValues,
  planTagKeys,
  type ValueRecord,
} from './cost-planner';
import type { CostQuestion, ValuesQuestion } from './cost-question';

/** Reads charges. Without batches there is nothing to read and the engine is not asked. */
@Injectable()
export class CostsStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  costs(question: CostQuestion, batches: readonly string[]): Promise<CostRecord[]> {
    return this.read(batches, () => planCosts(question, batches));
  }

  dimensionValues(question: ValuesQuestion, batches: readonly string[]): Promise<ValueRecord[]> {
    return this.read(batches, () => planDimensionValues(question, batches));
  }

  tagKeys(first: number, batches: readonly string[]): Promise<ValueRecord[]> {
    return this.read(batches, () => planTagKeys(first, batches));
  }

  private async read<Row extends object>(
    batches: readonly string[],
    plan: () => Statement,
  ): Promise<Row[]> {
    if (batches.length === 0) return [];
    const { sql, parameters } = plan();
    return this.analytical.query<Row>(sql, parameters);
  }
}
