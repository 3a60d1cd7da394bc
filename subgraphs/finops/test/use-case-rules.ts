// How each use case reads the charges, written from its words and not from its definition.
import { remembered, units } from './exact';

/** A charge with its texts as loaded: null when empty; provider names of every version as the newest. */
export type Row = Readonly<Record<string, string | null>>;
export type Parameters = Readonly<Record<string, unknown>>;

export interface Rule {
  readonly on: 'ChargePeriodStart' | 'BillingPeriodStart';
  /** False leaves a charge out. */
  readonly only?: (row: Row, parameters: Parameters) => boolean;
  /** What a charge is counted under, once each. */
  readonly each?: (row: Row, parameters: Parameters) => readonly Element[];
  readonly month?: 'ChargePeriodStart' | 'BillingPeriodStart';
  /** How commitments bear on list and contracted totals. */
  readonly priced?: 'as they are' | 'by purchase';
  /** Names of columns, a minus before those that descend. */
  readonly order?: readonly string[];
  readonly limited?: 'as a whole' | 'by currency';
}

export interface Element {
  readonly name: string;
  readonly cost: bigint | null;
}

const charge = { on: 'ChargePeriodStart' } as const;
const billing = { on: 'BillingPeriodStart' } as const;

const usage = (row: Row) => row.ChargeCategory === 'Usage';
const purchase = (row: Row) => row.ChargeCategory === 'Purchase';
const committed = (row: Row) => row.CommitmentDiscountId !== null;
const compute = (row: Row) => row.ServiceCategory === 'Compute';
const notUnused = (row: Row) => row.CommitmentDiscountStatus !== 'Unused';
const same = (column: string, name: string) => (row: Row, given: Parameters) =>
  row[column] !== null && row[column] === given[name];
const ifGiven = (column: string, name: string) => (row: Row, given: Parameters) =>
  (given[name] ?? null) === null || row[column] === given[name];
const all =
  (...tests: ((row: Row, given: Parameters) => boolean)[]) =>
  (row: Row, given: Parameters) =>
    tests.every((test) => test(row, given));

/** Numbers as their own text, so that no digit is lost. */
const readJson = remembered((text): unknown =>
  JSON.parse(text, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  ),
);

const json = (text: string | null | undefined): unknown => (text ? readJson(text) : null);

function list(text: string | null | undefined, name: string): Record<string, unknown>[] {
  const value = (json(text) as Record<string, unknown> | null)?.[name];
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === 'object' && item !== null);
}

function programs(row: Row, given: Parameters): Element[] {
  const asked = given.programTypes as readonly string[];
  const types = list(row.CommitmentProgramEligibilityDetails, 'CommitmentPrograms').map(
    (program) => program.ProgramType,
  );
  return [...new Set(types)].flatMap((type) =>
    typeof type === 'string' && asked.includes(type) ? [{ name: type, cost: null }] : [],
  );
}

function commitments(row: Row, withCost: boolean): Element[] {
  const sums = new Map<string, bigint | null>();
  for (const element of list(row.ContractApplied, 'Elements')) {
    const name = element.ContractCommitmentId;
    const text = element.ContractCommitmentAppliedCost;
    const cost = typeof text === 'string' ? units(text) : null;
    if (typeof name !== 'string' || name === '' || (withCost && cost === null)) continue;
    const before = sums.get(name) ?? null;
    sums.set(name, cost === null ? before : cost + (before ?? 0n));
  }
  return [...sums].map(([name, cost]) => ({ name, cost }));
}

/** Value of a tag; null when there is none. */
export function tagOf(row: Row, key: unknown): string | null {
  const tags = (json(row.Tags) ?? {}) as Record<string, unknown>;
  const value = Object.hasOwn(tags, String(key)) ? tags[String(key)] : null;
  return value === null ? null : String(value).trim() || null;
}

const details = (row: Row) => (json(row.SkuPriceDetails) ?? {}) as Record<string, unknown>;

export const cores = (row: Row) => {
  const count = details(row).CoreCount;
  return typeof count === 'string' ? units(count) : null;
};

export const series = (row: Row) => {
  const name = details(row).InstanceSeries;
  return typeof name === 'string' && name.trim() ? name : null;
};

const cored = (row: Row) => cores(row) !== null && series(row) !== null;

