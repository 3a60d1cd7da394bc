import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AppError } from '@ai-finops/service-kit/errors';
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { errorCode } from '../error-code';
import {
  AnalyticalStore,
  type FileColumn,
  type Parameters,
  type QueryOptions,
  type SourceFile,
} from './analytical-store';
import { parquetColumns } from './parquet-columns';
import { abortReason, engineFault, quote, settingsOf } from './statement';

/** An import may take this long on the wire. */
const REQUEST_TIMEOUT_MS = 6 * 60 * 60 * 1000;

/** A ClickHouse server (or a cluster's entry) reached over HTTP. */
export class ClickhouseStore extends AnalyticalStore {
  override readonly exclusive = false;
  readonly #client: ClickHouseClient;

  constructor(url: string) {
    super();
    this.#client = createClient({
      url,
      application: 'ai-finops',
      request_timeout: REQUEST_TIMEOUT_MS,
    });
  }

  override async query<Row extends object>(
    sql: string,
    parameters: Parameters = {},
    options: QueryOptions = {},
  ): Promise<Row[]> {
    return this.#guarded(options.signal, async (request) => {
      const result = await this.#client.query({
        ...request,
        query: sql,
        query_params: { ...parameters },
        format: 'JSONEachRow',
        clickhouse_settings: settingsOf(options),
      });
      return result.json<Row>();
    });
  }

  override async execute(sql: string): Promise<void> {
    await this.#guarded(undefined, (request) => this.#client.command({ ...request, query: sql }));
  }

  override async insertFromFile(
    file: SourceFile,
    insert: (source: string) => string,
    options: QueryOptions = {},
  ): Promise<void> {
    const bytes = createReadStream(file.path);
    const content = file.compression === 'gzip' ? bytes.pipe(createGunzip()) : bytes;
    bytes.on('error', (error) => content.destroy(error));
    await this.#guarded(options.signal, async (request) => {
      const { stream } = await this.#client.exec({
        ...request,
        query: `${insert(`input(${quote(file.structure)})`)} FORMAT ${file.format}`,
        values: content,
        clickhouse_settings: settingsOf(options),
      });
      stream.resume();
      await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
    }).finally(() => bytes.destroy());
  }

  override describeParquet(path: string): Promise<FileColumn[]> {
    return parquetColumns(path);
  }

  override close(): Promise<void> {
    return this.#client.close();
  }

  async #guarded<Result>(
    signal: AbortSignal | undefined,
    run: (request: { query_id: string; abort_signal?: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    const queryId = randomUUID();
    try {
      return await run({ query_id: queryId, ...(signal && { abort_signal: signal }) });
    } catch (error) {
      if (signal?.aborted) {
        // Closing the connection does not end a query on the server.
        await this.#kill(queryId);
        throw abortReason(signal);
      }
      throw fault(error);
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

function fault(error: unknown): Error {
  if (error instanceof ClickHouseError) return engineFault(error.message, Number(error.code));
  // The file's own faults come through the stream.
  const code = errorCode(error);
  if (code === 'Z_BUF_ERROR')
    return new AppError('FILE_TRUNCATED', 'The gzip file ends too early.');
  if (code?.startsWith('Z_')) return new AppError('FILE_UNREADABLE', 'The gzip file is damaged.');
  return new AppError(
    'SERVICE_UNAVAILABLE',
    'The ClickHouse server does not answer.',
    {},
    { cause: error },
  );
}
