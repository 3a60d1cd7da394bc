import type { CostMetric, Metric } from '../generated/graphql';
import type { Measure, SplitColumn } from './charge-query';

/** Sums and counts that metrics are made of. */
export const BASES = {
  billed: sum('BilledCost', 'as-they-are'),
  effective: sum('EffectiveCost', 'as-they-are'),
  list: sum('ListCost', 'zero'),
  contracted: sum('ContractedCost', 'zero'),
  pricingCurrencyEffective: sum('PricingCurrencyEffectiveCost', 'as-they-are'),
  consumedQuantity: sum('ConsumedQuantity', 'as-they-are'),
  pricingQuantity: sum('PricingQuantity', 'as-they-are'),
  /** What list and contracted cost are for: without purchases of commitments, as they are. */
  pricedQuantity: sum('PricingQuantity', 'zero'),
  commitmentQuantity: sum('CommitmentDiscountQuantity', 'as-they-are'),
  charges: { kind: 'count' },
  billingAccounts: { kind: 'distinct', column: 'BillingAccountId' },
  subAccounts: { kind: 'distinct', column: 'SubAccountId' },
  providers: { kind: 'distinct', column: 'ServiceProviderName' },
  services: { kind: 'distinct', column: 'ServiceName' },
  regions: { kind: 'distinct', column: 'RegionId' },
  resources: { kind: 'distinct', column: 'ResourceId' },
  skus: { kind: 'distinct', column: 'SkuId' },
  skuPrices: { kind: 'distinct', column: 'SkuPriceId' },
  commitments: { kind: 'distinct', column: 'CommitmentDiscountId' },
  invoices: { kind: 'distinct', column: 'InvoiceId' },
} as const satisfies Record<string, Measure>;

export type Base = keyof typeof BASES;

/** What a value of the metric is an amount of. */
type Unit =
  | { readonly of: 'money' | 'count' }
  /** Amounts of different texts of the column are never added: rows are split by it. */
  | { readonly of: 'money' | 'quantity' | 'price'; readonly split: SplitColumn };

/** How a metric comes from its bases: as one, as what the second leaves of the first, or as their quotient. */
export type MetricForm = Unit &
  (
    | { readonly kind: 'base'; readonly bases: readonly [Base] }
    | { readonly kind: 'difference' | 'quotient'; readonly bases: readonly [Base, Base] }
  );

const money = (base: Base): MetricForm => ({ kind: 'base', bases: [base], of: 'money' });
const count = (base: Base): MetricForm => ({ kind: 'base', bases: [base], of: 'count' });
const saving = (from: Base, to: Base): MetricForm => ({
  kind: 'difference',
  bases: [from, to],
  of: 'money',
});
const quantity = (base: Base, split: SplitColumn): MetricForm => ({
  kind: 'base',
  bases: [base],
  of: 'quantity',
  split,
});
const price = (cost: Base, units: Base, split: SplitColumn): MetricForm => ({
  kind: 'quotient',
  bases: [cost, units],
  of: 'price',
  split,
});

