import { INTERNAL_TOKEN_HEADER, verifyInternalToken } from '@ai-finops/service-kit/internal-token';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const INTERNAL_TOKEN_SECRET = Symbol('INTERNAL_TOKEN_SECRET');

/** Lets only the gateway through to a REST route. */
@Injectable()
export class InternalTokenGuard implements CanActivate {
  constructor(@Inject(INTERNAL_TOKEN_SECRET) private readonly secret: string) {}

  canActivate(execution: ExecutionContext): boolean {
    const header = execution.switchToHttp().getRequest<FastifyRequest>().headers[
      INTERNAL_TOKEN_HEADER
    ];
    verifyInternalToken(this.secret, 'finops', typeof header === 'string' ? header : undefined);
    return true;
  }
}
