import { setImmediate as othersTurn } from 'node:timers/promises';
import {
  AnalyticalStore,
  type FileColumn,
  type Parameters,
  type QueryOptions,
  type ReadProgress,
  type SourceFile,
} from './analytical-store';
import { bind } from './bind';
import { toDisk } from './durable-files';
import { EngineClient } from './engine-client';
import { WRITTEN_ROWS_SQL, watch } from './read-progress';
import { quote, reportExhausted, settingsClause } from './statement';
import { EMBEDDED, type TableLayout } from './table-layout';

/** The embedded engine: chDB in a process of its own, which owns the directory. */
export class ChdbStore extends AnalyticalStore {
  override readonly exclusive = true;
  override readonly layout: TableLayout = EMBEDDED;
  readonly #engine: EngineClient;

  /** `allocator` configures jemalloc otherwise than the store does; the empty text leaves it as it comes. */
  constructor(directory: string, allocator?: string) {
    super();
    this.#engine = new EngineClient(directory, allocator);
  }

  override async query<Row extends object>(
    sql: string,
    parameters: Parameters = {},
    options: QueryOptions = {},
  ): Promise<Row[]> {
    const rows: Row[][] = [];
    for (const part of await this.#run(sql, parameters, options)) {
      if (rows.length > 0) await othersTurn();
      rows.push(rowsIn(part));
    }
    return rows.flat();
  }

  override async write(
    sql: string,
    parameters: Parameters = {},
    options: QueryOptions = {},
  ): Promise<void> {
    await this.#run(sql, parameters, options);
  }

  override async execute(sql: string): Promise<void> {
    // No SETTINGS clause: CREATE TABLE would take it for the table's own.
    await this.#engine.run(sql);
  }

  override async insertFromFile(
    file: SourceFile,
    insert: (source: string) => string,
    options: QueryOptions = {},
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<void> {
    const source = `file(${quote(file.path)}, ${file.format}, ${quote(file.structure)}, ${quote(file.compression)})`;
    const insertion = this.#run(insert(source), {}, options);
    if (!onProgress) return insertion.then(() => undefined);
    await watch(insertion, async () => {
      const progress = await this.#progressOf(file.path);
      if (progress) onProgress(progress);
    });
  }

  override async persist(table: string, ids: readonly string[]): Promise<void> {
    // Parts that are merged meanwhile stay for minutes, and these here are what outlives a power cut.
    const parts = await this.query<{ path: string }>(
      `SELECT path FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active
         AND arrayExists(id -> position(partition, id) > 0, {ids:Array(String)})`,
      { table, ids },
    );
    await toDisk(parts.map(({ path }) => path));
  }

  async #progressOf(path: string): Promise<ReadProgress | undefined> {
    const [row] = await this.query<{ rows: string; bytes: string }>(
      `SELECT ${WRITTEN_ROWS_SQL} AS rows, ProfileEvents['ReadBufferFromFileDescriptorReadBytes'] AS bytes
       FROM system.processes WHERE query_kind = 'Insert' AND position(query, {path:String}) > 0 LIMIT 1`,
      { path: quote(path) },
    );
    return row && { rows: Number(row.rows), bytes: Number(row.bytes) };
  }

  override async describeParquet(path: string): Promise<FileColumn[]> {
    // A column of JSON stays the text that it is: the engine's own type splits keys at their dots and cuts digits.
    const settings = { input_format_parquet_enable_json_parsing: 0 };
    const sql = `DESCRIBE TABLE file(${quote(path)}, Parquet)`;
    const columns = await this.query<FileColumn>(sql, {}, { settings });
    return columns.map(({ name, type }) => ({ name, type }));
  }

  override close(): Promise<void> {
    return this.#engine.close();
  }

  /** Process id of the engine. */
  enginePid(): Promise<number | undefined> {
    return this.#engine.pid();
  }

  async #run(
    sql: string,
    parameters: Parameters,
    options: QueryOptions,
  ): Promise<readonly string[]> {
    const statement = `${bind(sql, parameters)}\n${settingsClause(options)}`;
    try {
      return await this.#engine.run(statement, options.signal);
    } catch (error) {
      reportExhausted(error, sql, options);
      throw error;
    }
  }
}

/** All in one go, which takes less time than line by line. */
function rowsIn<Row>(lines: string): Row[] {
  // A line break within a value is written as \n.
  return JSON.parse(`[${lines.trimEnd().replaceAll('\n', ',')}]`) as Row[];
}
