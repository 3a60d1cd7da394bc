import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import { AnalyticalStore } from '../store/analytical-store';
import type { Statement } from '../store/bindings';
import { type CostRecord, planCosts } from './cost-planner';
import type { CostQuestion, ValuesQuestion } from './cost-question';
import { KeptAnswers } from './kept-answers';
import { planDimensionValues, planTagKeys, type ValueRecord } from './values-planner';

/** Reads charges. Within an empty scope there is nothing to read and the engine is not asked. */
@Injectable()
export class CostsStore {
  readonly #kept = new KeptAnswers();

  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of the answer; at most one row more than an answer may have. */
  costs(
    question: CostQuestion,
    scope: ChargeScope,
    rates: RateGrid | null,
  ): Promise<readonly CostRecord[]> {
    return this.read(scope, () => planCosts(question, scope, rates));
  }

  /** The same for one who may give up, and reads more than is worth keeping. */
  async costsOnce(
    question: CostQuestion,
    scope: ChargeScope,
    rates: RateGrid | null,
    signal?: AbortSignal,
  ): Promise<CostRecord[]> {
    if (isEmpty(scope)) return [];
    return this.ask<CostRecord>(planCosts(question, scope, rates), signal);
  }

  dimensionValues(question: ValuesQuestion, scope: ChargeScope): Promise<readonly ValueRecord[]> {
    return this.read(scope, () => planDimensionValues(question, scope));
  }

  tagKeys(first: number, scope: ChargeScope): Promise<readonly ValueRecord[]> {
    return this.read(scope, () => planTagKeys(first, scope));
  }

  private async read<Row extends object>(
    scope: ChargeScope,
    plan: () => Statement,
  ): Promise<readonly Row[]> {
    if (isEmpty(scope)) return [];
    const statement = plan();
    return this.#kept.rows(statement, () => this.ask<Row>(statement));
  }

  private ask<Row extends object>(
    { sql, parameters, settings = {} }: Statement,
    signal?: AbortSignal,
  ): Promise<Row[]> {
    return this.analytical.query<Row>(sql, parameters, { signal, settings });
  }
}
