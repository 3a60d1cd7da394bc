import type { TableDefinition, TableLayout } from './table-layout';

/** A value bound to a `{name:Type}` placeholder. Decimals and 64-bit integers travel as text. */
export type Parameter = string | number | boolean | null | readonly (string | number)[];

export type Parameters = Readonly<Record<string, Parameter>>;

/** Bounds that every query carries; the engine ends a query that passes one. */
export interface QueryLimits {
  /** Error QUERY_TIMEOUT beyond. Milliseconds. */
  readonly timeoutMs: number;
  /** Error QUERY_TOO_LARGE beyond. Bytes. */
  readonly maxMemoryBytes: number;
}

/** How far the loading of a file is. */
export interface ReadProgress {
  /** Rows that were written. Of a cluster only those that the server which reads the file wrote itself. */
  readonly rows: number;
  /** Bytes of the file as it is stored, compressed or not. */
  readonly bytes: number;
}

export interface QueryOptions {
  /** For the log, when it runs out of memory or time. Never a value of a bill or a question. */
  readonly purpose?: string;
  readonly limits?: Partial<QueryLimits>;
  /** Ends the query inside the engine too. */
  readonly signal?: AbortSignal | undefined;
  /** Settings of this query alone. Never write a SETTINGS clause: the driver does. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A file on this machine that the engine reads. */
export interface SourceFile {
  readonly path: string;
  readonly format: 'CSV' | 'Parquet';
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Columns as `name Type, name Type …`. */
  readonly structure: string;
}

export interface FileColumn {
  readonly name: string;
  /** ClickHouse type. */
  readonly type: string;
}

/** A fault that the engine reports and no code of the catalogue stands for. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    message: string,
    /** ClickHouse error code; null when it gave none. */
    readonly engineCode: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * ClickHouse SQL over the FOCUS charges, embedded (chDB) or on a server. Everything above it is the
 * same for both. Rows come back as objects: decimals and 64-bit integers as text, `Date` as
 * `2026-05-01`, `DateTime` as `2026-05-01 00:00:00` in UTC.
 *
 * Readers select from `charges` and name the live batches they may see (`BatchId IN {batches:Array(UUID)}`):
 * the pointer to them lives in Postgres, so a billing period appears and is replaced as a whole.
 *
 * Every method may refuse with QUERY_TIMEOUT, QUERY_TOO_LARGE, DISK_FULL or SERVICE_UNAVAILABLE; an
 * aborted one rejects with the signal's reason; anything else is an EngineError.
 */
export abstract class AnalyticalStore {
  /** True when no other process can use it at the same time. */
  abstract readonly exclusive: boolean;

  /** What tables are made of here. */
  abstract readonly layout: TableLayout;

  /** Runs one SELECT with bound parameters. */
  abstract query<Row extends object>(
    sql: string,
    parameters?: Parameters,
    options?: QueryOptions,
  ): Promise<Row[]>;

  /** Runs one INSERT … SELECT or DELETE with bound parameters. */
  abstract write(sql: string, parameters?: Parameters, options?: QueryOptions): Promise<void>;

  /** Runs one statement of DDL, which carries no limits. */
  abstract execute(sql: string): Promise<void>;

  /**
   * Runs the INSERT … SELECT that `insert` builds around the file as a table expression, streaming it.
   * `onProgress` is told about once a second how far it is.
   */
  abstract insertFromFile(
    file: SourceFile,
    insert: (source: string) => string,
    options?: QueryOptions,
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<void>;

  /**
   * Waits until the rows of a table's partitions whose keys name one of these ids would survive a
   * power cut.
   */
  abstract persist(table: string, ids: readonly string[]): Promise<void>;

  /** Columns of a Parquet file. */
  abstract describeParquet(path: string): Promise<FileColumn[]>;

  /** Makes a table where it is absent. */
  async createTable(table: TableDefinition): Promise<void> {
    const [row] = await this.query<{ name: string }>('SELECT currentDatabase() AS name');
    for (const statement of this.layout.create(table, row?.name ?? 'default')) {
      await this.execute(statement);
    }
  }

  /** Drops a table where it is present. */
  async dropTable(name: string): Promise<void> {
    for (const statement of this.layout.dropTable(name)) await this.execute(statement);
  }

  /** Waits until all who answer questions have what was inserted into these tables. */
  async settle(...tables: readonly string[]): Promise<void> {
    for (const statement of this.layout.settle(tables)) await this.execute(statement);
  }

  /** Ends the connection; running queries end with SERVICE_UNAVAILABLE. */
  abstract close(): Promise<void>;
}
