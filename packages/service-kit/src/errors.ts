/**
 * Every refusal that a client can meet, in one catalogue. GraphQL renders an entry as
 * `extensions.code`, REST as `application/problem+json` (RFC 9457) with the same `code`.
 */
export const ERRORS = {
  // Requests
  BAD_REQUEST: { status: 400, title: 'The request is malformed' },
  VALIDATION_FAILED: { status: 422, title: 'A value is not acceptable' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type is not supported' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not allowed here' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  CONFLICT: { status: 409, title: 'It conflicts with what is there' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'The idempotency key was used with another body',
  },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  OPERATION_TOO_COSTLY: { status: 400, title: 'The operation asks for too much at once' },
  OPERATION_NOT_TRUSTED: {
    status: 403,
    title: 'The operation is not one of the trusted documents',
  },
  // Identity
  UNAUTHENTICATED: { status: 401, title: 'No valid credential' },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired' },
  INVALID_CREDENTIALS: { status: 401, title: 'Wrong address or password' },
  INVALID_REFRESH_TOKEN: { status: 401, title: 'The refresh token is not valid' },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    title: 'The refresh token was used before; its session ended',
  },
  INVALID_SETUP_TOKEN: { status: 403, title: 'The setup token is not valid' },
  SETUP_DONE: { status: 409, title: 'The installation is set up already' },
  WRONG_PASSWORD: { status: 403, title: 'The current password is wrong' },
  INVALID_LINK: { status: 400, title: 'The link was used, was replaced or is too old' },
  SECOND_FACTOR_REQUIRED: { status: 401, title: 'A code of the second factor is needed' },
  INVALID_SECOND_FACTOR: { status: 401, title: 'The code is not right, or was used before' },
  INVALID_CHALLENGE: { status: 401, title: 'This attempt is over: begin again' },
  INVALID_PASSKEY: { status: 401, title: 'The passkey is not accepted' },
  IDENTITY_REFUSED: { status: 401, title: 'What the provider answered is not accepted' },
  IDENTITY_NOT_LINKED: { status: 403, title: 'No account is linked to this identity' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  INSUFFICIENT_SCOPE: { status: 403, title: 'The API key may not be used for this' },
  EMAIL_TAKEN: { status: 409, title: 'The address has an account already' },
  SESSION_CHECK_UNAVAILABLE: { status: 503, title: 'Sessions cannot be checked at the moment' },
  // Bills
  FILE_EMPTY: { status: 422, title: 'The file is empty' },
  FILE_UNREADABLE: { status: 422, title: 'The file cannot be read' },
  FILE_TRUNCATED: { status: 422, title: 'The file ends too early' },
  NOT_A_FOCUS_BILL: { status: 422, title: 'The file is not a FOCUS bill' },
  NO_ROWS_LOADED: { status: 422, title: 'No row of the file could be loaded' },
  UPLOAD_PROTOCOL: { status: 412, title: 'The version of the upload protocol is not spoken here' },
  UPLOAD_DIFFERS: { status: 422, title: 'What arrived is not what was announced' },
  MANIFEST_INCOMPLETE: { status: 422, title: 'The manifest and the files do not fit together' },
  MANIFEST_DIFFERS: { status: 422, title: 'A file is not what its manifest states' },
  TOTALS_DIFFER: { status: 500, title: 'What was loaded differs from the file' },
  IMPORT_INTERRUPTED: { status: 503, title: 'The import was interrupted' },
  // Sources of bills
  SOURCE_ADDRESS_REFUSED: { status: 422, title: 'The address is not one that may be asked' },
  SOURCE_ACCESS_DENIED: { status: 422, title: 'The source does not accept the credentials' },
  SOURCE_NOT_FOUND: { status: 422, title: 'The source is not there' },
  SOURCE_EMPTY: { status: 422, title: 'There is no bill in the source' },
  SOURCE_TOO_LARGE: { status: 422, title: 'There is more in the source than may be read' },
  SOURCE_CHANGED: { status: 503, title: 'The source changed while it was read' },
  SOURCE_UNREADABLE: { status: 502, title: 'What the source answered cannot be read' },
  SOURCE_UNREACHABLE: { status: 503, title: 'The source cannot be reached' },
  // Questions
  RESULT_TOO_LARGE: { status: 422, title: 'The answer has too many rows' },
  QUERY_TIMEOUT: { status: 504, title: 'The question took too long' },
  QUERY_TOO_LARGE: { status: 422, title: 'The question needs too much memory' },
  EXCHANGE_RATE_MISSING: { status: 422, title: 'There is no exchange rate for a day' },
  // The platform itself
  SERVICE_UNAVAILABLE: { status: 503, title: 'A part of the platform is not available' },
  TIMEOUT: { status: 504, title: 'A part of the platform did not answer in time' },
  DISK_FULL: { status: 503, title: 'No space is left' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Public facts about a refusal: which field, which limit. Never secrets or internals. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** An expected refusal. Anything else that is thrown is masked as INTERNAL at the edge. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string = ERRORS[code].title,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** HTTP status of the code. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** True for a code of the catalogue, such as one that another service answered with. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
