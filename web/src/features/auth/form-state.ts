/** What a form's action found wrong; null before the first attempt. */
export interface FormState {
  readonly message: string;
  /** The field at fault, where it is one. */
  readonly field?: string | undefined;
  /** What was typed, for browsers without scripts, which lose it. Never the password. */
  readonly email: string;
}
