import type { GroupDimension } from './question';

/** Every dimension that the analyst groups or filters by, named as the finops API names it. */
export type NamedDimension =
  | GroupDimension
  | 'BILLING_ACCOUNT_ID'
  | 'REGION_ID'
  | 'SUB_ACCOUNT_ID'
  | 'TAG';

const NAMES: Readonly<Record<NamedDimension, readonly [singular: string, plural: string]>> = {
  AVAILABILITY_ZONE: ['availability zone', 'availability zones'],
  BILLING_ACCOUNT_ID: ['billing account', 'billing accounts'],
  BILLING_ACCOUNT_NAME: ['billing account', 'billing accounts'],
  BILLING_CURRENCY: ['currency', 'currencies'],
  CHARGE_CATEGORY: ['charge category', 'charge categories'],
  CHARGE_DESCRIPTION: ['charge description', 'charge descriptions'],
  CHARGE_FREQUENCY: ['charge frequency', 'charge frequencies'],
  COMMITMENT_DISCOUNT_NAME: ['commitment', 'commitments'],
  COMMITMENT_DISCOUNT_TYPE: ['commitment type', 'commitment types'],
  INVOICE_ID: ['invoice', 'invoices'],
  INVOICE_ISSUER_NAME: ['invoice issuer', 'invoice issuers'],
  PRICING_CATEGORY: ['pricing category', 'pricing categories'],
  REGION_ID: ['region', 'regions'],
  REGION_NAME: ['region', 'regions'],
  RESOURCE_ID: ['resource', 'resources'],
  RESOURCE_NAME: ['resource', 'resources'],
  RESOURCE_TYPE: ['resource type', 'resource types'],
  SERVICE_CATEGORY: ['service category', 'service categories'],
  SERVICE_NAME: ['service', 'services'],
  SERVICE_PROVIDER_NAME: ['provider', 'providers'],
  SERVICE_SUBCATEGORY: ['service subcategory', 'service subcategories'],
  SKU_ID: ['SKU', 'SKUs'],
  SKU_METER: ['meter', 'meters'],
  SUB_ACCOUNT_ID: ['account', 'accounts'],
  SUB_ACCOUNT_NAME: ['account', 'accounts'],
  TAG: ['tag', 'tags'],
};

/** A dimension with the key where it is a tag. */
export interface Term {
  readonly dimension: NamedDimension;
  readonly tagKey: string | null;
}

/** "service", "tag team". */
export function termName({ dimension, tagKey }: Term): string {
  return tagKey === null ? NAMES[dimension][0] : `tag ${tagKey}`;
}

/** "services", "values of tag team". */
export function termPlural({ dimension, tagKey }: Term): string {
  return tagKey === null ? NAMES[dimension][1] : `values of tag ${tagKey}`;
}
