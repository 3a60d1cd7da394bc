interface EngineError {
  readonly message?: string;
  readonly meta?: unknown;
  readonly error_code?: string;
  readonly code?: string;
}

/** What the engine threw: an Error with its fields beside the message, or the fields as JSON text. */
export function engineError(thrown: unknown): EngineError {
  if (thrown instanceof Error) return { ...(thrown as object), message: thrown.message };
  if (typeof thrown !== 'string') return (thrown ?? {}) as EngineError;
  try {
    return JSON.parse(thrown) as EngineError;
  } catch {
    return { message: thrown };
  }
}

/** The error object of the protocol between Prisma's CLI and its schema engine. */
export function rpcError(thrown: unknown) {
  const { message, meta, error_code, code } = engineError(thrown);
  return {
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: false,
      message: message ?? String(thrown),
      meta: meta ?? null,
      error_code: error_code ?? code,
    },
  };
}