const eligible = { ...charge, each: programs } as const;

/** Cases without a word here read every charge whose period begins in time and go left to right. */
export const RULES: Readonly<Record<string, Rule>> = {
  'analyze-credit-memos': { ...charge, only: (row) => row.ChargeCategory === 'Credit' },
  'verify-invoices': billing,
  'verify-service-charges': billing,
  'corrections-by-subaccount': { ...billing, only: (row) => row.ChargeClass === 'Correction' },
  'report-corrections': { ...billing, only: (row) => row.ChargeClass === 'Correction' },
  'calculate-average-rate-of-a-component-resource': { ...charge, only: cored },
  'quantify-usage-of-a-component-resource': { ...charge, only: cored },
  'analyze-the-different-metered-costs-for-a-particular-sku': {
    ...charge,
    only: ifGiven('SkuId', 'skuId'),
    priced: 'as they are',
    order: ['ChargePeriodStart'],
    limited: 'as a whole',
  },
  'resource-costs-sku': {
    ...charge,
    only: ifGiven('ResourceId', 'resourceId'),
    priced: 'as they are',
    order: ['ChargePeriodStart'],
    limited: 'as a whole',
  },
  'calculate-unit-economics': {
    ...charge,
    only: all(
      same('ConsumedUnit', 'consumedUnit'),
      (row, given) =>
        row.ChargeDescription !== null &&
        String(row.ChargeDescription)
          .toLowerCase()
          .includes(String(given.descriptionContains).toLowerCase()),
    ),
  },
  'calculate-consumption-of-virtual-currency-within-a-billing-period': {
    ...charge,
    only: all(usage, same('PricingCurrency', 'pricingCurrency')),
    order: ['-TotalPricingCurrencyEffectiveCost'],
    limited: 'as a whole',
  },
  'determine-target-of-virtual-currency-usage': {
    ...charge,
    only: same('PricingCurrency', 'pricingCurrency'),
    order: ['-TotalPricingCurrencyEffectiveCost'],
    limited: 'as a whole',
  },
  'analyze-purchase-of-virtual-currency': {
    ...charge,
    only: all(purchase, same('PricingUnit', 'pricingUnit')),
  },
  'determine-contracted-savings-by-virtual-currency': {
    ...charge,
    only: (row) => {
      const list = units(row.PricingCurrencyListUnitPrice);
      const contracted = units(row.PricingCurrencyContractedUnitPrice);
      return list !== null && contracted !== null && list > contracted;
    },
  },
  'analyze-tag-coverage': {
    ...charge,
    only: all(
      same('ServiceProviderName', 'serviceProviderName'),
      (row) => (units(row.EffectiveCost) ?? 0n) > 0n,
    ),
  },
  'application-cost': {
    ...charge,
    month: 'BillingPeriodStart',
    only: (row, given) => tagOf(row, given.tagKey) === given.application,
  },
  'allocate-application-multi-currency': billing,
  'analyze-total-cost-by-allocated-resource': {
    ...charge,
    only: (row) => usage(row) && row.AllocatedMethodId !== null && row.AllocatedResourceId !== null,
    order: ['-TotalEffectiveCost'],
  },
  'identify-resources-with-shared-cost-allocation': {
    ...charge,
    only: (row) => usage(row) && row.AllocatedMethodId !== null,
  },
  'update-application-budgets': billing,
  'update-budgets': billing,
  'compare-billed-budget': {
    ...charge,
    only: all(
      usage,
      same('ServiceProviderName', 'serviceProviderName'),
      same('SubAccountId', 'subAccountId'),
    ),
  },
  'report-costs-by-service-category-and-subcategory': { ...billing, order: ['-TotalBilledCost'] },
  'costs-service-category': { ...billing, order: ['-TotalBilledCost'] },
  'costs-service-name': {
    ...billing,
    only: same('ServiceName', 'serviceName'),
    order: ['-TotalEffectiveCost'],
  },
  'report-spending-across-billing-periods-by-service-category': {
    ...charge,
    only: same('ServiceProviderName', 'serviceProviderName'),
    order: ['-TotalBilledCost'],
  },
  'analyze-service-costs-by-region': {
    ...charge,
    order: ['ChargePeriodStart', '-TotalEffectiveCost'],
  },
  'report-service-costs-by-providers-subaccount': {
    ...billing,
    only: all(
      same('SubAccountId', 'subAccountId'),
      same('ServiceProviderName', 'serviceProviderName'),
    ),
    order: ['TotalEffectiveCost', '-ChargePeriodStart'],
  },
  'service-costs-month-over-month': {
    ...charge,
    month: 'ChargePeriodStart',
    order: ['Month', '-TotalEffectiveCost'],
  },
  'resource-component-costs': { ...charge, only: same('ResourceId', 'resourceId') },
  'cost-compute-subaccount': {
    ...charge,
    only: all(compute, same('SubAccountId', 'subAccountId')),
    order: ['-TotalEffectiveCost'],
  },
  'costs-by-availability-zone': { ...charge, only: same('SubAccountId', 'subAccountId') },
  'service-costs-subaccount': {
    ...charge,
    only: same('SubAccountId', 'subAccountId'),
    order: ['-TotalEffectiveCost'],
    limited: 'by currency',
  },
  'effective-cost-by-service-and-region': billing,
  'forecast-costs': billing,
  'forecast-cashflow': { ...billing, month: 'BillingPeriodStart' },
  'forecast-amortized-costs': { ...billing, month: 'BillingPeriodStart' },
  'compare-usage-month-over-month': { ...charge, month: 'ChargePeriodStart', only: usage },
  'analyze-capacity-reservations-on-compute-costs': { ...charge, only: compute },
  'identify-unused-capacity-reservations': {
    ...charge,
    only: (row) => row.CapacityReservationStatus === 'Unused',
  },
  'recurring-commitment-charges': {
    ...billing,
    only: (row) => row.ChargeFrequency === 'Recurring' && committed(row),
  },
  'effective-cost-compute': { ...billing, only: compute },
  'commitment-discount-purchases': { ...charge, only: all(purchase, committed) },
  'identify-unused-commitments': { ...charge, only: (row) => !notUnused(row) },
  'commitment-discount-effective-cost-breakdown': { ...charge, only: all(usage, committed) },
  'calculate-commitment-discount-coverage-rate-with-eligibility-adjusted-denominator': {
    ...charge,
    only: (row, given) =>
      usage(row) && notUnused(row) && (committed(row) || programs(row, given).length > 0),
  },
  'identify-eligible-uncovered-spend-by-program-type': {
    ...eligible,
    only: (row) => usage(row) && !committed(row),
    order: ['-EligibleUncoveredCost'],
  },
  'compare-commitment-opportunities-across-providers-cross-provider-with-saas': {
    ...eligible,
    only: all(usage, notUnused),
    order: ['-UncoveredEligibleCost'],
  },
  'identify-eligible-capacity-reservation-spend': {
    ...eligible,
    only: usage,
    order: ['-TotalBilledCost'],
  },
  'verify-discounts-applied': { ...billing, only: (row) => row.ChargeClass !== 'Correction' },
  'verify-discount-accuracy-for-a-previously-invoiced-billing-period-corrections-excluded': {
    ...billing,
    only: (row) => row.ChargeClass !== 'Correction',
  },
  'discount-effectiveness-by-service': {
    ...billing,
    only: (row) => row.ChargeClass === null,
    priced: 'by purchase',
  },
  'cash-vs-accrual-comparison-by-billing-period': billing,
  'marketplace-vendors-costs': {
    ...charge,
    only: (row) =>
      row.InvoiceIssuerName !== null && row.Vendor !== null && row.InvoiceIssuerName !== row.Vendor,
    order: ['TotalEffectiveCost'],
  },
  'track-marketplace-purchases-across-providers': {
    ...charge,
    only: (row) =>
      (usage(row) || purchase(row)) &&
      row.ServiceProviderName !== null &&
      row.HostProviderName !== null &&
      row.ServiceProviderName !== row.HostProviderName,
    order: ['-TotalBilledCost'],
  },
  'analyze-cost-by-participating-entities': { ...billing, order: ['-TotalBilledCost'] },
  'track-contract-commitment-burn-down-over-time': {
    ...billing,
    each: (row) => commitments(row, false),
    order: ['BillingPeriodStart', 'ContractCommitmentId'],
  },
  'report-on-initial-contract-commitments': {
    ...charge,
    only: purchase,
    each: (row) => commitments(row, true),
  },
};
