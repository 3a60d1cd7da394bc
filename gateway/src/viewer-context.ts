import { bearerToken } from '@ai-finops/service-kit/access-token';
import type { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { looksLikeApiKey } from '@ai-finops/service-kit/api-key';
import type { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { FastifyRequest } from 'fastify';

/** Enough to recognise a browser, short enough for a header of every fetch. */
const USER_AGENT_LENGTH = 256;

/**
 * Who asks, verified once for the whole request: nobody without an Authorization header. Errors
 * UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_CHECK_UNAVAILABLE.
 */
export async function viewerContext(
  request: FastifyRequest,
  tokens: AccessTokens,
  apiKeys: ApiKeyVerifier,
): Promise<RequestContext> {
  const { authorization, 'user-agent': userAgent } = request.headers;
  const context = {
    client: { ip: request.ip, userAgent: userAgent?.slice(0, USER_AGENT_LENGTH) ?? null },
    requestId: request.id,
  };
  const token = bearerToken(authorization);
  if (token === undefined) return { ...context, viewer: null };
  const accessToken = looksLikeApiKey(token)
    ? await apiKeys.verify(token, request.ip)
    : tokens.verify(token);
  tokens.requireLive(accessToken);
  return { ...context, viewer: accessToken.viewer };
}
