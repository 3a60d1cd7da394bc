import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, verifyAccessToken } from './access-token';
import { looksLikeApiKey } from './api-key';
import type { ApiKeyVerifier } from './api-key-verifier';
import { AppError } from './errors';
import { CONTEXT_PROPERTY } from './request-context';
import type { RevocationList } from './revocation-list';
import type { RequestContext } from './viewer';

/**
 * Lets only requests with a valid access token of a live session through to a REST route, and those with an
 * API key where `apiKeys` is given.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly jwtSecret: string,
    private readonly revocations: RevocationList,
    private readonly apiKeys?: ApiKeyVerifier,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) throw new AppError('UNAUTHENTICATED', 'A bearer token is needed.');
    const accessToken =
      this.apiKeys && looksLikeApiKey(token)
        ? await this.apiKeys.verify(token, request.ip)
        : verifyAccessToken(this.jwtSecret, token);
    this.revocations.check(accessToken);
    const context: RequestContext = {
      viewer: accessToken.viewer,
      client: { ip: request.ip, userAgent: request.headers['user-agent'] ?? null },
      requestId: request.id,
    };
    Object.assign(request, { [CONTEXT_PROPERTY]: context });
    return true;
  }
}
