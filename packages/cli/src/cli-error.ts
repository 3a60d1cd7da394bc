/** A mistake in how the command was called: its message is all that is shown. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** Code for `--json`. */
  readonly code = 'USAGE';
}
