import { randomUUID } from 'node:crypto';
import type { AccessKeys } from './access-keys';
import { MAX_ACCESS_SECONDS } from './access-lifetime';
import { AppError } from './errors';
import { isRole, type Viewer } from './viewer';

const ISSUER = 'ai-finops';
const AUDIENCE = 'ai-finops';
/** RFC 8725 3.8: enough for clocks that are a little apart. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** A verified access token: who, and the times that the revocation list is checked against. */
export interface AccessToken {
  readonly viewer: Viewer;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/**
 * Signs an access token (RFC 9068 shape: `typ: at+jwt`, kid, iss, aud, sub, sid, jti). `issuedAt`
 * (seconds since the epoch) is the moment at which the viewer's role was read, when that is not now.
 */
export function signAccessToken(
  keys: AccessKeys,
  viewer: Viewer,
  lifetimeSeconds: number,
  issuedAt = seconds(),
): string {
  const { header, sign } = keys.signing;
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: viewer.id,
    sid: viewer.sessionId,
    role: viewer.role,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
  };
  const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${input}.${sign(input).toString('base64url')}`;
}

/**
 * Verifies signature, type, issuer, audience, times and lifetime of a compact JWS (RFC 7515) by `now`,
 * in seconds since the epoch. Says nothing about the session: check the revocation list too. Errors
 * UNAUTHENTICATED, TOKEN_EXPIRED.
 */
export function verifyAccessToken(keys: AccessKeys, token: string, now = seconds()): AccessToken {
  const [header, payload, signature, ...rest] = token.split('.');
  const key = header === undefined ? undefined : keys.find(header);
  if (!key || !payload || !signature || rest.length > 0) throw notValid();
  const bytes = Buffer.from(signature, 'base64url');
  // Decoding is lenient: only the one way to write these bytes is taken.
  if (bytes.toString('base64url') !== signature) throw notValid();
  if (!key.verify(`${header}.${payload}`, bytes)) throw notValid();
  return checkClaims(claimsOf(payload), now);
}

const notValid = (): AppError => new AppError('UNAUTHENTICATED', 'The access token is not valid.');

function claimsOf(payload: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (typeof claims === 'object' && claims !== null) return { ...claims };
  } catch {
    // Signed by us, and yet no JSON: as invalid as any other.
  }
  throw notValid();
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

function checkClaims(claims: Readonly<Record<string, unknown>>, now: number): AccessToken {
  const { iss, aud, sub, sid, jti, role, iat, exp, nbf = iat } = claims;
  const sound = iss === ISSUER && aud === AUDIENCE && isText(sub) && isText(sid) && isText(jti);
  if (!sound || !isRole(role) || !isTime(iat) || !isTime(exp) || !isTime(nbf)) throw notValid();
  if (exp - iat > MAX_ACCESS_SECONDS) throw notValid();
  if (Math.max(iat, nbf) > now + CLOCK_TOLERANCE_SECONDS) throw notValid();
  requireUnexpired(exp, now);
  if (exp <= iat) throw notValid();
  return { viewer: { id: sub, role, sessionId: sid }, issuedAt: iat, expiresAt: exp };
}

/** Error TOKEN_EXPIRED for what ended before `now`; both in seconds since the epoch. */
export function requireUnexpired(expiresAt: number, now: number): void {
  if (expiresAt <= now - CLOCK_TOLERANCE_SECONDS) throw new AppError('TOKEN_EXPIRED');
}

/** The token of an `Authorization: Bearer …` header (RFC 6750), or undefined when there is no header. Error UNAUTHENTICATED for any other scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const match = /^Bearer ([\w~+/.=-]+)$/i.exec(authorization);
  if (!match?.[1])
    throw new AppError('UNAUTHENTICATED', 'The Authorization header is not a bearer token.');
  return match[1];
}
