import type { PlainSum } from '../costs/charge-query';
import type { AnalyticalStore } from '../store/analytical-store';
import { CHARGE_TYPES } from '../store/charges-table';
import { prepareTable } from '../store/prepare-table';
import type { TableDefinition } from '../store/table-layout';

/**
 * Sums of charges: `ChargePeriodStart` is where their day or month begins, the other keys are those of the
 * charges, `BillingPeriodStart` among them.
 */
export interface Rollup {
  readonly table: 'daily_costs' | 'daily_usage' | 'monthly_costs';
  readonly grain: 'DAY' | 'MONTH';
  /**
   * A further key or sum needs a migration that forgets the rollups which were built without it, and that gives the
   * pointers at them another name, so that a process of the version before makes no more of these.
   */
  readonly keys: readonly string[];
  /** By their columns. */
  readonly sums: Readonly<Record<string, PlainSum>>;
}

const sumOf = (
  column: PlainSum['column'],
  commitmentPurchases: PlainSum['commitmentPurchases'] = 'as-they-are',
): PlainSum => ({ kind: 'sum', column, commitmentPurchases });

const COSTS = {
  BilledCost: sumOf('BilledCost'),
  EffectiveCost: sumOf('EffectiveCost'),
  ListCost: sumOf('ListCost', 'zero'),
  ContractedCost: sumOf('ContractedCost', 'zero'),
} as const;

/**
 * What dashboards group and filter by. Columns that tell almost every charge of a day from the next (resources, tags,
 * SKUs) are left out, for a rollup that is as long as the charges helps nobody; so is what few ask for, since each
 * column costs every import a few per cent of the time that building takes.
 */
const COMMON_KEYS = [
  'BillingAccountId',
  'BillingAccountName',
  'SubAccountId',
  'SubAccountName',
  'BillingCurrency',
  'ServiceProviderName',
  'ServiceCategory',
  'ServiceName',
  'RegionId',
  'RegionName',
  'ChargeCategory',
  'PricingCategory',
  'CommitmentDiscountStatus',
] as const;

export const DAILY_COSTS = {
  table: 'daily_costs',
  grain: 'DAY',
  keys: COMMON_KEYS,
  sums: COSTS,
} as const satisfies Rollup;

/** What was used of each SKU, for prices and for what changes in them explain. */
export const DAILY_USAGE = {
  table: 'daily_usage',
  grain: 'DAY',
  keys: [...COMMON_KEYS, 'SkuId', 'SkuPriceId', 'PricingUnit', 'ConsumedUnit'],
  sums: {
    ...COSTS,
    PricingQuantity: sumOf('PricingQuantity'),
    PricedQuantity: sumOf('PricingQuantity', 'zero'),
    ConsumedQuantity: sumOf('ConsumedQuantity'),
  },
} as const satisfies Rollup;

/**
 * By month: of the demo bill a row is the sum of 66 charges, and would be that of two by day. What follows the resource
 * adds few rows, for its tags, commitment and invoice seldom change within a month; its SKUs would add more.
 */
export const MONTHLY_COSTS = {
  table: 'monthly_costs',
  grain: 'MONTH',
  keys: [
    ...COMMON_KEYS,
    'ResourceId',
    'ResourceName',
    'ResourceType',
    'Tags',
    'ServiceSubcategory',
    'CommitmentDiscountId',
    'CapacityReservationStatus',
    'InvoiceId',
    'CommitmentProgramEligibilityDetails',
  ],
  sums: {
    ...COSTS,
    EffectiveCostAboveZero: { ...COSTS.EffectiveCost, apart: 'aboveZero' },
    EffectiveCostOfTokens: { ...COSTS.EffectiveCost, apart: 'tokens' },
    ConsumedTokens: { ...sumOf('ConsumedQuantity'), apart: 'tokens' },
  },
} as const satisfies Rollup;

/** A question is answered from the first that covers it; a batch has the sums by day from the beginning. */
export const ROLLUPS: readonly Rollup[] = [DAILY_COSTS, MONTHLY_COSTS, DAILY_USAGE];

/**
 * Small, so a partition holds a month of all batches: a part for each batch would cost a question more than
 * the rows in it.
 */
const definitionOf = ({ table, keys, sums }: Rollup): TableDefinition => ({
  name: table,
  columns: [
    'RollupId UUID',
    "BillingPeriodStart DateTime('UTC')",
    "ChargePeriodStart DateTime('UTC')",
    ...keys.map((name) => `${name} ${CHARGE_TYPES.get(name)}`),
    'Charges UInt64',
    ...Object.keys(sums).map((name) => `${name} Nullable(Decimal(76, 12))`),
  ],
  partitionBy: 'toYYYYMM(BillingPeriodStart)',
  orderBy: '(toDate(ChargePeriodStart), ServiceProviderName, ServiceName, SubAccountId)',
  settings: 'allow_nullable_key = 1, fsync_after_insert = 1, fsync_part_directory = 1',
});

/** Tables of versions before, which no pointer names any more. */
const RETIRED = ['monthly_resource_costs'] as const;

/** Creates what is absent, columns too, and drops what nobody reads any more. */
export async function prepareRollups(store: AnalyticalStore): Promise<void> {
  for (const table of RETIRED) await store.dropTable(table);
  for (const rollup of ROLLUPS) await prepareTable(store, definitionOf(rollup));
}
