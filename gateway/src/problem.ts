import { STATUS_CODES } from 'node:http';
import { AppError, type ErrorCode } from '@ai-finops/service-kit/errors';
import type { ProblemDetails } from '@ai-finops/service-kit/problem-details';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { headersOf } from './error-format';
import type { GatewayLogger } from './logging';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Those of the gateway's own routes. */
const METHODS = ['GET', 'POST'] as const;

/** The refusal behind whatever was thrown; undefined for what must be masked. */
function refusalOf(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const { statusCode, code, message } = error as Partial<Record<string, unknown>>;
  if (code === 'ERR_INVALID_URL')
    return new AppError('BAD_REQUEST', 'The Host header is malformed.');
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  return new AppError(CODE_OF_STATUS[statusCode] ?? 'BAD_REQUEST', String(message));
}

/** Answers a refusal: in the form of a GraphQL result on `/graphql`, as problem+json elsewhere. */
function sendRefusal(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const { status, code, message, details } = error;
  void reply.status(status).headers(headersOf(status)).header('cache-control', 'no-store');
  if (/^\/graphql(\?|$)/.test(request.url)) {
    return reply
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message, extensions: { code, ...details } }] });
  }
  const problem: ProblemDetails = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? code,
    status,
    detail: message,
    code,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    requestId: request.id,
  };
  return reply.type('application/problem+json; charset=utf-8').send(problem);
}

/** Answers what Fastify refuses before any route or hook: a malformed URL. */
export function refuseMalformed(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void sendRefusal(request, reply, refusalOf(error) ?? new AppError('INTERNAL'));
}

/** Every refusal outside GraphQL's own in one shape; what is unexpected is masked and logged. */
export function handleErrors(app: FastifyInstance, logger: GatewayLogger): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (!refusal) logger.error({ err: error, requestId: request.id }, 'Unexpected error');
    return sendRefusal(request, reply, refusal ?? new AppError('INTERNAL'));
  });
  app.setNotFoundHandler((request, reply) => {
    const { method } = request;
    const url = request.url.split('?', 1)[0] ?? '';
    const allowed = METHODS.filter((candidate) => app.hasRoute({ method: candidate, url }));
    if (allowed.length === 0) {
      return sendRefusal(
        request,
        reply,
        new AppError('NOT_FOUND', `There is no ${method} ${url}.`),
      );
    }
    // RFC 9110 15.5.6
    void reply.header('allow', allowed.join(', '));
    const message = `${url} does not answer ${method}.`;
    return sendRefusal(request, reply, new AppError('METHOD_NOT_ALLOWED', message));
  });
}
