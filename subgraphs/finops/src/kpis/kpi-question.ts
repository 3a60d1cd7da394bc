import { isStorable } from '@ai-finops/service-kit/storable';
import { type ConversionQuestion, conversionQuestion } from '../conversion/conversion';
import { type CostFilter, type Days, daysOf, filterOf, termOf } from '../costs/cost-question';
import type { Term } from '../costs/dimensions';
import { refuse } from '../costs/refusal';
import type { Kpi, KpisInput, PeriodBasis } from '../generated/graphql';
import { KPIS } from './kpi-catalogue';

/** A question for KPIs whose every part has been checked. */
export interface KpiQuestion {
  readonly kpis: readonly Kpi[];
  readonly period: Days;
  readonly basis: PeriodBasis;
  readonly groupBy: readonly Term[];
  readonly filter: readonly CostFilter[];
  readonly tagKey: string | null;
  readonly programTypes: readonly string[];
  /** Null where amounts stay in the currencies of their charges. */
  readonly convertTo: ConversionQuestion | null;
}

const MOST_GROUP_KEYS = 3;
const MOST_PROGRAMS = 20;
const NAMES = Object.keys(KPIS) as Kpi[];

/** Error VALIDATION_FAILED names the first field at fault. */
export function kpiQuestion(input: KpisInput): KpiQuestion {
  const { kpis = [], basis = 'CHARGE_PERIOD', groupBy = [], filter = [] } = input;
  const { programTypes = ['FlexibleSpendPlan', 'ResourceReservation'] } = input;
  const tagKey = input.tagKey || null;
  const without = kpis.find((kpi) => KPIS[kpi].needsTagKey && tagKey === null);
  if (without) refuse('tagKey', `is required with ${without}`);
  if (groupBy.length > MOST_GROUP_KEYS) {
    refuse('groupBy', `takes at most ${MOST_GROUP_KEYS} dimensions`);
  }
  if (programTypes.length < 1 || programTypes.length > MOST_PROGRAMS) {
    refuse('programTypes', `must be 1 to ${MOST_PROGRAMS}`);
  }
  if (!programTypes.every(isStorable)) refuse('programTypes', 'has characters that no bill has');
  return {
    kpis:
      kpis.length > 0
        ? [...new Set(kpis)]
        : NAMES.filter((kpi) => tagKey !== null || !KPIS[kpi].needsTagKey),
    basis,
    tagKey,
    programTypes,
    convertTo: conversionQuestion(input.currency, input.rates),
    period: daysOf(input.period),
    groupBy: groupBy.map(({ dimension, tagKey: key }, index) =>
      termOf(dimension, key, `groupBy.${index}.tagKey`),
    ),
    filter: filter.map((condition, index) => filterOf(condition, `filter.${index}`)),
  };
}
