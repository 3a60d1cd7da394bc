import { Injectable } from '@nestjs/common';
import { type ChargeScope, isEmpty } from '../access/charge-scope';
import type { Key } from '../costs/charge-query';
import { compile, grouped } from '../costs/compile';
import { conditionOf, periodOf, timeOf } from '../costs/cost-planner';
import type { CostFilter, Days } from '../costs/cost-question';
import type { PeriodBasis } from '../generated/graphql';
import { AnalyticalStore } from '../store/analytical-store';
import { Bindings } from '../store/bindings';

/** What a charge's rate depends on. */
const KEYS: Readonly<Record<keyof ConversionDay, Key>> = {
  currency: { kind: 'currency' },
  day: { kind: 'bucket', time: 'ChargePeriodStart', length: 'DAY', fiscalYearStart: 1 },
};

/** Which charges are converted. */
export interface DaysQuestion {
  readonly periods: readonly Days[];
  readonly basis: PeriodBasis;
  readonly filter: readonly CostFilter[];
}

export interface ConversionDay {
  readonly currency: string;
  readonly day: string;
}

/** Reads on which days there are charges in which currencies. */
@Injectable()
export class ConversionDaysStore {
  constructor(private readonly analytical: AnalyticalStore) {}

  /** In the order of currencies and days, at most `limit`. */
  async find(
    { periods, basis, filter }: DaysQuestion,
    scope: ChargeScope,
    limit: number,
    signal?: AbortSignal,
  ): Promise<ConversionDay[]> {
    if (isEmpty(scope)) return [];
    const bindings = new Bindings();
    const parts = periods.map((period) =>
      grouped(
        compile(
          {
            scope,
            period: periodOf(timeOf(basis), period),
            conditions: filter.map(conditionOf),
            keys: KEYS,
            measures: {},
          },
          bindings,
        ),
      ),
    );
    const { sql, parameters } = bindings.statement(
      `SELECT DISTINCT currency, day FROM (${parts.join(' UNION ALL ')}) ORDER BY currency, day LIMIT ${limit}`,
    );
    return this.analytical.query<ConversionDay>(sql, parameters, { signal });
  }
}
