import { type ChargeScope, scopeSql } from '../access/charge-scope';
import type { Bindings } from '../store/bindings';

/** Text columns that charges can be grouped and filtered by. */
export type TextColumn =
  | 'AvailabilityZone'
  | 'BillingAccountId'
  | 'BillingAccountName'
  | 'BillingCurrency'
  | 'CapacityReservationId'
  | 'CapacityReservationStatus'
  | 'ChargeCategory'
  | 'ChargeClass'
  | 'ChargeDescription'
  | 'ChargeFrequency'
  | 'CommitmentDiscountCategory'
  | 'CommitmentDiscountId'
  | 'CommitmentDiscountName'
  | 'CommitmentDiscountStatus'
  | 'CommitmentDiscountType'
  | 'ConsumedUnit'
  | 'HostProviderName'
  | 'InvoiceId'
  | 'InvoiceIssuerName'
  | 'PricingCategory'
  | 'PricingCurrency'
  | 'PricingUnit'
  | 'RegionId'
  | 'RegionName'
  | 'ResourceId'
  | 'ResourceName'
  | 'ResourceType'
  | 'ServiceCategory'
  | 'ServiceName'
  | 'ServiceProviderName'
  | 'ServiceSubcategory'
  | 'SkuId'
  | 'SkuMeter'
  | 'SkuPriceId'
  | 'SubAccountId'
  | 'SubAccountName';

export type CostColumn = 'BilledCost' | 'ContractedCost' | 'EffectiveCost' | 'ListCost';
export type QuantityColumn =
  | 'ConsumedQuantity'
  | 'PricingCurrencyEffectiveCost'
  | 'PricingQuantity';
export type TimeColumn = 'BillingPeriodStart' | 'ChargePeriodStart';
export type BucketLength = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** A text of a charge, by its column or by the key of a tag. */
export type TextKey =
  | { readonly kind: 'column'; readonly column: TextColumn }
  | { readonly kind: 'tag'; readonly tagKey: string };

/** What charges are grouped by. Texts come back as '' where a charge has none (C12: no stored text is empty). */
export type Key =
  | TextKey
  /** BillingCurrency, XXX where the bill names none. */
  | { readonly kind: 'currency' }
  /** First day of the time bucket. */
  | { readonly kind: 'bucket'; readonly time: TimeColumn; readonly length: BucketLength }
  /** Each key of the charge's tags: a charge counts once for every tag it has. */
  | { readonly kind: 'each-tag-key' };

/** What is added up over the charges of a group. */
export type Measure =
  | { readonly kind: 'count' }
  /** Exact sum; null when no charge of the group has a value (C9). */
  | {
      readonly kind: 'sum';
      readonly column: CostColumn | QuantityColumn;
      /** Lets purchases of commitments add 0 (C5), since the usage that they cover is priced itself. */
      readonly commitmentPurchases: 'as-they-are' | 'zero';
    };

/** A condition on a charge. `values` are never empty texts: a charge without a text is what IS_NULL finds. */
export type Condition =
  | {
      readonly key: TextKey;
      readonly operator: 'IN' | 'NOT_IN' | 'CONTAINS';
      readonly values: readonly string[];
    }
  | { readonly key: TextKey; readonly operator: 'IS_NULL' | 'IS_NOT_NULL' };

/** Whole days in UTC, `to` not included. */
export interface Period {
  readonly time: TimeColumn;
  readonly from: string;
  readonly to: string;
}

/** A question to the charges. Keys and measures go by the names that their columns have in the answer. */
export interface ChargeQuery {
  readonly scope: ChargeScope;
  readonly period?: Period;
  readonly conditions: readonly Condition[];
  readonly keys: Readonly<Record<string, Key>>;
  readonly measures: Readonly<Record<string, Measure>>;
}

/** The expressions of a compiled question, from which statements are put together. */
export interface Fragments {
  readonly keys: Readonly<Record<string, string>>;
  readonly measures: Readonly<Record<string, string>>;
  readonly where: string;
}

