import { Refusal } from '@/lib/graph/refusal';

/** What became of a form: what is wrong with it, or that it is done; null before the first attempt. */
export interface FormState {
  readonly message: string;
  readonly done?: boolean;
  /** The field at fault, where it is one. */
  readonly field?: string | undefined;
  /** What was typed, for browsers without scripts, which lose it. Never the password. */
  readonly email: string;
  /** The password was right; a code of the second factor has to come with this. */
  readonly challenge?: string | undefined;
}

export const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

interface Issue {
  readonly message: string;
  readonly path: PropertyKey[];
}

/** What a schema found wrong. */
export function faultOf(issues: readonly Issue[], email: string): FormState {
  const [first] = issues;
  const field = first?.path[0];
  return {
    message: first?.message ?? 'Check the form.',
    field: field === undefined ? undefined : String(field),
    email,
  };
}

const FIELD_OF_CODE: Readonly<Record<string, readonly [field: string, message: string]>> = {
  WRONG_PASSWORD: ['currentPassword', 'This is not your current password.'],
};

/** What the graph refused; anything else is thrown on. */
export function refused(error: unknown, email: string): FormState {
  if (!(error instanceof Refusal)) throw error;
  const known = FIELD_OF_CODE[error.code];
  if (known) return { field: known[0], message: known[1], email };
  // The API names fields of its input as `email` or `input.email`.
  const { message, challenge } = error;
  return { message, field: error.field?.split('.').at(-1), email, challenge };
}
