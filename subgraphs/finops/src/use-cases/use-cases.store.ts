import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';
import type { UseCase } from './use-case';
import type { Values } from './use-case-parameters';
import { planUseCase, type UseCaseRecord } from './use-case-plan';

/** Reads charges. Without batches there is nothing to read and the engine is not asked. */
@Injectable()
export class UseCasesStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  async rows(
    useCase: UseCase,
    values: Values,
    batches: readonly string[],
  ): Promise<UseCaseRecord[]> {
    if (batches.length === 0) return [];
    const { sql, parameters } = planUseCase(useCase, values, batches);
    return this.analytical.query<UseCaseRecord>(sql, parameters);
  }
}