/** Expressions of the question's keys, measures and conditions; their values go to `bindings`. */
export function compile(query: ChargeQuery, bindings: Bindings): Fragments {
  const conditions = [
    scopeSql(query.scope, bindings),
    ...(query.period ? [periodSql(query.period, bindings)] : []),
    ...query.conditions.map((condition) => conditionSql(condition, bindings)),
  ];
  return {
    keys: mapValues(query.keys, (key) => keySql(key, bindings)),
    measures: mapValues(query.measures, measureSql),
    where: conditions.join(' AND '),
  };
}

/** One row for each combination of the keys. */
export function grouped({ keys, measures, where }: Fragments): string {
  const columns = Object.entries({ ...keys, ...measures }).map(
    ([name, sql]) => `${sql} AS ${name}`,
  );
  return `SELECT ${columns.join(', ')} FROM charges WHERE ${where} GROUP BY ${Object.keys(keys).join(', ')}`;
}

const BUCKETS: Readonly<Record<BucketLength, string>> = {
  DAY: 'toDate',
  WEEK: 'toMonday',
  MONTH: 'toStartOfMonth',
  QUARTER: 'toStartOfQuarter',
  YEAR: 'toStartOfYear',
};

function keySql(key: Key, bindings: Bindings): string {
  switch (key.kind) {
    case 'column':
    case 'tag':
      return textSql(key, bindings);
    case 'currency':
      return "ifNull(BillingCurrency, 'XXX')";
    case 'bucket':
      return `${BUCKETS[key.length]}(${key.time})`;
    case 'each-tag-key':
      return 'arrayJoin(mapKeys(Tags))';
  }
}

/** A text that is '' where the charge has none. */
function textSql(key: TextKey, bindings: Bindings): string {
  return key.kind === 'tag'
    ? `Tags[${bindings.bind('String', key.tagKey)}]`
    : `ifNull(${key.column}, '')`;
}

/** The aggregate of a measure. */
export function measureSql(measure: Measure): string {
  if (measure.kind === 'count') return 'count()';
  const { column, commitmentPurchases } = measure;
  const amount =
    commitmentPurchases === 'zero'
      ? `if(ChargeCategory = 'Purchase' AND CommitmentDiscountId IS NOT NULL, toDecimal128(0, 12), ${column})`
      : column;
  // A sum of Decimal(38, 12) has 38 digits itself and would wrap around silently.
  return `sum(toDecimal256(${amount}, 12))`;
}

/** Days that a time of a charge can have in the store. */
const FIRST_DAY = '1970-01-01';
const LAST_DAY = '2149-06-06';

/**
 * Compared as days, the way tables and projections are ordered, so that the store can skip what lies
 * outside. A DateTime('UTC') becomes its day in UTC whatever the engine's own time zone is.
 */
function periodSql({ time, from, to }: Period, bindings: Bindings): string {
  const day = (text: string) => bindings.bind('Date', withinCalendar(text));
  return `toDate(${time}) >= ${day(from)} AND toDate(${time}) < ${day(to)}`;
}

function withinCalendar(day: string): string {
  if (day < FIRST_DAY) return FIRST_DAY;
  return day > LAST_DAY ? LAST_DAY : day;
}

/** Most texts that the engine searches for at once. */
const MOST_NEEDLES = 255;

function conditionSql(condition: Condition, bindings: Bindings): string {
  const text = textSql(condition.key, bindings);
  switch (condition.operator) {
    case 'IN': {
      // The bare column lets the store use its index; null is never equal to anything.
      const { key } = condition;
      const value = key.kind === 'column' ? key.column : text;
      return `${value} IN ${bindings.bind('Array(String)', condition.values)}`;
    }
    case 'NOT_IN':
      return `${text} NOT IN ${bindings.bind('Array(String)', condition.values)}`;
    case 'CONTAINS': {
      const searches = chunks(condition.values, MOST_NEEDLES).map(
        (needles) =>
          `multiSearchAnyCaseInsensitiveUTF8(${text}, ${bindings.bind('Array(String)', needles)})`,
      );
      return `(${searches.join(' OR ')})`;
    }
    case 'IS_NULL':
      return `${text} = ''`;
    case 'IS_NOT_NULL':
      return `${text} != ''`;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
