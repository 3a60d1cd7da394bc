import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isDatabaseAway } from './database-fault';
import { AppError, ERRORS, isErrorCode } from './errors';

/** Codes of Apollo Server's own refusals, which clients of GraphQL already know. */
export const APOLLO_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * Renders an error for a GraphQL client: the catalogue's code and public details for an AppError,
 * Apollo's own code for a malformed request, INTERNAL for anything else. What the client does not see is
 * handed to `report`: `away` when the database is not there, `fault` when something is broken.
 */
export function formatGraphqlError(
  formatted: GraphQLFormattedError,
  error: unknown,
  report: (kind: 'away' | 'fault', error: unknown) => void,
): GraphQLFormattedError {
  const original = thrownBy(error);
  const { message, locations, path } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (original instanceof AppError) {
    const { code, details } = original;
    return { message: original.message, ...place, extensions: { code, ...details } };
  }
  const code = formatted.extensions?.code;
  // A refusal from before any resolver (asGraphqlError) carries its code and details already.
  if (isErrorCode(code) && original instanceof GraphQLError) {
    return { message, ...place, extensions: { ...formatted.extensions } };
  }
  if (APOLLO_CODES.has(code) || (original instanceof GraphQLError && code === undefined)) {
    return { message, ...place, extensions: { code: code ?? 'BAD_USER_INPUT' } };
  }
  const away = isDatabaseAway(original);
  report(away ? 'away' : 'fault', original);
  if (away) {
    const code = 'SERVICE_UNAVAILABLE';
    return { message: ERRORS[code].title, ...place, extensions: { code } };
  }
  return { message: ERRORS.INTERNAL.title, ...place, extensions: { code: 'INTERNAL' } };
}

/** A refusal of what was asked, before any resolver runs. */
export const codedError = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** What a resolver threw; the error itself when it was none. */
function thrownBy(error: unknown): unknown {
  const { path, originalError } = error instanceof GraphQLError ? error : {};
  return (path && originalError) || error;
}
