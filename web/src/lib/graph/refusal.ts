/** Why the graph did not answer: its own code, or UNREACHABLE. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: string,
    message: string,
    /** The input field at fault, where there is one. */
    readonly field?: string,
    /** What a second step of signing in has to bring. */
    readonly challenge?: string,
  ) {
    super(message);
  }
}

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The first field at fault, and why: the graph names all of them as `fields`, or one as `field`. */
function faultOf({ field, fields }: Readonly<Record<string, unknown>>): {
  readonly field?: string | undefined;
  readonly message?: string | undefined;
} {
  const [first] = Array.isArray(fields) ? (fields as { field?: unknown; message?: unknown }[]) : [];
  if (typeof first?.field === 'string' && typeof first.message === 'string') {
    const { message } = first;
    return {
      field: first.field,
      message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    };
  }
  return { field: typeof field === 'string' ? field : undefined };
}

export function refusalOf(errors: readonly GraphError[]): Refusal {
  const [first] = errors;
  const { code, challenge } = first?.extensions ?? {};
  const { field, message } = faultOf(first?.extensions ?? {});
  return new Refusal(
    typeof code === 'string' ? code : 'INTERNAL',
    message ?? first?.message ?? 'The platform gave no answer.',
    field,
    typeof challenge === 'string' ? challenge : undefined,
  );
}

export const unreachable = (): Refusal =>
  new Refusal('UNREACHABLE', 'The platform cannot be reached at the moment. Try again shortly.');

const SIGNED_OUT = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'INVALID_TOKEN']);

/** True when signing in again would help. */
export function isSignedOut(code: string): boolean {
  return SIGNED_OUT.has(code);
}
