import { CORE_COUNT, INSTANCE_SERIES } from '../json-lists';
import {
  columns,
  day,
  descending,
  equals,
  equalsIfGiven,
  is,
  isKnown,
  limit,
  optionalText,
  ratio,
  requiredText,
  sumOf,
  total,
} from '../terms';
import type { Computed, UseCase } from '../use-case';

/** Exact products added unrounded; the sum is given to 12 places. A charge without price or quantity adds nothing. */
const savings = (name: string, currency: 'PricingCurrency' | ''): Computed => {
  const price = (kind: string) => `toDecimal256(${currency}${kind}UnitPrice, 12)`;
  const saving = `(${price('List')} - ${price('Contracted')}) * toDecimal256(PricingQuantity, 12)`;
  return { name, type: 'Decimal', sql: `round(sum(${saving}), 12)` };
};

const INSTANCE_SERIES_KEY: Computed = {
  name: 'InstanceSeries',
  type: 'String',
  sql: INSTANCE_SERIES,
};

const CONTAINS_TEXT =
  'position(lowerUTF8(ChargeDescription), lowerUTF8({descriptionContains:String})) > 0';

/** Cases about unit prices and virtual currencies. */
export const PRICES: readonly UseCase[] = [
  {
    slug: 'calculate-average-rate-of-a-component-resource',
    title: 'Calculate average rate of a component resource',
    group: 'Unit price',
    since: '1.2',
    period: 'ChargePeriodStart',
    where: [isKnown(CORE_COUNT), isKnown(INSTANCE_SERIES)],
    keys: [
      ...columns('ServiceProviderName', 'ServiceName', 'PricingUnit', 'RegionName'),
      INSTANCE_SERIES_KEY,
      ...columns('BillingCurrency'),
    ],
    totals: [
      sumOf('TotalCoreCount', CORE_COUNT),
      total('EffectiveCost'),
      ratio('AverageEffectiveCoreCost', ['TotalEffectiveCost'], 'TotalCoreCount'),
    ],
  },
  {
    slug: 'quantify-usage-of-a-component-resource',
    title: 'Quantify usage of a component resource',
    group: 'Unit price',
    since: '1.2',
    period: 'ChargePeriodStart',
    where: [isKnown(CORE_COUNT), isKnown(INSTANCE_SERIES)],
    keys: [
      ...columns('ServiceProviderName', 'ServiceName', 'PricingUnit', 'RegionName'),
      INSTANCE_SERIES_KEY,
    ],
    totals: [sumOf('TotalCoreCount', CORE_COUNT)],
  },
  {
    slug: 'analyze-the-different-metered-costs-for-a-particular-sku',
    title: 'Analyze the different metered costs for a particular SKU',
    group: 'Unit price',
    since: '1.1',
    period: 'ChargePeriodStart',
    parameters: [optionalText('skuId', null), limit(100)],
    where: [equalsIfGiven('SkuId', 'skuId')],
    keys: columns(
      'ServiceProviderName',
      'ChargePeriodStart',
      'ChargePeriodEnd',
      'SkuId',
      'SkuPriceId',
      'PricingUnit',
      'ListUnitPrice',
      'BillingCurrency',
    ),
    totals: [total('PricingQuantity'), total('ListCost'), total('EffectiveCost')],
    order: ['ChargePeriodStart'],
  },
  {
    slug: 'resource-costs-sku',
    title: 'Analyze resource costs by SKU',
    group: 'Unit price',
    since: '1.0',
    period: 'ChargePeriodStart',
    parameters: [optionalText('resourceId', null), limit(100)],
    where: [equalsIfGiven('ResourceId', 'resourceId')],
    keys: columns(
      'ServiceProviderName',
      'ChargePeriodStart',
      'ChargePeriodEnd',
      'SkuId',
      'SkuPriceId',
      'PricingUnit',
      'ListUnitPrice',
      'BillingCurrency',
    ),
    totals: [total('PricingQuantity'), total('ListCost'), total('EffectiveCost')],
    order: ['ChargePeriodStart'],
  },
  {
    slug: 'calculate-unit-economics',
    title: 'Calculate unit economics',
    group: 'Unit price',
    since: '1.2',
    period: 'ChargePeriodStart',
    parameters: [
      optionalText('descriptionContains', 'transfer'),
      optionalText('consumedUnit', 'GB'),
    ],
    where: [CONTAINS_TEXT, equals('ConsumedUnit', 'consumedUnit')],
    keys: [day('ChargePeriodDate'), ...columns('BillingCurrency')],
    totals: [
      total('BilledCost'),
      total('ConsumedQuantity'),
      ratio('CostPerUnit', ['TotalBilledCost'], 'TotalConsumedQuantity'),
    ],
  },
  {
    slug: 'calculate-consumption-of-virtual-currency-within-a-billing-period',
    title: 'Calculate consumption of virtual currency within a billing period',
    group: 'Virtual currency',
    since: '1.2',
    period: 'ChargePeriodStart',
    parameters: [requiredText('pricingCurrency'), limit(10)],
    where: [equals('PricingCurrency', 'pricingCurrency'), is('ChargeCategory', 'Usage')],
    keys: columns('ServiceProviderName', 'PricingCurrency'),
    totals: [total('PricingCurrencyEffectiveCost')],
    order: [descending('TotalPricingCurrencyEffectiveCost')],
  },
  {
    slug: 'determine-target-of-virtual-currency-usage',
    title: 'Determine target of virtual currency usage',
    group: 'Virtual currency',
    since: '1.2',
    period: 'ChargePeriodStart',
    parameters: [requiredText('pricingCurrency'), limit(10)],
    where: [equals('PricingCurrency', 'pricingCurrency')],
    keys: columns(
      'ServiceProviderName',
      'HostProviderName',
      'ServiceName',
      'ChargeDescription',
      'PricingCurrency',
    ),
    totals: [total('PricingCurrencyEffectiveCost')],
    order: [descending('TotalPricingCurrencyEffectiveCost')],
  },
  {
    slug: 'analyze-effective-cost-by-pricing-currency',
    title: 'Analyze effective cost by pricing currency',
    group: 'Virtual currency',
    since: '1.2',
    period: 'ChargePeriodStart',
    keys: columns('ServiceProviderName', 'HostProviderName', 'ServiceName', 'PricingCurrency'),
    totals: [total('PricingCurrencyEffectiveCost')],
  },
  {
    slug: 'analyze-purchase-of-virtual-currency',
    title: 'Analyze purchase of virtual currency',
    group: 'Virtual currency',
    since: '1.2',
    period: 'ChargePeriodStart',
    parameters: [requiredText('pricingUnit')],
    where: [is('ChargeCategory', 'Purchase'), equals('PricingUnit', 'pricingUnit')],
    keys: columns(
      'ServiceProviderName',
      'HostProviderName',
      'ChargeDescription',
      'PricingUnit',
      'BillingCurrency',
    ),
    totals: [total('PricingQuantity'), total('BilledCost')],
  },
  {
    slug: 'determine-contracted-savings-by-virtual-currency',
    title: 'Determine contracted savings by virtual currency',
    group: 'Virtual currency',
    since: '1.2',
    period: 'ChargePeriodStart',
    where: ['PricingCurrencyListUnitPrice > PricingCurrencyContractedUnitPrice'],
    keys: columns(
      'ServiceName',
      'ServiceSubcategory',
      'ChargeDescription',
      'BillingCurrency',
      'PricingCurrency',
    ),
    totals: [
      savings('ContractedSavingsInPricingCurrency', 'PricingCurrency'),
      savings('ContractedSavingsInBillingCurrency', ''),
    ],
  },
];
