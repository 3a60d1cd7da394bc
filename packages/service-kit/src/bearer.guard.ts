import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from './access-token';
import { AccessTokens } from './access-tokens';
import { looksLikeApiKey } from './api-key';
import type { ApiKeyVerifier } from './api-key-verifier';
import { AppError } from './errors';
import { CONTEXT_PROPERTY } from './request-context';
import type { RequestContext } from './viewer';

/**
 * Lets only requests with a valid access token of a live session through to a REST route, and those with an
 * API key where `apiKeys` is given.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly apiKeys?: ApiKeyVerifier,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) throw new AppError('UNAUTHENTICATED', 'A bearer token is needed.');
    const accessToken =
      this.apiKeys && looksLikeApiKey(token)
        ? await this.apiKeys.verify(token, request.ip)
        : this.tokens.verify(token);
    this.tokens.requireLive(accessToken);
    const context: RequestContext = {
      viewer: accessToken.viewer,
      client: { ip: request.ip, userAgent: request.headers['user-agent'] ?? null },
      requestId: request.id,
    };
    Object.assign(request, { [CONTEXT_PROPERTY]: context });
    return true;
  }
}
