import { columns, isNot, isUnknown, ratio, sumOf, total, totalOfUse } from '../terms';
import type { Computed, UseCase } from '../use-case';

/** Covered usage adds 0 and the purchase keeps its cost: the rule of 1.4, the other way round than C5. */
const totalOfPurchases = (column: 'ListCost' | 'ContractedCost'): Computed =>
  sumOf(
    `Total${column}`,
    `if(ChargeCategory = 'Usage' AND BilledCost = 0 AND EffectiveCost != 0, toDecimal128(0, 12), ${column})`,
  );

const COST_BASIS_DIFFERENCE: Computed = {
  name: 'CostBasisDifference',
  type: 'Decimal',
  sql: `${total('EffectiveCost').sql} - ${total('BilledCost').sql}`,
};

/** Cases about discounts and savings. */
export const SAVINGS: readonly UseCase[] = [
  {
    slug: 'effective-savings-rate',
    title: 'Determine Effective Savings Rate',
    group: 'KPI',
    since: '1.0',
    period: 'ChargePeriodStart',
    keys: columns('BillingCurrency'),
    totals: [
      totalOfUse('ListCost'),
      totalOfUse('ContractedCost'),
      total('EffectiveCost'),
      ratio('EsrContracted', ['TotalContractedCost', 'TotalEffectiveCost'], 'TotalContractedCost'),
      ratio('EsrList', ['TotalListCost', 'TotalEffectiveCost'], 'TotalListCost'),
    ],
  },
  {
    slug: 'effective-savings-rate-services',
    title: 'Determine Effective Savings Rate by Service',
    group: 'KPI',
    since: '1.0',
    period: 'ChargePeriodStart',
    keys: columns('ServiceProviderName', 'ServiceName', 'BillingCurrency'),
    totals: [
      totalOfUse('ListCost'),
      totalOfUse('ContractedCost'),
      total('EffectiveCost'),
      ratio('EsrContracted', ['TotalContractedCost', 'TotalEffectiveCost'], 'TotalContractedCost'),
      ratio('EsrList', ['TotalListCost', 'TotalEffectiveCost'], 'TotalListCost'),
    ],
  },
  {
    slug: 'verify-discounts-applied',
    title: 'Verify discount accuracy for previously invoiced billing period',
    group: 'KPI',
    since: '1.0',
    period: 'BillingPeriodStart',
    where: [isNot('ChargeClass', 'Correction')],
    keys: columns(
      'ServiceProviderName',
      'BillingAccountId',
      'BillingAccountName',
      'BillingCurrency',
      'ServiceName',
    ),
    totals: [
      total('EffectiveCost'),
      totalOfUse('ListCost'),
      total('BilledCost'),
      ratio('EffectiveDiscount', ['TotalEffectiveCost'], 'TotalBilledCost', 100),
    ],
  },
  {
    slug: 'verify-discount-accuracy-for-a-previously-invoiced-billing-period-corrections-excluded',
    title:
      'Verify discount accuracy for a previously invoiced billing period (corrections excluded)',
    group: 'KPI',
    since: '1.4',
    period: 'BillingPeriodStart',
    where: [isNot('ChargeClass', 'Correction')],
    keys: columns(
      'ServiceProviderName',
      'BillingAccountId',
      'BillingAccountName',
      'BillingCurrency',
      'ServiceName',
    ),
    totals: [
      total('EffectiveCost'),
      totalOfUse('ListCost'),
      total('BilledCost'),
      ratio('EffectiveDiscount', ['TotalListCost', 'TotalEffectiveCost'], 'TotalListCost', 100),
    ],
  },
  {
    slug: 'discount-effectiveness-by-service',
    title: 'Discount Effectiveness by Service',
    group: 'KPI',
    since: '1.4',
    period: 'BillingPeriodStart',
    where: [isUnknown('ChargeClass')],
    keys: columns(
      'ServiceProviderName',
      'BillingAccountId',
      'BillingAccountName',
      'BillingCurrency',
      'ServiceName',
    ),
    totals: [
      total('EffectiveCost'),
      total('BilledCost'),
      totalOfPurchases('ContractedCost'),
      totalOfPurchases('ListCost'),
      ratio('ContractedDiscount', ['TotalListCost', 'TotalContractedCost'], 'TotalListCost', 100),
      ratio('EffectiveDiscount', ['TotalListCost', 'TotalEffectiveCost'], 'TotalListCost', 100),
    ],
  },
  {
    slug: 'cash-vs-accrual-comparison-by-billing-period',
    title: 'Cash vs. Accrual Comparison by Billing Period',
    group: 'KPI',
    since: '1.4',
    period: 'BillingPeriodStart',
    keys: columns(
      'ServiceProviderName',
      'InvoiceIssuerName',
      'BillingPeriodStart',
      'BillingPeriodEnd',
      'BillingCurrency',
    ),
    totals: [total('BilledCost'), total('EffectiveCost'), COST_BASIS_DIFFERENCE],
    having: "abs([CostBasisDifference]) > toDecimal256('0.01', 12)",
  },
];
