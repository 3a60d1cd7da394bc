import type { Dimension } from '../generated/graphql';
import type { TextColumn, TextKey } from './charge-query';

/** A dimension, and the key where it is a tag. */
export type Term =
  | { readonly dimension: Exclude<Dimension, 'TAG'>; readonly tagKey: null }
  | { readonly dimension: 'TAG'; readonly tagKey: string };

/** Import brings the names of earlier FOCUS versions to these (C3). */
const COLUMNS: Readonly<Record<Exclude<Dimension, 'TAG'>, TextColumn>> = {
  AVAILABILITY_ZONE: 'AvailabilityZone',
  BILLING_ACCOUNT_ID: 'BillingAccountId',
  BILLING_ACCOUNT_NAME: 'BillingAccountName',
  BILLING_CURRENCY: 'BillingCurrency',
  CAPACITY_RESERVATION_ID: 'CapacityReservationId',
  CAPACITY_RESERVATION_STATUS: 'CapacityReservationStatus',
  CHARGE_CATEGORY: 'ChargeCategory',
  CHARGE_CLASS: 'ChargeClass',
  CHARGE_DESCRIPTION: 'ChargeDescription',
  CHARGE_FREQUENCY: 'ChargeFrequency',
  COMMITMENT_DISCOUNT_CATEGORY: 'CommitmentDiscountCategory',
  COMMITMENT_DISCOUNT_ID: 'CommitmentDiscountId',
  COMMITMENT_DISCOUNT_NAME: 'CommitmentDiscountName',
  COMMITMENT_DISCOUNT_STATUS: 'CommitmentDiscountStatus',
  COMMITMENT_DISCOUNT_TYPE: 'CommitmentDiscountType',
  CONSUMED_UNIT: 'ConsumedUnit',
  HOST_PROVIDER_NAME: 'HostProviderName',
  INVOICE_ID: 'InvoiceId',
  INVOICE_ISSUER_NAME: 'InvoiceIssuerName',
  PRICING_CATEGORY: 'PricingCategory',
  PRICING_CURRENCY: 'PricingCurrency',
  PRICING_UNIT: 'PricingUnit',
  REGION_ID: 'RegionId',
  REGION_NAME: 'RegionName',
  RESOURCE_ID: 'ResourceId',
  RESOURCE_NAME: 'ResourceName',
  RESOURCE_TYPE: 'ResourceType',
  SERVICE_CATEGORY: 'ServiceCategory',
  SERVICE_NAME: 'ServiceName',
  SERVICE_PROVIDER_NAME: 'ServiceProviderName',
  SERVICE_SUBCATEGORY: 'ServiceSubcategory',
  SKU_ID: 'SkuId',
  SKU_METER: 'SkuMeter',
  SKU_PRICE_ID: 'SkuPriceId',
  SUB_ACCOUNT_ID: 'SubAccountId',
  SUB_ACCOUNT_NAME: 'SubAccountName',
};

/** Dimensions that may have about as many values as there are charges. */
const WIDE: ReadonlySet<Dimension> = new Set([
  'CHARGE_DESCRIPTION',
  'RESOURCE_ID',
  'RESOURCE_NAME',
]);

export function isWide(term: Term): boolean {
  return WIDE.has(term.dimension);
}

/** Where the dimension's text stands in a charge. */
export function textKeyOf(term: Term): TextKey {
  return term.dimension === 'TAG'
    ? { kind: 'tag', tagKey: term.tagKey }
    : { kind: 'column', column: COLUMNS[term.dimension] };
}
