import { NestLogger } from '@ai-finops/service-kit/logger';
import type { FastifyInstance } from 'fastify';

type Fields = Readonly<Record<string, unknown>>;

/** Structured lines on stdout, as every service writes them. */
export interface GatewayLogger {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
}

const CONTEXT = 'Gateway';

export function createLogger(level: string): GatewayLogger {
  const logger = new NestLogger('gateway', level);
  return {
    debug: (fields, message) => logger.debug(fields, message, CONTEXT),
    info: (fields, message) => logger.log(fields, message, CONTEXT),
    warn: (fields, message) => logger.warn(fields, message, CONTEXT),
    error: (fields, message) => logger.error(fields, message, CONTEXT),
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Name of the GraphQL operation, once it is known. */
    operationName: string | null;
    /** True once it is known that it only reads. */
    isQuery: boolean;
  }
}

/** One line per request: what, by which operation, how it ended, how long. No variables, no query strings. */
export function logAccess(app: FastifyInstance, logger: GatewayLogger): void {
  app.decorateRequest('operationName', null);
  app.decorateRequest('isQuery', false);
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const fields = {
      requestId: request.id,
      method: request.method,
      path,
      ...(request.operationName === null ? {} : { operation: request.operationName }),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (path.startsWith('/health')) logger.debug(fields, 'request');
    else logger.info(fields, 'request');
  });
}
