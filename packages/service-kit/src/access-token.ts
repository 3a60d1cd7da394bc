import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { AppError } from './errors';
import { isRole, type Viewer } from './viewer';

const ISSUER = 'ai-finops';
const AUDIENCE = 'ai-finops';
const TYPE = 'at+jwt';
/**
 * The longest that an access token may live. Accounts remembers for this long, and a minute, whose tokens
 * were called back: one that lived longer would come back to life.
 */
export const MAX_ACCESS_SECONDS = 900;
/** RFC 8725 3.8: enough for clocks that are a little apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** A verified access token: who, and the times that the revocation list is checked against. */
export interface AccessToken {
  readonly viewer: Viewer;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Signs an access token (RFC 9068 shape: `typ: at+jwt`, iss, aud, sub, sid, jti). `issuedAt` (seconds
 * since the epoch) is the moment at which the viewer's role was read, when that is not now.
 */
export function signAccessToken(
  secret: string,
  viewer: Viewer,
  lifetimeSeconds: number,
  issuedAt = Math.floor(Date.now() / 1000),
): string {
  return jwt.sign({ sid: viewer.sessionId, role: viewer.role, iat: issuedAt }, secret, {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: TYPE },
    issuer: ISSUER,
    audience: AUDIENCE,
    subject: viewer.id,
    jwtid: randomUUID(),
    expiresIn: lifetimeSeconds,
  });
}

/**
 * Verifies signature, type, issuer, audience, times and lifetime. Says nothing about the session: check the
 * revocation list too. Errors UNAUTHENTICATED, TOKEN_EXPIRED.
 */
export function verifyAccessToken(secret: string, token: string): AccessToken {
  let decoded: jwt.Jwt;
  try {
    decoded = jwt.verify(token, secret, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      complete: true,
    });
  } catch (cause) {
    if (cause instanceof jwt.TokenExpiredError) throw new AppError('TOKEN_EXPIRED');
    throw new AppError('UNAUTHENTICATED', 'The access token is not valid.');
  }
  const { header, payload } = decoded;
  if (
    header.typ !== TYPE ||
    typeof payload === 'string' ||
    typeof payload.sub !== 'string' ||
    typeof payload.sid !== 'string' ||
    typeof payload.exp !== 'number' ||
    typeof payload.iat !== 'number' ||
    payload.exp - payload.iat > MAX_ACCESS_SECONDS ||
    !isRole(payload.role)
  ) {
    throw new AppError('UNAUTHENTICATED', 'The access token is not valid.');
  }
  return {
    viewer: { id: payload.sub, role: payload.role, sessionId: payload.sid },
    issuedAt: payload.iat,
    expiresAt: payload.exp,
  };
}

/** The token of an `Authorization: Bearer …` header (RFC 6750), or undefined when there is no header. Error UNAUTHENTICATED for any other scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const match = /^Bearer ([\w~+/.=-]+)$/i.exec(authorization);
  if (!match?.[1])
    throw new AppError('UNAUTHENTICATED', 'The Authorization header is not a bearer token.');
  return match[1];
}
