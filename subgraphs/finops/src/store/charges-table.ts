import type { AnalyticalStore } from './analytical-store';
import { type ColumnKind, FOCUS_COLUMNS } from './focus-columns';
import { prepareTable } from './prepare-table';
import type { TableDefinition, TableLayout } from './table-layout';

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
 * A month of a load grows until its import ends and then never again, so merging it meanwhile is work for
 * nothing: a third of the time that an import of 30 million charges takes. The embedded engine merges each month into
 * one part when all of it has been there for five minutes, and before that only where sixty parts have gathered, for
 * merging them takes memory for each. (Its heuristic lets it merge fewer at once the more there are, and so none.) Its
 * merges leave out statistics of every column, which take a good part of their time and help none of our questions:
 * parts that no merge has touched have none either. A server's merges are its administrator's, and one older than such
 * a setting would refuse the table.
 */
const EMBEDDED_MERGES = [
  'min_parts_to_merge_at_once = 60',
  'merge_selector_enable_heuristic_to_lower_max_parts_to_merge_at_once = 0',
  'min_age_to_force_merge_seconds = 300',
  'min_age_to_force_merge_on_partition_only = 1',
  "auto_statistics_types = ''",
];

const settingsIn = ({ syncs }: TableLayout): readonly string[] => [
  // An import writes many parts. In one file each, until they are merged, they take less time to write, and no two
  // buffers of a megabyte for each of the columns.
  'min_level_for_wide_part = 1',
  `fsync_after_insert = ${Number(syncs)}`,
  `fsync_part_directory = ${Number(syncs)}`,
  ...(syncs ? [] : EMBEDDED_MERGES),
];

/**
 * What an attempt at an import brings under one name is a load, which the second half of its batches' ids names:
 * the half that the engine compares first, so a part tells by the least and the greatest of its ids whose it is.
 */
export const LOAD_SQL = 'substring(toString(BatchId), 20)';

export const loadOf = (batchId: string): string => batchId.slice(19);

/**
 * A partition holds a month of one load, so that dropping it touches nothing else, and questions about other
 * months skip it. One for each batch would be a part for each of the thousands of billing accounts that a
 * reseller's bill has. Sorted by day first: almost every question names days.
 */
const chargesIn = (settings: string): TableDefinition => ({
  name: 'charges',
  columns: [...CHARGE_TYPES].map(([name, type]) => `${name} ${type}`),
  partitionBy: `(toYYYYMM(BillingPeriodStart), ${LOAD_SQL})`,
  orderBy: '(toDate(ChargePeriodStart), ServiceProviderName, ServiceName, SubAccountId)',
  settings: `allow_nullable_key = 1, ${settings}`,
});

/** Creates `charges`, or gives an older one the columns that it lacks; one of the embedded engine the settings too. */
export async function prepareCharges(store: AnalyticalStore): Promise<void> {
  const settings = settingsIn(store.layout);
  await prepareTable(store, chargesIn(settings.join(', ')));
  // A server's table is its administrator's.
  if (!store.layout.syncs) await setSettings(store, settings);
}

async function setSettings(store: AnalyticalStore, settings: readonly string[]): Promise<void> {
  const [table] = await store.query<{ ddl: string }>(
    "SELECT create_table_query AS ddl FROM system.tables WHERE database = currentDatabase() AND name = 'charges'",
  );
  const differing = settings.filter((setting) => !table?.ddl.includes(setting));
  if (differing.length > 0) {
    await store.execute(`ALTER TABLE charges MODIFY SETTING ${differing.join(', ')}`);
  }
}
