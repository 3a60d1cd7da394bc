/** One error of a GraphQL answer. */
export interface GraphqlErrorItem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [key: string]: unknown };
}

/** Anything that the client throws. `code` is the platform's error code, or one of the client's own. */
export class AiFinopsError extends Error {
  override readonly name: string = 'AiFinopsError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The graph refused the operation or a part of it. */
export class GraphqlError extends AiFinopsError {
  override readonly name = 'GraphqlError';

  constructor(
    readonly errors: readonly GraphqlErrorItem[],
    /** The document that was sent. */
    readonly query: string,
    readonly variables: unknown,
    /** What was answered beside the errors; null when nothing was. */
    readonly data: unknown,
  ) {
    const first = errors[0];
    super(first?.extensions?.code ?? 'INTERNAL', first?.message ?? 'The graph answered an error.');
  }
}

/** The platform could not be reached, did not answer in time, or answered something that is not GraphQL. */
export class TransportError extends AiFinopsError {
  override readonly name = 'TransportError';

  constructor(
    code: 'UNREACHABLE' | 'TIMEOUT' | 'BAD_RESPONSE',
    message: string,
    /** HTTP status; undefined when there was no answer. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** A REST route of the platform refused (RFC 9457 problem details). */
export class ProblemError extends AiFinopsError {
  override readonly name = 'ProblemError';

  constructor(
    code: string,
    message: string,
    readonly status: number,
  ) {
    super(code, message);
  }
}
