import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerToken } from '@ai-finops/service-kit/access-token';
import { AppError } from '@ai-finops/service-kit/errors';
import { takeOverOrigin } from '@ai-finops/service-kit/request-origin';
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/** Injection token of the service credential. */
export const SERVICE_TOKEN = Symbol('SERVICE_TOKEN');

const OPEN = 'ai-finops:open';
/** Marks a controller whose routes need no credential. */
export const Open = () => SetMetadata(OPEN, true);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Lets only the platform's own services through to the REST routes: whoever holds the service
 * credential. GraphQL has its own door, the internal token.
 */
@Injectable()
export class ServiceTokenGuard implements CanActivate {
  private readonly expected: Buffer;

  constructor(
    private readonly reflector: Reflector,
    @Inject(SERVICE_TOKEN) serviceToken: string,
  ) {
    this.expected = digest(serviceToken);
  }

  canActivate(execution: ExecutionContext): boolean {
    if (execution.getType<string>() !== 'http') return true;
    const targets = [execution.getHandler(), execution.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(OPEN, targets)) return true;
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    // Digests have one length, whatever was sent, and are compared in constant time.
    if (token === undefined || !timingSafeEqual(digest(token), this.expected)) {
      throw new AppError('UNAUTHENTICATED', 'The service credential is needed.');
    }
    // A service asks for a client of its own: that is who the audit log is to name.
    takeOverOrigin(request);
    return true;
  }
}
