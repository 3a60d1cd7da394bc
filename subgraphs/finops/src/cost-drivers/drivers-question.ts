import { comparedPeriod } from '../costs/comparison';
import {
  type CostFilter,
  type Days,
  daysOf,
  filterOf,
  refuse,
  termOf,
} from '../costs/cost-question';
import type { Term } from '../costs/dimensions';
import type { CostDriversInput, CostMetric, PeriodBasis } from '../generated/graphql';

/** A question for drivers whose every part has been checked. */
export interface DriversQuestion {
  readonly metric: CostMetric;
  readonly period: Days;
  readonly base: Days;
  readonly basis: PeriodBasis;
  readonly filter: readonly CostFilter[];
  readonly dimensions: readonly Term[];
  readonly top: number;
}

const CANDIDATES: readonly Term[] = (
  [
    'SERVICE_PROVIDER_NAME',
    'SERVICE_NAME',
    'SUB_ACCOUNT_ID',
    'REGION_ID',
    'CHARGE_CATEGORY',
    'SKU_ID',
  ] as const
).map((dimension) => ({ dimension, tagKey: null }));

const MOST_DIMENSIONS = 10;
const MOST_DRIVERS = 100;

/** Error VALIDATION_FAILED names the first field at fault. */
export function driversQuestion(input: CostDriversInput): DriversQuestion {
  const { metric = 'EFFECTIVE_COST', basis = 'CHARGE_PERIOD', filter = [], top = 10 } = input;
  const { compareWith = 'PREVIOUS_PERIOD', basePeriod = null, dimensions = [] } = input;
  const period = daysOf(input.period);
  if (dimensions.length > MOST_DIMENSIONS) {
    refuse('dimensions', `takes at most ${MOST_DIMENSIONS} dimensions`);
  }
  if (top < 1 || top > MOST_DRIVERS) refuse('top', `must be 1 to ${MOST_DRIVERS}`);
  const terms = dimensions.map(({ dimension, tagKey }, index) =>
    termOf(dimension, tagKey, `dimensions.${index}.tagKey`),
  );
  return {
    metric,
    basis,
    top,
    period,
    base: basePeriod ? daysOf(basePeriod, 'basePeriod') : comparedPeriod(period, compareWith),
    filter: filter.map((condition, index) => filterOf(condition, `filter.${index}`)),
    dimensions: terms.length > 0 ? terms : CANDIDATES,
  };
}
