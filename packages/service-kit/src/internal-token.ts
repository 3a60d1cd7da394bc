import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from './errors';
import { isRole, type RequestContext } from './viewer';

/** The services that accept internal tokens. */
export type Audience = 'accounts' | 'auth' | 'finops' | 'assistant';

const LIFETIME_SECONDS = 30;
const HEADER = Buffer.from('{"alg":"HS256","typ":"internal+jwt"}').toString('base64url');

/** Header in which an internal token travels; `Authorization` stays free for the user's own. */
export const INTERNAL_TOKEN_HEADER = 'x-internal-token';

/**
 * Signs the short-lived token by which the gateway (or a service asking another on a viewer's behalf)
 * proves itself and says who asks. A compact JWS (RFC 7515, HS256) of a fixed header: nothing of the
 * header is ever trusted, so no library has to interpret it on the hot path.
 */
export function signInternalToken(
  secret: string,
  audience: Audience,
  context: RequestContext,
): string {
  const claims = {
    aud: audience,
    exp: Math.floor(Date.now() / 1000) + LIFETIME_SECONDS,
    viewer: context.viewer,
    client: context.client,
    rid: context.requestId,
  };
  const body = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** Verifies an internal token for `audience`. Error UNAUTHENTICATED when it is absent, forged, old or another's. */
export function verifyInternalToken(
  secret: string,
  audience: Audience,
  token: string | undefined,
): RequestContext {
  const refuse = () => new AppError('UNAUTHENTICATED', 'This service answers the gateway only.');
  const [header, payload, signature, ...rest] = token?.split('.') ?? [];
  if (header !== HEADER || !payload || !signature || rest.length > 0) throw refuse();
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuse();
  const claims = claimsOf(payload);
  if (claims?.aud !== audience || !(claims.exp >= Date.now() / 1000)) throw refuse();
  if (claims.viewer !== null && !isRole(claims.viewer?.role)) throw refuse();
  return { viewer: claims.viewer, client: claims.client, requestId: claims.rid };
}

/** Undefined for what is no JSON, however well it is signed. */
// biome-ignore lint/suspicious/noExplicitAny: whoever signs it holds the secret; the claims are checked one by one.
function claimsOf(payload: string): any {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
}
