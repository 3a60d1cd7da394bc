import { bearerToken } from '@ai-finops/service-kit/access-token';
import type { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { looksLikeApiKey } from '@ai-finops/service-kit/api-key';
import type { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import type { FastifyRequest } from 'fastify';

/** Says whether what a request was let in with would still let it in, as the same viewer. */
export type CredentialCheck = () => Promise<void>;

/**
 * The check of a request's credential for as long as it is answered. Errors UNAUTHENTICATED, TOKEN_EXPIRED,
 * SESSION_CHECK_UNAVAILABLE, SERVICE_UNAVAILABLE.
 */
export function credentialCheck(
  { headers: { authorization }, ip }: FastifyRequest,
  viewer: Viewer | null,
  tokens: AccessTokens,
  apiKeys: ApiKeyVerifier,
): CredentialCheck {
  const token = bearerToken(authorization);
  if (token === undefined || viewer === null) return async () => undefined;
  if (looksLikeApiKey(token)) {
    return async () => {
      const { viewer: now } = await apiKeys.verify(token, ip);
      if (rightsOf(now) === rightsOf(viewer)) return;
      throw new AppError('UNAUTHENTICATED', 'The API key has other rights now.');
    };
  }
  const verified = tokens.verify(token);
  return async () => tokens.requireStillGood(verified);
}

const rightsOf = ({ role, scopes }: Viewer): string => JSON.stringify([role, scopes]);
