import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CostsInput, Metric } from '../src/generated/graphql';
import { quotient, units, written } from './exact';

// Random charges, the questions that may be asked about them, and each metric over the charges themselves,
// in whole numbers of a millionth of a millionth.

export interface Charge {
  BatchId: string;
  ServiceName: string | null;
  ResourceId: string | null;
  BillingCurrency: string | null;
  ChargeCategory: string;
  CommitmentDiscountId: string | null;
  EffectiveCost: string | null;
  ListCost: string | null;
  ContractedCost: string | null;
  PricingQuantity: string | null;
  PricingUnit: string | null;
  ConsumedQuantity: string | null;
  ConsumedUnit: string | null;
  ListUnitPrice: string | null;
  ChargePeriodStart: string;
  BillingPeriodStart: string;
}

export const BATCH = randomUUID();
const pick = <const T>(...items: readonly T[]) => fc.constantFrom(...items);
const amount = pick('0', '0.000000000001', '12.5', '-7.25', '100', '0.1', null);
export const charge: fc.Arbitrary<Charge> = fc.record({
  BatchId: pick(BATCH),
  ServiceName: pick('EC2', 'S3', 'RDS', null),
  ResourceId: pick('r1', 'r2', 'r3', null),
  BillingCurrency: pick('USD', 'USD', 'EUR', null),
  ChargeCategory: pick('Usage', 'Usage', 'Purchase'),
  CommitmentDiscountId: pick('plan', null),
  EffectiveCost: amount,
  ListCost: amount,
  ContractedCost: amount,
  PricingQuantity: amount,
  PricingUnit: pick('Hours', 'GB', null),
  ConsumedQuantity: amount,
  ConsumedUnit: pick('Hours', 'Requests', null),
  ListUnitPrice: amount,
  ChargePeriodStart: pick(
    '2026-01-29 00:00:00',
    '2026-01-31 23:30:00',
    '2026-02-01 00:00:00',
    '2026-02-28 05:59:59',
    '2026-03-01 12:00:00',
    '2026-03-31 00:00:00',
    '2025-03-02 01:00:00',
    '2025-12-31 23:00:00',
  ),
  BillingPeriodStart: pick('2026-01-01 00:00:00'),
});

const isPurchase = (row: Charge) => row.ChargeCategory === 'Purchase' && row.CommitmentDiscountId;
type Sum = (rows: readonly Charge[]) => bigint | null;
const total =
  (column: keyof Charge, purchases = true): Sum =>
  (rows) => {
    const known = rows
      .map((row) => (!purchases && isPurchase(row) ? '0' : row[column]))
      .filter((text) => text !== null);
    return known.length === 0 ? null : known.reduce((sum, text) => sum + (units(text) ?? 0n), 0n);
  };
const distinct =
  (column: keyof Charge) =>
  (rows: readonly Charge[]): string =>
    String(new Set(rows.map((row) => row[column]).filter((text) => text !== null)).size);
export const text = (value: bigint | null) => (value === null ? null : written(value));
const less = (a: Sum, b: Sum) => (rows: readonly Charge[]) => {
  const [first, second] = [a(rows), b(rows)];
  return first === null || second === null ? null : written(first - second);
};
const by = (a: Sum, b: Sum) => (rows: readonly Charge[]) => quotient(a(rows), b(rows), 1n);

const list = total('ListCost', false);
const contracted = total('ContractedCost', false);
export const effective = total('EffectiveCost');
export const VALUES: Partial<Record<Metric, (rows: readonly Charge[]) => string | null>> = {
  EFFECTIVE_COST: (rows) => text(effective(rows)),
  LIST_COST: (rows) => text(list(rows)),
  TOTAL_SAVINGS: less(list, effective),
  NEGOTIATED_SAVINGS: less(list, contracted),
  PRICING_QUANTITY: (rows) => text(total('PricingQuantity')(rows)),
  CONSUMED_QUANTITY: (rows) => text(total('ConsumedQuantity')(rows)),
  LIST_UNIT_PRICE: by(list, total('PricingQuantity', false)),
  EFFECTIVE_COST_PER_CONSUMED_UNIT: by(effective, total('ConsumedQuantity')),
  CHARGES: (rows) => String(rows.length),
  RESOURCES: distinct('ResourceId'),
  SERVICES: distinct('ServiceName'),
};
const METRICS = Object.keys(VALUES) as Metric[];
const SUMS: Metric[] = ['LIST_COST', 'TOTAL_SAVINGS', 'PRICING_QUANTITY', 'CHARGES'];
export const SPLITS: Partial<Record<Metric, 'PricingUnit' | 'ConsumedUnit'>> = {
  PRICING_QUANTITY: 'PricingUnit',
  LIST_UNIT_PRICE: 'PricingUnit',
  CONSUMED_QUANTITY: 'ConsumedUnit',
  EFFECTIVE_COST_PER_CONSUMED_UNIT: 'ConsumedUnit',
};

export const question = fc
  .record({
    groupBy: fc.subarray([
      { dimension: 'SERVICE_NAME' as const },
      { dimension: 'RESOURCE_ID' as const },
      { dimension: 'LIST_UNIT_PRICE' as const },
      { dimension: 'CHARGE_PERIOD_START' as const },
    ]),
    granularity: pick('TOTAL', 'HOUR', 'DAY', 'MONTH', 'QUARTER', 'YEAR'),
    fiscalYearStart: pick(1, 2, 4, 12),
    compareWith: pick('PREVIOUS_PERIOD', 'PREVIOUS_YEAR', 'SAME_WEEKDAYS', null),
    period: pick(
      { from: '2026-02-01', to: '2026-03-01' },
      { from: '2026-01-01', to: '2026-04-01' },
      { from: '2026-02-10', to: '2026-03-02' },
    ),
    top: pick(null, null, 1, 2),
    cumulative: fc.boolean(),
    metrics: fc.subarray(METRICS, { maxLength: 5 }),
  })
  .map(
    ({ cumulative, ...input }): CostsInput => ({
      ...input,
      ...(cumulative &&
        input.granularity !== 'TOTAL' && {
          cumulative,
          metrics: input.metrics.filter((metric) => SUMS.includes(metric)),
        }),
    }),
  );
