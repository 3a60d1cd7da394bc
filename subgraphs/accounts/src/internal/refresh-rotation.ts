/** For how long the parent of the live token gets the same successor again: its answer may be lost. */
export const GRACE_MS = 10_000;

/** What decides about a presented refresh token; everything read under the lock of its session. */
export interface PresentedToken {
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
  /** When it was exchanged; null while it is the live one. */
  readonly usedAt: Date | null;
}

export interface Family {
  readonly endedAt: Date | null;
  /** Its absolute end: rotation never moves it. */
  readonly expiresAt: Date;
  readonly ownerIsActive: boolean;
}

/** The token that the presented one was exchanged for. */
export interface Successor {
  readonly hash: string;
  readonly usedAt: Date | null;
}

/**
 * - ROTATE: it is the live token; its successor takes its place.
 * - REPEAT: its successor was handed out moments ago and not used yet; the same one again.
 * - REUSED: a spent token came back: somebody else has it. The family must end.
 * - INVALID: its family is over, by time or by decision.
 */
export type RefreshDecision = 'ROTATE' | 'REPEAT' | 'REUSED' | 'INVALID';

/**
 * Decides about a presented refresh token (RFC 9700, 4.14.2: rotation with reuse detection).
 * `successorHash` is the hash of the successor that auth derived from the token.
 */
export function decideRefresh(
  token: PresentedToken,
  family: Family,
  successor: Successor | null,
  successorHash: string,
  now: Date,
): RefreshDecision {
  const over = (moment: Date): boolean => moment.getTime() <= now.getTime();
  if (token.revokedAt || family.endedAt || !family.ownerIsActive) return 'INVALID';
  if (over(token.expiresAt) || over(family.expiresAt)) return 'INVALID';
  if (!token.usedAt) return 'ROTATE';
  const recent = now.getTime() - token.usedAt.getTime() <= GRACE_MS;
  if (!successor || successor.usedAt || !recent) return 'REUSED';
  // The key of the derivation was changed in between: nobody holds this successor.
  return successor.hash === successorHash ? 'REPEAT' : 'INVALID';
}
