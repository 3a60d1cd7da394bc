import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import type { Term } from '../costs/dimensions';
import { AnalyticalStore } from '../store/analytical-store';
import { type DriverRecord, planDrivers } from './drivers-planner';
import type { DriversQuestion } from './drivers-question';

/** Reads charges. Within an empty scope there is nothing to read and the engine is not asked. */
@Injectable()
export class CostDriversStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** By currency, those that changed most first, the others last. */
  async drivers(
    question: DriversQuestion,
    term: Term,
    scope: ChargeScope,
    rates: RateGrid | null,
    signal?: AbortSignal,
  ): Promise<DriverRecord[]> {
    if (isEmpty(scope)) return [];
    const { sql, parameters, settings = {} } = planDrivers(question, term, { scope, rates });
    return this.analytical.query<DriverRecord>(sql, parameters, { signal, settings });
  }
}
