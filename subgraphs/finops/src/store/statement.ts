import { AppError, type ErrorCode } from '@ai-finops/service-kit/errors';
import { Logger } from '@nestjs/common';
import { EngineError, type QueryLimits, type QueryOptions } from './analytical-store';

const DEFAULT_LIMITS: QueryLimits = { timeoutMs: 30_000, maxMemoryBytes: 1024 ** 3 };

/** A question names all live batches, of which a reseller has tens of thousands. Bytes. */
const MOST_OF_A_STATEMENT = 64 * 1024 ** 2;

/** Decimals and 64-bit integers as text, times in UTC whatever the machine's zone. */
const RESULT_SETTINGS = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 1,
  session_timezone: 'UTC',
} as const;

const limitsOf = (options: QueryOptions): QueryLimits => ({ ...DEFAULT_LIMITS, ...options.limits });

/** Everything that a statement carries: how results look, its limits and its own settings. */
export function settingsOf(options: QueryOptions = {}): Record<string, string | number> {
  const limits = limitsOf(options);
  return {
    ...RESULT_SETTINGS,
    max_query_size: MOST_OF_A_STATEMENT,
    max_execution_time: limits.timeoutMs / 1000,
    max_memory_usage: limits.maxMemoryBytes,
    ...options.settings,
  };
}

/** A name in ClickHouse SQL. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** A literal of ClickHouse SQL. */
export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0');
  return `'${escaped}'`;
}

/** The settings as a clause, which (unlike SET) ends with its statement. */
export function settingsClause(options: QueryOptions = {}): string {
  const pairs = Object.entries(settingsOf(options)).map(
    ([name, value]) => `${name} = ${typeof value === 'number' ? value : quote(value)}`,
  );
  return `SETTINGS ${pairs.join(', ')}`;
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  159: 'QUERY_TIMEOUT',
  241: 'QUERY_TOO_LARGE',
  243: 'DISK_FULL',
};

/** The error that a caller sees for one that the engine reported. */
export function engineFault(message: string, engineCode: number | null): AppError | EngineError {
  const cause = new EngineError(message, engineCode);
  const code = /No space left on device/.test(message) ? 'DISK_FULL' : CODES[engineCode ?? 0];
  return code ? new AppError(code, undefined, {}, { cause }) : cause;
}

const logger = new Logger('AnalyticalStore');

/** Tells an operator which statement ran out of memory, time or disk, without a value of it. */
export function reportExhausted(error: unknown, sql: string, options: QueryOptions): void {
  if (!(error instanceof AppError && Object.values(CODES).includes(error.code))) return;
  const { timeoutMs, maxMemoryBytes } = limitsOf(options);
  const purpose = options.purpose ?? outline(sql);
  logger.warn(
    { code: error.code, purpose, timeoutMs, maxMemoryBytes },
    `A statement met a limit: ${purpose}`,
  );
}

/** What a statement does to which table. */
function outline(sql: string): string {
  const [, verb = 'a statement', table = ''] =
    /^\s*(\w+)(?:.*?\b(?:FROM|INTO|TABLE)\s+(\w+))?/is.exec(sql) ?? [];
  return `${verb} ${table}`.trim();
}

/** Engine code of a query that was killed. */
export const QUERY_CANCELLED = 394;

/** What an aborted signal rejects with. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('Aborted.');
}
