import type { ProviderKey } from './accounts';
import type { Amount } from './amount';
import type { Ownership } from './tags';

/** `commitment` is the purchase of a commitment discount: its list cost comes again with the usage it covers. */
export type ChargeKind = 'usage' | 'commitment' | 'other' | 'tax';

/** What a row's costs are counted under. */
export interface BucketKey {
  readonly billingMonth: string;
  readonly chargeMonth: string;
  readonly provider: ProviderKey;
  readonly currency: string;
  readonly service: string;
  readonly kind: ChargeKind;
  /** Only for usage of a resource; anything else cannot be tagged. */
  readonly ownership: Ownership | 'untaggable';
  readonly wasteId: string | undefined;
}

export interface Bucket {
  readonly key: BucketKey;
  rows: number;
  list: Amount;
  contracted: Amount;
  effective: Amount;
  billed: Amount;
  pricingEffective: Amount;
}

/** Running totals; their number depends on months, services and accounts, never on rows. */
export class Totals {
  private readonly buckets = new Map<string, Bucket>();

  bucket(key: BucketKey): Bucket {
    const text = `${key.billingMonth}|${key.chargeMonth}|${key.provider}|${key.currency}|${key.service}|${key.kind}|${key.ownership}|${key.wasteId ?? ''}`;
    const known = this.buckets.get(text);
    if (known) return known;
    const bucket = emptyBucket(key);
    this.buckets.set(text, bucket);
    return bucket;
  }

  all(): Bucket[] {
    return [...this.buckets.values()];
  }
}

function emptyBucket(key: BucketKey): Bucket {
  return {
    key,
    rows: 0,
    list: 0n,
    contracted: 0n,
    effective: 0n,
    billed: 0n,
    pricingEffective: 0n,
  };
}
