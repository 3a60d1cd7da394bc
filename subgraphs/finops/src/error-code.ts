/** Code of a system error, such as ENOSPC; undefined for anything else. Errors of other realms count too. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
