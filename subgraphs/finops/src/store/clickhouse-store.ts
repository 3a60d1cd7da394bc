import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { AppError } from '@ai-finops/service-kit/errors';
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import { errorCode } from '../error-code';
import {
  AnalyticalStore,
  type FileColumn,
  type Parameters,
  type QueryOptions,
  type ReadProgress,
  type SourceFile,
} from './analytical-store';
import { parquetColumns } from './parquet-columns';
import { WRITTEN_ROWS_SQL, watch } from './read-progress';
import { abortReason, engineFault, quote, reportExhausted, settingsOf } from './statement';
import { clusterLayout, SINGLE, type TableLayout } from './table-layout';

/** An import may take this long on the wire. */
const REQUEST_TIMEOUT_MS = 6 * 60 * 60 * 1000;

/** A ClickHouse server, or the server of a cluster that everything goes through, reached over HTTP. */
export class ClickhouseStore extends AnalyticalStore {
  override readonly exclusive = false;
  override readonly layout: TableLayout;
  readonly #client: ClickHouseClient;

  /** `cluster` has a name in the server's configuration; undefined for a server that stands alone. */
  constructor(url: string, cluster: string | undefined) {
    super();
    this.layout = cluster === undefined ? SINGLE : clusterLayout(cluster);
    this.#client = createClient({
      url,
      application: 'ai-finops',
      request_timeout: REQUEST_TIMEOUT_MS,
      // A question names all live batches, and no address may be as long as the ids of thousands.
      use_multipart_params_auto: true,
      // What fails is told by whoever asked, in the service's own log.
      log: { level: ClickHouseLogLevel.OFF },
    });
  }

  override async query<Row extends object>(
    sql: string,
    parameters: Parameters = {},
    options: QueryOptions = {},
  ): Promise<Row[]> {
    return this.#guarded(sql, options, async (request) => {
      const result = await this.#client.query({
        ...request,
        query: sql,
        query_params: { ...parameters },
        format: 'JSONEachRow',
        clickhouse_settings: this.#settings(options),
      });
      return result.json<Row>();
    });
  }

  override async write(
    sql: string,
    parameters: Parameters = {},
    options: QueryOptions = {},
  ): Promise<void> {
    await this.#guarded(sql, options, (request) =>
      this.#client.command({
        ...request,
        query: sql,
        query_params: { ...parameters },
        clickhouse_settings: this.#settings(options),
      }),
    );
  }

  override async execute(sql: string): Promise<void> {
    const { settings } = this.layout;
    await this.#guarded(sql, {}, (request) =>
      this.#client.command({ ...request, query: sql, clickhouse_settings: settings }),
    );
  }

  #settings(options: QueryOptions): Record<string, string | number> {
    return { ...this.layout.settings, ...settingsOf(options) };
  }

  override async insertFromFile(
    file: SourceFile,
    insert: (source: string) => string,
    options: QueryOptions = {},
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<void> {
    const bytes = createReadStream(file.path);
    const content = decompressed(bytes, file.compression);
    bytes.on('error', (error) => content.destroy(error));
    // It can fail before the client has a connection to send it by; the client is told when it has.
    content.on('error', () => undefined);
    let queryId: string | undefined;
    const query = `${insert(`input(${quote(file.structure)})`)} FORMAT ${file.format}`;
    const insertion = this.#guarded(query, options, async (request) => {
      queryId = request.query_id;
      const { stream } = await this.#client.exec({
        ...request,
        query,
        values: content,
        clickhouse_settings: this.#settings(options),
      });
      stream.resume();
      await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
    }).finally(() => bytes.destroy());
    await watch(insertion, async () => {
      const rows = await this.#rowsWrittenBy(queryId);
      onProgress?.({ rows, bytes: bytes.bytesRead });
    });
  }

  async #rowsWrittenBy(queryId: string | undefined): Promise<number> {
    if (queryId === undefined) return 0;
    const [row] = await this.query<{ rows: string }>(
      `SELECT ${WRITTEN_ROWS_SQL} AS rows FROM system.processes WHERE query_id = {id:String}`,
      { id: queryId },
    );
    return Number(row?.rows ?? 0);
  }

  /** The server syncs what it writes into tables that are made so, as `charges` is. */
  override async persist(): Promise<void> {}

  override describeParquet(path: string): Promise<FileColumn[]> {
    return parquetColumns(path);
  }

  override close(): Promise<void> {
    return this.#client.close();
  }

  async #guarded<Result>(
    sql: string,
    options: QueryOptions,
    run: (request: { query_id: string; abort_signal?: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    const { signal } = options;
    if (signal?.aborted) throw abortReason(signal);
    const queryId = randomUUID();
    try {
      return await run({ query_id: queryId, ...(signal && { abort_signal: signal }) });
    } catch (error) {
      if (signal?.aborted) {
        // Closing the connection does not end a query on the server.
        await this.#kill(queryId);
        throw abortReason(signal);
      }
      const mapped = fault(error);
      reportExhausted(mapped, sql, options);
      throw mapped;
    }
  }

  async #kill(queryId: string): Promise<void> {
    await this.#client
      .command({
        query: 'KILL QUERY WHERE query_id = {id:String} ASYNC',
        query_params: { id: queryId },
      })
      .catch(() => undefined);
  }
}

function decompressed(bytes: ReadStream, compression: SourceFile['compression']): Readable {
  if (compression === 'none') return bytes;
  return bytes.pipe(compression === 'gzip' ? createGunzip() : createZstdDecompress());
}

function fault(error: unknown): Error {
  if (error instanceof ClickHouseError) return engineFault(error.message, Number(error.code));
  // The file's own faults come through the stream.
  const code = errorCode(error);
  if (code === 'Z_BUF_ERROR')
    return new AppError('FILE_TRUNCATED', 'The compressed file ends too early.');
  if (code && /^Z(STD)?_/.test(code))
    return new AppError('FILE_UNREADABLE', 'The compressed file is damaged.');
  return new AppError(
    'SERVICE_UNAVAILABLE',
    'The ClickHouse server does not answer.',
    {},
    { cause: error },
  );
}