export const METRICS: Readonly<Record<Metric, MetricForm>> = {
  BILLED_COST: money('billed'),
  EFFECTIVE_COST: money('effective'),
  LIST_COST: money('list'),
  CONTRACTED_COST: money('contracted'),
  PRICING_CURRENCY_EFFECTIVE_COST: {
    ...money('pricingCurrencyEffective'),
    split: 'PricingCurrency',
  } as MetricForm,
  NEGOTIATED_SAVINGS: saving('list', 'contracted'),
  COMMITMENT_SAVINGS: saving('contracted', 'effective'),
  TOTAL_SAVINGS: saving('list', 'effective'),
  CONSUMED_QUANTITY: quantity('consumedQuantity', 'ConsumedUnit'),
  PRICING_QUANTITY: quantity('pricingQuantity', 'PricingUnit'),
  COMMITMENT_DISCOUNT_QUANTITY: quantity('commitmentQuantity', 'CommitmentDiscountUnit'),
  LIST_UNIT_PRICE: price('list', 'pricedQuantity', 'PricingUnit'),
  CONTRACTED_UNIT_PRICE: price('contracted', 'pricedQuantity', 'PricingUnit'),
  EFFECTIVE_UNIT_PRICE: price('effective', 'pricedQuantity', 'PricingUnit'),
  EFFECTIVE_COST_PER_CONSUMED_UNIT: price('effective', 'consumedQuantity', 'ConsumedUnit'),
  CHARGES: count('charges'),
  BILLING_ACCOUNTS: count('billingAccounts'),
  SUB_ACCOUNTS: count('subAccounts'),
  SERVICE_PROVIDERS: count('providers'),
  SERVICES: count('services'),
  REGIONS: count('regions'),
  RESOURCES: count('resources'),
  SKUS: count('skus'),
  SKU_PRICES: count('skuPrices'),
  COMMITMENTS: count('commitments'),
  INVOICES: count('invoices'),
};

/** The column that rows are split by for the metric; null when all of it can be added. */
export function splitOf(metric: Metric): SplitColumn | null {
  const form = METRICS[metric];
  return 'split' in form ? form.split : null;
}

/** Decimal places of an amount of the engine, and of one that was converted: times a rate, which has 18. */
const [PLACES, CONVERTED_PLACES] = [12, 30] as const;

/** Decimal places that sums of the metric have in the engine; only costs are ever converted. */
export function placesOf(metric: Metric, converted: boolean): 12 | 30 {
  const isCost = METRICS[metric].of === 'money' && splitOf(metric) === null;
  return converted && isCost ? CONVERTED_PLACES : PLACES;
}

/** True when values of groups can be added, so that others and running sums follow from the groups. */
export function isAdditive(metric: Metric): boolean {
  const { kind, bases } = METRICS[metric];
  return kind !== 'quotient' && bases.every((base) => BASES[base].kind !== 'distinct');
}

/** Bases of all metrics, each once. */
export function basesOf(metrics: readonly (Metric | CostMetric)[]): Base[] {
  return [...new Set(metrics.flatMap((metric) => METRICS[metric].bases))];
}

/** Name that a base has in rows of the engine; with `previous`, that of the compared period. */
export function columnOf(base: Base, previous = false): string {
  return `${previous ? 'p' : 'm'}_${base}`;
}

/**
 * The metric over columns of a row, each of which `of` may put into an expression. A quotient is a binary
 * float there: good for an order that is the same each time, and never shown.
 */
export function metricSql(
  metric: Metric,
  previous = false,
  of: (column: string) => string = (column) => column,
): string {
  const { kind, bases } = METRICS[metric];
  const [first, second] = bases.map((base) => of(columnOf(base, previous)));
  if (kind === 'base') return `${first}`;
  if (kind === 'difference') return `(${first} - ${second})`;
  return `if(${second} = 0, NULL, toFloat64(${first}) / toFloat64(${second}))`;
}

/** What a sum lacks counts as 0, so that the changes of groups add up; a price has no change without both. */
export function changeSql(metric: Metric, places: number): string {
  const [now, before] = [metricSql(metric), metricSql(metric, true)];
  const { kind, of } = METRICS[metric];
  if (kind === 'quotient') return `${now} - ${before}`;
  // Counts have no sign in the engine, and a difference of them would wrap around.
  if (of === 'count') return `toInt64(${now}) - toInt64(${before})`;
  const known = (amount: string) => `ifNull(${amount}, toDecimal256('0', ${places}))`;
  return `if(${now} IS NULL AND ${before} IS NULL, NULL, ${known(now)} - ${known(before)})`;
}

function sum<Column extends Extract<Measure, { kind: 'sum' }>['column']>(
  column: Column,
  commitmentPurchases: 'as-they-are' | 'zero',
) {
  return { kind: 'sum', column, commitmentPurchases } as const;
}
