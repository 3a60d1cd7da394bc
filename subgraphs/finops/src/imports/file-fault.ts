import { AppError, type ErrorCode } from '@ai-finops/service-kit/errors';
import { EngineError } from '../store/analytical-store';

/** Refusals that say something about the file, or about this import of it, and end it. */
const FINAL: readonly ErrorCode[] = [
  'FILE_EMPTY',
  'FILE_UNREADABLE',
  'FILE_TRUNCATED',
  'NOT_A_FOCUS_BILL',
  'NO_ROWS_LOADED',
  'MANIFEST_DIFFERS',
  'TOTALS_DIFFER',
  'QUERY_TOO_LARGE',
  'QUERY_TIMEOUT',
  'DISK_FULL',
];

const INFLATE_FAILED = 354;
const CANNOT_READ_ALL_DATA = 33;
const ATTEMPT_TO_READ_AFTER_EOF = 32;

/** The refusal that ends an import, or undefined when the error is no fault of the file. */
export function fileFault(error: unknown): AppError | undefined {
  if (error instanceof AppError) return FINAL.includes(error.code) ? error : undefined;
  return error instanceof EngineError ? engineFileFault(error) : undefined;
}

function engineFileFault({ message, engineCode }: EngineError): AppError | undefined {
  if (!/While reading from|in file\/uri|InputFormat|extract.*structure/i.test(message))
    return undefined;
  const truncated =
    engineCode === CANNOT_READ_ALL_DATA ||
    engineCode === ATTEMPT_TO_READ_AFTER_EOF ||
    (engineCode === INFLATE_FAILED && message.includes('buffer error'));
  if (truncated) return new AppError('FILE_TRUNCATED', 'The file ends too early.');
  if (engineCode === INFLATE_FAILED)
    return new AppError('FILE_UNREADABLE', 'The gzip file is damaged.');
  const row = /\(at row (\d+)\)/.exec(message)?.[1];
  const details = row === undefined ? {} : { row: Number(row) };
  return new AppError(
    'FILE_UNREADABLE',
    `The file cannot be read${row ? ` at row ${row}` : ''}: ${reasonIn(message)}.`,
    details,
  );
}

/** The engine's own words, without code, place and stack. */
function reasonIn(message: string): string {
  if (/Expected end of line|expected ',' before/.test(message))
    return 'there is text after a closing quotation mark; one within a cell has to be doubled';
  const text = message.replace(/^.*?DB::Exception: /s, '');
  return text.split(/:? \(|: While |\n/)[0]?.slice(0, 200) ?? 'its content is damaged';
}
