import type { AnalyticalStore } from '../store/analytical-store';
import { CHARGE_TYPES } from '../store/charges-table';
import type { TableDefinition } from '../store/table-layout';

/**
 * What dashboards group and filter by. Columns that tell almost every charge from the next (resources, SKUs,
 * tags) are left out, for a rollup that is as long as the charges helps nobody; so is what few ask for, since
 * each column costs every import a few per cent of the time that building takes.
 */
export const ROLLUP_KEYS = [
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

/** Sums that a rollup keeps, by their columns, and how purchases of commitments count in them (C5). */
export const ROLLUP_SUMS = {
  BilledCost: 'as-they-are',
  EffectiveCost: 'as-they-are',
  ListCost: 'zero',
  ContractedCost: 'zero',
} as const;

/** Name of the table. Other columns need another name, and a migration that forgets the rollups of this one. */
export const DAILY_COSTS = 'daily_costs';

/**
 * Sums of charges by day: `ChargePeriodStart` is where the day begins, the other keys are those of its charges.
 * Small, so a partition holds a month of all batches: a part for each batch would cost a question more than
 * the rows in it.
 */
const TABLE: TableDefinition = {
  name: DAILY_COSTS,
  columns: [
    'RollupId UUID',
    "BillingPeriodStart DateTime('UTC')",
    "ChargePeriodStart DateTime('UTC')",
    ...ROLLUP_KEYS.map((name) => `${name} ${CHARGE_TYPES.get(name)}`),
    'Charges UInt64',
    ...Object.keys(ROLLUP_SUMS).map((name) => `${name} Nullable(Decimal(76, 12))`),
  ],
  partitionBy: 'toYYYYMM(BillingPeriodStart)',
  orderBy: '(toDate(ChargePeriodStart), ServiceProviderName, ServiceName, SubAccountId)',
  settings: 'allow_nullable_key = 1, fsync_after_insert = 1, fsync_part_directory = 1',
};

export async function prepareDailyCosts(store: AnalyticalStore): Promise<void> {
  await store.createTable(TABLE);
}
