import { AppError } from './errors';

/**
 * What an API key may be used for, a closed set. A scope never gives more than its owner's role does; what
 * concerns the account itself (password, sessions, factors, keys) is under none of them.
 */
export const SCOPES = ['costs:read', 'bills:write', 'assistant:ask', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whoever has scopes acts by an API key; a signed-in person has none and may do all that the role allows. */
export interface Scoped {
  readonly scopes?: readonly Scope[];
}

/** True for a signed-in person, and for a key with one of the scopes. */
export const hasScope = ({ scopes }: Scoped, ...anyOf: readonly Scope[]): boolean =>
  scopes === undefined || anyOf.some((scope) => scopes.includes(scope));

/** True for a signed-in person only: what concerns the account itself is not for keys. */
export const isPerson = ({ scopes }: Scoped): boolean => scopes === undefined;

/** Error INSUFFICIENT_SCOPE unless `allowed` says with which scopes keys may come in (undefined: never). */
export function requireScope(viewer: Scoped, allowed: readonly Scope[] | undefined): void {
  if (isPerson(viewer) || (allowed && (allowed.length === 0 || hasScope(viewer, ...allowed))))
    return;
  throw new AppError(
    'INSUFFICIENT_SCOPE',
    allowed
      ? `This needs an API key with the scope ${allowed.join(' or ')}.`
      : 'This is not for API keys: sign in.',
    { scopes: allowed ?? [] },
  );
}
