// The sums that KPIs are made of, as aggregates over charges. Values that callers choose stand in them as
// placeholders and are bound when the question is asked.

import { RATE } from '../conversion/conversion';
import { type Measure, measureSql } from '../costs/charge-query';
import { BASES } from '../costs/metrics';
import { PROGRAM_TYPES } from '../use-cases/json-lists';

const USAGE = "ChargeCategory = 'Usage'";
const COMMITTED = 'CommitmentDiscountId IS NOT NULL';
const PURCHASE = "ChargeCategory = 'Purchase'";
const NOT_UNUSED = "ifNull(CommitmentDiscountStatus, '') != 'Unused'";
const COVERED = `${USAGE} AND ${COMMITTED} AND ${NOT_UNUSED}`;
const TAGGED = "Tags[{tagKey:String}] != ''";
const TAGGABLE = `${USAGE} AND ResourceId IS NOT NULL`;

/**
 * Usage that a commitment could cover: what the bills say of it where they do (FOCUS 1.4), else all usage of
 * services of which some is covered. `{{committed}}` is the list of those.
 */
const ELIGIBLE_BY_BILL = `notEmpty(${PROGRAM_TYPES})`;
const ELIGIBLE_BY_SERVICE =
  "(ifNull(ServiceProviderName, ''), ifNull(ServiceName, '')) IN ({{committed}})";

/** The aggregates by their names; `converted` in a statement that begins with `withRates`. */
export function kpiInputs(converted: boolean) {
  /** Exact sum of the column over charges for which the condition holds; 0 for none of them. */
  const whereOf = (condition: string, column: string, rate: string): string =>
    `sum(toDecimal256(if(${condition}, ${column}, toDecimal128(0, 12)), 12)${rate})`;
  const where = (condition: string, cost: string): string =>
    whereOf(condition, cost, converted ? ` * ${RATE}` : '');
  const sum = (measure: Measure): string => measureSql(measure, converted);
  return {
    listCost: sum(BASES.list),
    contractedCost: sum(BASES.contracted),
    effectiveCost: sum(BASES.effective),
    billedCost: sum(BASES.billed),
    commitmentContractedCost: where(`${COMMITTED} AND NOT (${PURCHASE})`, 'ContractedCost'),
    commitmentEffectiveCost: where(`${COMMITTED} AND NOT (${PURCHASE})`, 'EffectiveCost'),
    usedCommitment: where(
      `${USAGE} AND ${COMMITTED} AND CommitmentDiscountStatus = 'Used'`,
      'EffectiveCost',
    ),
    unusedCommitmentUsage: where(
      `${USAGE} AND ${COMMITTED} AND CommitmentDiscountStatus = 'Unused'`,
      'EffectiveCost',
    ),
    coveredCost: where(COVERED, 'EffectiveCost'),
    coveredListCost: where(COVERED, 'ListCost'),
    eligibleCostByBill: where(
      `${USAGE} AND ${NOT_UNUSED} AND (${COMMITTED} OR ${ELIGIBLE_BY_BILL})`,
      'EffectiveCost',
    ),
    eligibleListCostByBill: where(
      `${USAGE} AND ${NOT_UNUSED} AND (${COMMITTED} OR ${ELIGIBLE_BY_BILL})`,
      'ListCost',
    ),
    eligibleCostByService: where(
      `${USAGE} AND ${NOT_UNUSED} AND (${COMMITTED} OR ${ELIGIBLE_BY_SERVICE})`,
      'EffectiveCost',
    ),
    eligibleListCostByService: where(
      `${USAGE} AND ${NOT_UNUSED} AND (${COMMITTED} OR ${ELIGIBLE_BY_SERVICE})`,
      'ListCost',
    ),
    unusedCommitment: where("CommitmentDiscountStatus = 'Unused'", 'EffectiveCost'),
    unusedCapacity: where(
      `CapacityReservationStatus = 'Unused' AND ${NOT_UNUSED}`,
      'EffectiveCost',
    ),
    positiveCost: where('EffectiveCost > 0', 'EffectiveCost'),
    taggedCost: where(`EffectiveCost > 0 AND ${TAGGED}`, 'EffectiveCost'),
    taggableCost: where(`EffectiveCost > 0 AND ${TAGGABLE}`, 'EffectiveCost'),
    taggedTaggableCost: where(`EffectiveCost > 0 AND ${TAGGABLE} AND ${TAGGED}`, 'EffectiveCost'),
    tokenCost: where(
      "ConsumedUnit = 'Tokens' AND ServiceCategory = 'AI and Machine Learning'",
      'EffectiveCost',
    ),
    tokens: whereOf(
      "ConsumedUnit = 'Tokens' AND ServiceCategory = 'AI and Machine Learning'",
      'ConsumedQuantity',
      '',
    ),
  } as const;
}

export type KpiInput = keyof ReturnType<typeof kpiInputs>;

/** Condition under which a service is one that can be committed. */
export const COMMITTED_USE = `${USAGE} AND ${COMMITTED}`;

/** Number of charges whose bill says what they are eligible for. */
export const ELIGIBILITY_KNOWN = 'countIf(CommitmentProgramEligibilityDetails IS NOT NULL)';
