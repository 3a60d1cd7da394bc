import { AWS_CORE_SKUS } from './catalogue-aws-core';
import { AWS_SERVICE_SKUS } from './catalogue-aws-services';
import { AZURE_SKUS } from './catalogue-azure';
import { GCP_SKUS } from './catalogue-gcp';
import { SERVICE_SKUS } from './catalogue-services';
import type { Sku } from './sku';

const SKUS: readonly Sku[] = [
  ...AWS_CORE_SKUS,
  ...AWS_SERVICE_SKUS,
  ...AZURE_SKUS,
  ...GCP_SKUS,
  ...SERVICE_SKUS,
];

const BY_KEY = new Map(SKUS.map((sku) => [sku.key, sku]));

export function skuOf(key: string): Sku {
  const sku = BY_KEY.get(key);
  if (!sku) throw new RangeError(`no SKU "${key}"`);
  return sku;
}

/** A SKU in one of its sub accounts. */
export interface Placement {
  readonly sku: Sku;
  readonly accountKey: string;
}

/** Every place of the ordinary estate, in a fixed order. */
export const PLACEMENTS: readonly Placement[] = SKUS.filter((sku) => !sku.special).flatMap((sku) =>
  sku.accounts.map((accountKey) => ({ sku, accountKey })),
);
