import type { AnalyticalStore } from './analytical-store';
import { type ColumnKind, FOCUS_COLUMNS } from './focus-columns';
import type { TableDefinition } from './table-layout';

/** Columns that must have a value: a row without them is refused. */
const REQUIRED = new Set(['BillingPeriodStart', 'ChargePeriodStart']);

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: 'LowCardinality(Nullable(String))',
  choice: 'LowCardinality(Nullable(String))',
  identifier: 'Nullable(String)',
  json: 'Nullable(String)',
  decimal: 'Nullable(Decimal(38, 12))',
  time: "Nullable(DateTime('UTC'))",
  tags: 'Map(String, String)',
};

/** Where a charge came from; the rest of its columns are those of FOCUS. */
export const ORIGIN_COLUMNS = {
  BatchId: 'UUID',
  ImportId: 'LowCardinality(String)',
  /** Which of the import's files, from 0. */
  SourceFile: 'UInt16',
  SourceRow: 'UInt64',
} as const;

/** What follows from a charge's columns and can no longer be told from those that are kept. */
export const DERIVED_COLUMNS = {
  /** ServiceProviderName where the bill has a value for it, else PublisherName of FOCUS 1.2 and before. */
  VendorName: TYPES.text,
} as const;

/** Type of each column of `charges`, by name. */
export const CHARGE_TYPES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ORIGIN_COLUMNS),
  ...Object.entries(DERIVED_COLUMNS),
  ...FOCUS_COLUMNS.map(
    ({ name, kind }) =>
      [name, REQUIRED.has(name) ? "DateTime('UTC')" : TYPES[kind]] as [string, string],
  ),
]);

/**
 * A partition holds one batch, so that dropping it touches nothing else, and knows its month, so that
 * questions about other months skip it. Sorted by day first: almost every question names days.
 */
const CHARGES: TableDefinition = {
  name: 'charges',
  columns: [...CHARGE_TYPES].map(([name, type]) => `${name} ${type}`),
  partitionBy: '(toYYYYMM(BillingPeriodStart), BatchId)',
  orderBy: '(toDate(ChargePeriodStart), ServiceProviderName, ServiceName, SubAccountId)',
  settings: 'allow_nullable_key = 1, fsync_after_insert = 1, fsync_part_directory = 1',
};

/** Creates `charges`, or gives an older one the columns that it lacks. */
export async function prepareCharges(store: AnalyticalStore): Promise<void> {
  await store.createTable(CHARGES);
  const present = await store.query<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'charges'",
  );
  const names = new Set(present.map(({ name }) => name));
  const missing = [...CHARGE_TYPES].filter(([name]) => !names.has(name));
  if (missing.length === 0) return;
  const columns = missing.map(([name, type]) => `${name} ${type}`);
  for (const statement of store.layout.addColumns(CHARGES.name, columns)) {
    await store.execute(statement);
  }
}
