/** Why the graph did not answer: its own code, or UNREACHABLE. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: string,
    message: string,
    /** The input field at fault, where there is one. */
    readonly field?: string,
  ) {
    super(message);
  }
}

interface GraphError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export function refusalOf(errors: readonly GraphError[]): Refusal {
  const [first] = errors;
  const { code, field } = first?.extensions ?? {};
  return new Refusal(
    typeof code === 'string' ? code : 'INTERNAL',
    first?.message ?? 'The platform gave no answer.',
    typeof field === 'string' ? field : undefined,
  );
}

export const unreachable = (): Refusal =>
  new Refusal('UNREACHABLE', 'The platform cannot be reached at the moment. Try again shortly.');

const SIGNED_OUT = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'INVALID_TOKEN']);

/** True when signing in again would help. */
export function isSignedOut(code: string): boolean {
  return SIGNED_OUT.has(code);
}
