import type {
  Comparison,
  CostMetric,
  Dimension,
  FilterOperator,
  PeriodBasis,
} from '@/generated/graphql';
import { namesOf } from '@/lib/names-of';
import type { Filter, Term, ViewGranularity } from './view';

/** Every member of an enum of the graph with its name for people; a new one fails to compile here. */
export const METRIC_NAMES: Readonly<Record<CostMetric, string>> = {
  EFFECTIVE_COST: 'Effective cost',
  BILLED_COST: 'Billed cost',
  LIST_COST: 'List cost',
  CONTRACTED_COST: 'Contracted cost',
};

export const GRANULARITY_NAMES: Readonly<Record<ViewGranularity, string>> = {
  DAY: 'Daily',
  WEEK: 'Weekly',
  MONTH: 'Monthly',
  QUARTER: 'Quarterly',
  YEAR: 'Yearly',
  TOTAL: 'Total only',
};

export const BASIS_NAMES: Readonly<Record<PeriodBasis, string>> = {
  CHARGE_PERIOD: 'Day of use',
  BILLING_PERIOD: 'Billing period',
};

const DIMENSION_NAMES: Readonly<Record<Dimension, string>> = {
  SERVICE_NAME: 'Service',
  SERVICE_CATEGORY: 'Service category',
  SERVICE_SUBCATEGORY: 'Service subcategory',
  SERVICE_PROVIDER_NAME: 'Service provider',
  HOST_PROVIDER_NAME: 'Host provider',
  INVOICE_ISSUER_NAME: 'Invoice issuer',
  BILLING_ACCOUNT_NAME: 'Billing account',
  BILLING_ACCOUNT_ID: 'Billing account ID',
  SUB_ACCOUNT_NAME: 'Sub-account',
  SUB_ACCOUNT_ID: 'Sub-account ID',
  REGION_NAME: 'Region',
  REGION_ID: 'Region ID',
  AVAILABILITY_ZONE: 'Availability zone',
  RESOURCE_NAME: 'Resource',
  RESOURCE_ID: 'Resource ID',
  RESOURCE_TYPE: 'Resource type',
  CHARGE_CATEGORY: 'Charge category',
  CHARGE_CLASS: 'Charge class',
  CHARGE_DESCRIPTION: 'Charge description',
  CHARGE_FREQUENCY: 'Charge frequency',
  PRICING_CATEGORY: 'Pricing category',
  PRICING_CURRENCY: 'Pricing currency',
  PRICING_UNIT: 'Pricing unit',
  CONSUMED_UNIT: 'Consumed unit',
  COMMITMENT_DISCOUNT_NAME: 'Commitment discount',
  COMMITMENT_DISCOUNT_ID: 'Commitment discount ID',
  COMMITMENT_DISCOUNT_TYPE: 'Commitment discount type',
  COMMITMENT_DISCOUNT_CATEGORY: 'Commitment discount category',
  COMMITMENT_DISCOUNT_STATUS: 'Commitment discount status',
  CAPACITY_RESERVATION_ID: 'Capacity reservation',
  CAPACITY_RESERVATION_STATUS: 'Capacity reservation status',
  SKU_ID: 'SKU',
  SKU_METER: 'SKU meter',
  SKU_PRICE_ID: 'SKU price',
  INVOICE_ID: 'Invoice',
  BILLING_CURRENCY: 'Billing currency',
  TAG: 'Tag',
  ALLOCATED_TAG: 'Allocated tag',
  ALLOCATED_METHOD_ID: 'Allocation method',
  ALLOCATED_METHOD_DETAILS: 'Allocation details',
  ALLOCATED_RESOURCE_ID: 'Allocated resource ID',
  ALLOCATED_RESOURCE_NAME: 'Allocated resource',
  BILLED_COST: 'Billed cost',
  BILLING_ACCOUNT_TYPE: 'Billing account type',
  BILLING_PERIOD_START: 'Billing period start',
  BILLING_PERIOD_END: 'Billing period end',
  CHARGE_PERIOD_START: 'Charge period start',
  CHARGE_PERIOD_END: 'Charge period end',
  COMMITMENT_DISCOUNT_QUANTITY: 'Commitment discount quantity',
  COMMITMENT_DISCOUNT_UNIT: 'Commitment discount unit',
  COMMITMENT_PROGRAM_ELIGIBILITY_DETAILS: 'Commitment eligibility',
  CONSUMED_QUANTITY: 'Consumed quantity',
  CONTRACT_APPLIED: 'Contract applied',
  CONTRACTED_COST: 'Contracted cost',
  CONTRACTED_UNIT_PRICE: 'Contracted unit price',
  EFFECTIVE_COST: 'Effective cost',
  INVOICE_DETAIL_ID: 'Invoice detail',
  LIST_COST: 'List cost',
  LIST_UNIT_PRICE: 'List unit price',
  PRICING_CURRENCY_CONTRACTED_UNIT_PRICE: 'Contracted unit price in pricing currency',
  PRICING_CURRENCY_EFFECTIVE_COST: 'Effective cost in pricing currency',
  PRICING_CURRENCY_LIST_UNIT_PRICE: 'List unit price in pricing currency',
  PRICING_QUANTITY: 'Pricing quantity',
  SKU_PRICE_DETAILS: 'SKU price details',
  SUB_ACCOUNT_TYPE: 'Sub-account type',
};

const OPERATOR_WORDS: Readonly<Record<FilterOperator, string>> = {
  IN: 'is',
  NOT_IN: 'is not',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'does not contain',
  STARTS_WITH: 'begins with',
  GREATER_THAN: 'is above',
  AT_LEAST: 'is at least',
  LESS_THAN: 'is below',
  AT_MOST: 'is at most',
  IS_NULL: 'has no value',
  IS_NOT_NULL: 'has a value',
};

/** What the page compares with. */
export const COMPARISONS = ['PREVIOUS_PERIOD'] as const satisfies readonly Comparison[];

export const METRICS = namesOf(METRIC_NAMES);
export const GRANULARITIES = namesOf(GRANULARITY_NAMES);
export const BASES = namesOf(BASIS_NAMES);
export const DIMENSIONS = namesOf(DIMENSION_NAMES);
export const FILTER_OPERATORS = namesOf(OPERATOR_WORDS);

export function termName({ dimension, tagKey }: Term): string {
  return tagKey === null ? DIMENSION_NAMES[dimension] : `${DIMENSION_NAMES[dimension]} ${tagKey}`;
}

/** "Region is eu-west-1 or us-east-1". */
export function filterSentence({ term, operator, values }: Filter): string {
  return [termName(term), OPERATOR_WORDS[operator], values.join(' or ')].join(' ').trim();
}
