import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import { AnalyticalStore } from '../store/analytical-store';
import type { UseCase } from './use-case';
import type { Values } from './use-case-parameters';
import { planUseCase, type UseCaseRecord } from './use-case-plan';

/** Reads charges. Within an empty scope there is nothing to read and the engine is not asked. */
@Injectable()
export class UseCasesStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  async rows(
    useCase: UseCase,
    values: Values,
    scope: ChargeScope,
    signal?: AbortSignal,
  ): Promise<UseCaseRecord[]> {
    if (isEmpty(scope)) return [];
    const { sql, parameters } = planUseCase(useCase, values, scope);
    return this.analytical.query<UseCaseRecord>(sql, parameters, { signal });
  }
}
