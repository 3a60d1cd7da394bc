import { type ConversionQuestion, conversionQuestion } from '../conversion/conversion';
import { comparedPeriod } from '../costs/comparison';
import { type CostFilter, type Days, daysOf, filterOf, termOf } from '../costs/cost-question';
import type { Term } from '../costs/dimensions';
import { refuse } from '../costs/refusal';
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
  /** Null where amounts stay in the currencies of their charges. */
  readonly convertTo: ConversionQuestion | null;
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
    convertTo: conversionQuestion(input.currency, input.rates),
    period,
    base: basePeriod ? daysOf(basePeriod, 'basePeriod') : comparedPeriod(period, compareWith),
    filter: filter.map((condition, index) => filterOf(condition, `filter.${index}`)),
    dimensions: terms.length > 0 ? terms : CANDIDATES,
  };
}
