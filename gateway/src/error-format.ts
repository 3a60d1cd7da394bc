import {
  type AppError,
  ERRORS,
  type ErrorDetails,
  isErrorCode,
} from '@ai-finops/service-kit/errors';
import { APOLLO_CODES } from '@ai-finops/service-kit/graphql-errors';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** What subgraphs and libraries add for themselves. */
const PRIVATE_EXTENSIONS: ReadonlySet<string> = new Set([
  'serviceName',
  'stacktrace',
  'exception',
  'http',
]);

const HASH_MISMATCH = 'provided sha does not match query';

/** True for a code that clients may see; everything else is masked. */
export function isPublicCode(code: unknown): boolean {
  return (isErrorCode(code) && code !== 'INTERNAL') || APOLLO_CODES.has(code);
}

/** An error as a client sees it: known codes with their public details, anything else as INTERNAL. */
export function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, extensions = {} } = error;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const { code: given, ...details } = extensions;
  // The one refusal of a client to which Apollo Server gives no code.
  const code = message === HASH_MISMATCH ? 'BAD_REQUEST' : given;
  if (!isPublicCode(code)) {
    return { message: ERRORS.INTERNAL.title, ...place, extensions: { code: 'INTERNAL' } };
  }
  const open = Object.entries(details).filter(([name]) => !PRIVATE_EXTENSIONS.has(name));
  return { message, ...place, extensions: { code, ...Object.fromEntries(open) } };
}

/** Headers that tell a client what to do about a status; `retryAfterSeconds` of the details when they have it. */
export function headersOf(status: number, details: ErrorDetails = {}): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer error="invalid_token"' };
  const { retryAfterSeconds } = details;
  if (typeof retryAfterSeconds === 'number') return { 'retry-after': `${retryAfterSeconds}` };
  if (status === 503) return { 'retry-after': '2' };
  return {};
}

/** A refusal of the whole request, with the HTTP status of its code. */
export function requestError(error: AppError): GraphQLError {
  const { message, code, details, status } = error;
  const http = { status, headers: new HeaderMap(Object.entries(headersOf(status, details))) };
  const extensions: Record<string, unknown> = { ...details, code, http };
  return new GraphQLError(message, { extensions });
}
