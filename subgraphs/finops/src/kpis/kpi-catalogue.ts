import type { Kpi } from '../generated/graphql';
import type { KpiInput } from './kpi-inputs';

/** A sum of inputs, those after `less` taken away. */
export interface KpiSum {
  readonly name: string;
  readonly plus: readonly KpiInput[];
  readonly less?: readonly KpiInput[];
}

/** A KPI as data: a sum, or the quotient of two. */
export interface KpiForm {
  readonly title: string;
  readonly numerator: KpiSum;
  readonly denominator?: KpiSum;
  /** In place of the denominator where a bill of the currency says what its charges are eligible for. */
  readonly denominatorByBill?: KpiSum;
  /** What the quotient is multiplied by; 1 when left out. */
  readonly factor?: number;
  /** MONEY for amounts and prices; RATIO for other quotients. */
  readonly money?: boolean;
  readonly needsTagKey?: boolean;
}

const eligible = (name: string, input: KpiInput): KpiSum => ({ name, plus: [input] });

const BY_BILL = 'Covered or eligible usage, by what the bills say (FOCUS 1.4)';
const BY_SERVICE = 'All usage of services of which some is covered by a commitment';

/** Formulas after the published ones of the FOCUS use case library and of cloud providers. */
export const KPIS: Readonly<Record<Kpi, KpiForm>> = {
  ESR_CONTRACTED: {
    title: 'Effective savings rate, of contracted cost',
    numerator: {
      name: 'Saved by commitments',
      plus: ['contractedCost'],
      less: ['effectiveCost'],
    },
    denominator: { name: 'Contracted cost', plus: ['contractedCost'] },
  },
  ESR_LIST: {
    title: 'Effective savings rate, of list cost',
    numerator: {
      name: 'Saved by negotiation and commitments',
      plus: ['listCost'],
      less: ['effectiveCost'],
    },
    denominator: { name: 'List cost', plus: ['listCost'] },
  },
  NEGOTIATED_SAVING: {
    title: 'Negotiated saving',
    numerator: { name: 'Saved by negotiation', plus: ['listCost'], less: ['contractedCost'] },
    money: true,
  },
  COMMITMENT_SAVING: {
    title: 'Commitment saving',
    numerator: {
      name: 'Saved by commitments',
      plus: ['commitmentContractedCost'],
      less: ['commitmentEffectiveCost'],
    },
    money: true,
  },
  COMMITMENT_UTILISATION: {
    title: 'Commitment utilisation',
    numerator: { name: 'Used commitment', plus: ['usedCommitment'] },
    denominator: {
      name: 'Used and unused commitment',
      plus: ['usedCommitment', 'unusedCommitmentUsage'],
    },
  },
  COMMITMENT_COVERAGE: {
    title: 'Commitment coverage',
    numerator: { name: 'Covered usage', plus: ['coveredCost'] },
    denominator: eligible(BY_SERVICE, 'eligibleCostByService'),
    denominatorByBill: eligible(BY_BILL, 'eligibleCostByBill'),
  },
  COMMITMENT_COVERAGE_LIST: {
    title: 'Commitment coverage, at list price',
    numerator: { name: 'Covered usage, at list price', plus: ['coveredListCost'] },
    denominator: eligible(`${BY_SERVICE}, at list price`, 'eligibleListCostByService'),
    denominatorByBill: eligible(`${BY_BILL}, at list price`, 'eligibleListCostByBill'),
  },
  WASTE_UNUSED_COMMITMENT: {
    title: 'Unused commitment',
    numerator: { name: 'Unused commitment', plus: ['unusedCommitment'] },
    money: true,
  },
  WASTE_UNUSED_CAPACITY: {
    title: 'Unused capacity reservation',
    numerator: { name: 'Unused capacity reservation', plus: ['unusedCapacity'] },
    money: true,
  },
  WASTE_RATE: {
    title: 'Measured waste',
    numerator: {
      name: 'Unused commitment and capacity',
      plus: ['unusedCommitment', 'unusedCapacity'],
    },
    denominator: { name: 'Effective cost', plus: ['effectiveCost'] },
  },
  TAG_COVERAGE: {
    title: 'Tag coverage',
    numerator: { name: 'Tagged cost', plus: ['taggedCost'] },
    denominator: { name: 'Cost of charges above 0', plus: ['positiveCost'] },
    needsTagKey: true,
  },
  TAG_COVERAGE_TAGGABLE: {
    title: 'Tag coverage of what can be tagged',
    numerator: { name: 'Tagged usage of resources', plus: ['taggedTaggableCost'] },
    denominator: { name: 'Usage of resources, charges above 0', plus: ['taggableCost'] },
    needsTagKey: true,
  },
  CASH_VS_ACCRUAL: {
    title: 'Accrual less cash',
    numerator: {
      name: 'Effective less billed cost',
      plus: ['effectiveCost'],
      less: ['billedCost'],
    },
    money: true,
  },
  COST_PER_MILLION_TOKENS: {
    title: 'Cost of a million tokens',
    numerator: { name: 'Effective cost of tokens', plus: ['tokenCost'] },
    denominator: { name: 'Tokens', plus: ['tokens'] },
    factor: 1_000_000,
    money: true,
  },
};

/** Inputs that a sum names, in order. */
export function inputsOf({ plus, less = [] }: KpiSum): KpiInput[] {
  return [...plus, ...less];
}

/** The formula of a KPI in the names of its inputs. */
export function formulaOf({ numerator, denominator, factor = 1 }: KpiForm): string {
  const over = sumText(numerator);
  if (!denominator) return over;
  const quotient = `${bracketed(numerator, over)} / ${bracketed(denominator, sumText(denominator))}`;
  return factor === 1 ? quotient : `${quotient} * ${factor}`;
}

function sumText({ plus, less = [] }: KpiSum): string {
  return [plus.join(' + '), ...less].join(' - ');
}

function bracketed(sum: KpiSum, text: string): string {
  return inputsOf(sum).length > 1 ? `(${text})` : text;
}
