/** A table of the analytical store, whatever it is made of. */
export interface TableDefinition {
  readonly name: string;
  /** As `name Type`. */
  readonly columns: readonly string[];
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly settings?: string;
}

type Settings = Readonly<Record<string, string | number>>;

/**
 * What tables are made of: a MergeTree each on one server, on a cluster a part of it on every shard. Names of
 * tables and columns are the same on both, so only DDL and what concerns parts of tables asks for this.
 */
export interface TableLayout {
  /** What every statement carries besides its own settings. */
  readonly settings: Settings;
  /**
   * Whether an insertion is on the disk when it has ended; else `AnalyticalStore.persist` brings it there. The
   * embedded engine would go on counting what it synced as memory of the INSERT, which then ran out of it after
   * some millions of rows.
   */
  readonly syncs: boolean;
  /** Statements that make a table in a database where it is absent. */
  create(table: TableDefinition, database: string): readonly string[];
  /** Statements that drop a table where it is present. */
  dropTable(table: string): readonly string[];
  /** Statements that give a table columns, each as `name Type`. */
  addColumns(table: string, columns: readonly string[]): readonly string[];
  /** `ids` as `system.parts` has them. */
  dropPartitions(table: string, ids: readonly string[]): string;
  /** The beginning of a DELETE, up to its WHERE: nobody sees the rows any more. */
  deleteFrom(table: string): string;
  /** The same of a statement that writes the parts anew which have such rows, so that they leave the disk. */
  eraseFrom(table: string): string;
  /** A SELECT's FROM and WHERE for the active parts of a table, each of them once. */
  partsOf(table: string): string;
  /** Statements after which all who answer questions have what was inserted into these tables. */
  settle(tables: readonly string[]): readonly string[];
}

const body = ({ columns }: TableDefinition): string => `(\n  ${columns.join(',\n  ')}\n)`;

const order = ({ partitionBy, orderBy, settings }: TableDefinition): string =>
  [
    ...(partitionBy ? [`PARTITION BY ${partitionBy}`] : []),
    `ORDER BY ${orderBy}`,
    ...(settings ? [`SETTINGS ${settings}`] : []),
  ].join('\n');

const additions = (columns: readonly string[]): string =>
  columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ');

const drops = (ids: readonly string[]): string =>
  ids.map((id) => `DROP PARTITION ID '${id}'`).join(', ');

const activeParts = (table: string): string =>
  `WHERE active AND database = currentDatabase() AND table = '${table}'`;

/** A server that stands alone. */
export const SINGLE: TableLayout = {
  settings: {},
  syncs: true,
  create: (table) => [
    `CREATE TABLE IF NOT EXISTS ${table.name}\n${body(table)}\nENGINE = MergeTree\n${order(table)}`,
  ],
  dropTable: (table) => [`DROP TABLE IF EXISTS ${table} SYNC`],
  addColumns: (table, columns) => [`ALTER TABLE ${table} ${additions(columns)}`],
  dropPartitions: (table, ids) => `ALTER TABLE ${table} ${drops(ids)}`,
  deleteFrom: (table) => `DELETE FROM ${table}`,
  eraseFrom: (table) => `ALTER TABLE ${table} DELETE`,
  partsOf: (table) => `FROM system.parts ${activeParts(table)}`,
  settle: () => [],
};

/** A replica that lacks an insertion for longer than this answers no question. Seconds. */
const MOST_DELAY_S = 30;
/** For statements that all servers of the cluster run. Seconds. */
const PATIENCE_S = 600;

export const EMBEDDED: TableLayout = { ...SINGLE, syncs: false };

/**
 * A cluster that the servers' configuration names (`remote_servers`): rows are spread over its shards at
 * random, so that all of them work on each question, and each shard's replicas copy from each other: it has
 * `internal_replication`, and its servers have the macros `shard` and `replica`.
 */
export function clusterLayout(cluster: string): TableLayout {
  const everywhere = `ON CLUSTER '${cluster}'`;
  const shardOf = (table: string): string => `${table}_shard`;
  return {
    settings: {
      // A subquery over a table of the cluster is answered once, not by each shard of its own rows.
      distributed_product_mode: 'global',
      // An insertion has ended when the shards have it, and an equal block is no repetition: an attempt
      // that is made anew writes what the one before it wrote.
      distributed_foreground_insert: 1,
      insert_deduplicate: 0,
      // A shard or a replica that is away makes a question fail rather than its answer wrong.
      skip_unavailable_shards: 0,
      max_replica_delay_for_distributed_queries: MOST_DELAY_S,
      fallback_to_stale_replicas_for_distributed_queries: 0,
      distributed_ddl_task_timeout: PATIENCE_S,
      distributed_ddl_output_mode: 'throw_only_active',
    },
    syncs: true,
    create: (table, database) => [
      `CREATE TABLE IF NOT EXISTS ${shardOf(table.name)} ${everywhere}\n${body(table)}\n` +
        `ENGINE = ReplicatedMergeTree\n${order(table)}`,
      `CREATE TABLE IF NOT EXISTS ${table.name} ${everywhere}\n${body(table)}\n` +
        `ENGINE = Distributed('${cluster}', '${database}', '${shardOf(table.name)}', rand())`,
    ],
    dropTable: (table) => [
      `DROP TABLE IF EXISTS ${table} ${everywhere} SYNC`,
      `DROP TABLE IF EXISTS ${shardOf(table)} ${everywhere} SYNC`,
    ],
    addColumns: (table, columns) => [
      `ALTER TABLE ${shardOf(table)} ${everywhere} ${additions(columns)}`,
      `ALTER TABLE ${table} ${everywhere} ${additions(columns)}`,
    ],
    dropPartitions: (table, ids) => `ALTER TABLE ${shardOf(table)} ${everywhere} ${drops(ids)}`,
    deleteFrom: (table) => `DELETE FROM ${shardOf(table)} ${everywhere}`,
    eraseFrom: (table) => `ALTER TABLE ${shardOf(table)} ${everywhere} DELETE`,
    partsOf: (table) => `FROM cluster('${cluster}', system.parts) ${activeParts(shardOf(table))}`,
    settle: (tables) =>
      tables.map((table) => `SYSTEM SYNC REPLICA ${everywhere} ${shardOf(table)} LIGHTWEIGHT`),
  };
}
