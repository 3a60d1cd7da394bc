// The sums that KPIs are made of. Values that callers choose stand in their conditions as placeholders and are bound
// when the question is asked.

import type { Among, Measure } from '../costs/charge-query';
import { BASES } from '../costs/metrics';
import { PROGRAM_TYPES } from '../use-cases/json-lists';

const all = (...parts: readonly Among[]): Among => ({
  sql: parts.map(({ sql }) => sql).join(' AND '),
  columns: parts.flatMap(({ columns }) => columns),
});
const either = (...parts: readonly Among[]): Among => {
  const { columns } = all(...parts);
  return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, columns };
};
const where = (sql: string, ...columns: readonly string[]): Among => ({ sql, columns });

const USAGE = where("ChargeCategory = 'Usage'", 'ChargeCategory');
const COMMITTED = where('CommitmentDiscountId IS NOT NULL', 'CommitmentDiscountId');
const NOT_PURCHASE = where("NOT (ChargeCategory = 'Purchase')", 'ChargeCategory');
const commitmentIs = (status: string): Among =>
  where(`CommitmentDiscountStatus = '${status}'`, 'CommitmentDiscountStatus');
const NOT_UNUSED = where(
  "ifNull(CommitmentDiscountStatus, '') != 'Unused'",
  'CommitmentDiscountStatus',
);
const COVERED = all(USAGE, COMMITTED, NOT_UNUSED);
const TAGGED = where("Tags[{tagKey:String}] != ''", 'Tags');
const TAGGABLE = all(USAGE, where('ResourceId IS NOT NULL', 'ResourceId'));

/** Stands for the services of which some usage is covered by a commitment, as a list or subquery of pairs. */
export const COMMITTED_SERVICES = '{{committed}}';

/**
 * Usage that a commitment could cover: what the bills say of it where they do (FOCUS 1.4), else all usage of
 * services of which some is covered.
 */
const ELIGIBLE_BY_BILL = where(`notEmpty(${PROGRAM_TYPES})`, 'CommitmentProgramEligibilityDetails');
const ELIGIBLE_BY_SERVICE = where(
  `(ifNull(ServiceProviderName, ''), ifNull(ServiceName, '')) IN (${COMMITTED_SERVICES})`,
  'ServiceProviderName',
  'ServiceName',
);
const eligible = (how: Among): Among => all(USAGE, NOT_UNUSED, either(COMMITTED, how));

/** Sum over charges for which the condition holds; 0 for none of them. */
const sumOf = <Base extends 'list' | 'contracted' | 'effective'>(base: Base, among: Among) => ({
  ...BASES[base],
  among,
});

/** The same where the condition leaves purchases of commitments out. */
const pricedSumOf = (base: 'list' | 'contracted', among: Among) =>
  ({ ...sumOf(base, among), commitmentPurchases: 'none' }) as const;

const ABOVE_ZERO = { ...BASES.effective, apart: 'aboveZero' } as const;

export const KPI_INPUTS = {
  listCost: BASES.list,
  contractedCost: BASES.contracted,
  effectiveCost: BASES.effective,
  billedCost: BASES.billed,
  commitmentContractedCost: pricedSumOf('contracted', all(COMMITTED, NOT_PURCHASE)),
  commitmentEffectiveCost: sumOf('effective', all(COMMITTED, NOT_PURCHASE)),
  usedCommitment: sumOf('effective', all(USAGE, COMMITTED, commitmentIs('Used'))),
  unusedCommitmentUsage: sumOf('effective', all(USAGE, COMMITTED, commitmentIs('Unused'))),
  coveredCost: sumOf('effective', COVERED),
  coveredListCost: pricedSumOf('list', COVERED),
  eligibleCostByBill: sumOf('effective', eligible(ELIGIBLE_BY_BILL)),
  eligibleListCostByBill: pricedSumOf('list', eligible(ELIGIBLE_BY_BILL)),
  eligibleCostByService: sumOf('effective', eligible(ELIGIBLE_BY_SERVICE)),
  eligibleListCostByService: pricedSumOf('list', eligible(ELIGIBLE_BY_SERVICE)),
  unusedCommitment: sumOf('effective', commitmentIs('Unused')),
  unusedCapacity: sumOf(
    'effective',
    all(where("CapacityReservationStatus = 'Unused'", 'CapacityReservationStatus'), NOT_UNUSED),
  ),
  positiveCost: ABOVE_ZERO,
  taggedCost: { ...ABOVE_ZERO, among: TAGGED },
  taggableCost: { ...ABOVE_ZERO, among: TAGGABLE },
  taggedTaggableCost: { ...ABOVE_ZERO, among: all(TAGGABLE, TAGGED) },
  tokenCost: { ...BASES.effective, apart: 'tokens' },
  tokens: { ...BASES.consumedQuantity, apart: 'tokens' },
} as const satisfies Record<string, Measure>;

export type KpiInput = keyof typeof KPI_INPUTS;

/** Usage of a service that makes it one that can be committed. */
export const COMMITTED_USE = all(USAGE, COMMITTED);

/** Number of charges whose bill says what they are eligible for. */
export const ELIGIBILITY_KNOWN: Measure = {
  kind: 'count',
  among: where(
    'CommitmentProgramEligibilityDetails IS NOT NULL',
    'CommitmentProgramEligibilityDetails',
  ),
};
