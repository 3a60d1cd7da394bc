import type { ChargeScope } from '../access/charge-scope';
import type { RateGrid } from '../conversion/conversion';
import type { Shift } from './comparison';

export type CostColumn = 'BilledCost' | 'ContractedCost' | 'EffectiveCost' | 'ListCost';
export type QuantityColumn =
  | 'CommitmentDiscountQuantity'
  | 'ConsumedQuantity'
  | 'PricingCurrencyEffectiveCost'
  | 'PricingQuantity';
export type DistinctColumn =
  | 'BillingAccountId'
  | 'CommitmentDiscountId'
  | 'InvoiceId'
  | 'RegionId'
  | 'ResourceId'
  | 'ServiceName'
  | 'ServiceProviderName'
  | 'SkuId'
  | 'SkuPriceId'
  | 'SubAccountId';
/** Columns that say what an amount is an amount of. */
export type SplitColumn =
  | 'CommitmentDiscountUnit'
  | 'ConsumedUnit'
  | 'PricingCurrency'
  | 'PricingUnit';
export type TimeColumn = 'BillingPeriodStart' | 'ChargePeriodStart';
export type BucketLength = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** A value of a charge as text, by the name of its column or the key of a tag. */
export type TextKey =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'decimal' | 'time'; readonly column: string }
  | { readonly kind: 'tag'; readonly column: 'Tags' | 'AllocatedTags'; readonly tagKey: string };

/** What charges are grouped by. Texts come back as '' where a charge has none (C12: no stored text is empty). */
export type Key =
  | TextKey
  /** BillingCurrency, XXX where the bill names none. */
  | { readonly kind: 'currency' }
  /** The unit or currency that an amount is in. */
  | { readonly kind: 'split'; readonly column: SplitColumn }
  /** A text of several columns. */
  | { readonly kind: 'expression'; readonly sql: string; readonly columns: readonly string[] }
  /** First day of the time bucket, or its first moment where it is an hour. */
  | {
      readonly kind: 'bucket';
      readonly time: TimeColumn;
      readonly length: BucketLength;
      /** First month of the fiscal year, 1 to 12; quarters and years begin with it. */
      readonly fiscalYearStart: number;
      /** Moves each time before it is put into its bucket. */
      readonly shift?: Shift;
    }
  /** Each key of the charge's tags: a charge counts once for every tag it has. */
  | { readonly kind: 'each-tag-key' };

/** Some charges of a group: a condition on its columns; null where a column has no value counts as false. */
export interface Among {
  readonly sql: string;
  /** The columns that stand in it. */
  readonly columns: readonly string[];
}

/** A sum as rollups keep it; null when no charge of the group has a value (C9). */
export interface PlainSum {
  readonly kind: 'sum';
  readonly column: CostColumn | QuantityColumn;
  /** `zero` lets purchases of commitments add 0 (C5), since the usage that they cover is priced itself. */
  readonly commitmentPurchases: 'as-they-are' | 'zero';
  /**
   * Only charges whose effective cost is above 0, or that are of tokens; others add 0. Rollups have no key that would tell
   * them and keep such sums apart.
   */
  readonly apart?: 'aboveZero' | 'tokens';
}

/** What is added up over the charges of a group. */
export type Measure =
  | { readonly kind: 'count'; readonly among?: Among }
  /** Number of different values; charges without one add none. */
  | { readonly kind: 'distinct'; readonly column: DistinctColumn }
  /** Exact. Charges that are not `among` add 0; where it leaves purchases of commitments out, there are `none`. */
  | (Omit<PlainSum, 'commitmentPurchases'> & {
      readonly commitmentPurchases: PlainSum['commitmentPurchases'] | 'none';
      readonly among?: Among;
    });

/**
 * A condition on a charge. `values` are never empty texts: a charge without a value is what IS_NULL finds.
 * Decimals and times are compared as such, and only they have an order.
 */
export type Condition =
  | {
      readonly key: TextKey;
      readonly operator: 'IN' | 'NOT_IN' | 'CONTAINS' | 'NOT_CONTAINS' | 'STARTS_WITH';
      readonly values: readonly string[];
    }
  | { readonly key: TextKey; readonly operator: Order; readonly values: readonly [string] }
  | { readonly key: TextKey; readonly operator: 'IS_NULL' | 'IS_NOT_NULL' };

export type Order = 'GREATER_THAN' | 'AT_LEAST' | 'LESS_THAN' | 'AT_MOST';

/** Whole days in UTC, `to` not included. */
export interface Period {
  readonly time: TimeColumn;
  readonly from: string;
  readonly to: string;
}

/** Where charges are read, and what their costs are converted with. */
export interface Ground {
  readonly scope: ChargeScope;
  readonly rates: RateGrid | null;
}

/** A question to the charges. Keys and measures go by the names that their columns have in the answer. */
export interface ChargeQuery {
  readonly scope: ChargeScope;
  readonly period?: Period;
  readonly conditions: readonly Condition[];
  /**
   * Converts costs, and makes theirs the currency of every row; the statement must begin with `withRates`.
   * Conditions and other keys see charges as they were billed.
   */
  readonly rates?: RateGrid | null;
  readonly keys: Readonly<Record<string, Key>>;
  readonly measures: Readonly<Record<string, Measure>>;
}
