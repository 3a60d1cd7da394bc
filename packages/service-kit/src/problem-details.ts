import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodValidationException } from 'nestjs-zod';
import { z } from 'zod';
import { isDatabaseAway } from './database-fault';
import { AppError, ERRORS, type ErrorCode, type ErrorDetails } from './errors';

/** The body of every refusal over REST (RFC 9457). */
export interface ProblemDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Code of the catalogue. */
  readonly code: ErrorCode;
  readonly details?: ErrorDetails;
  readonly requestId: string;
}

/** Schema of {@link ProblemDetails} for the OpenAPI documents. */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('The HTTP status in words.'),
  status: z.int().describe('The HTTP status.'),
  detail: z.string().describe('What is wrong, in one sentence.'),
  code: z.string().describe('Code of the error catalogue.'),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Public facts: which field, which limit.'),
  requestId: z.string().describe('Id of the request, also in the logs.'),
});

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'VALIDATION_FAILED',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** Brings whatever was thrown to an AppError; undefined for what must be masked. */
export function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof ZodValidationException) return fromZod(error.getZodError());
  if (error instanceof z.ZodError) return fromZod(error);
  if (isDatabaseAway(error)) {
    return new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: error });
  }
  const status = httpStatusOf(error);
  const code = status === undefined ? undefined : CODE_OF_STATUS[status];
  if (!code) return undefined;
  // Fastify's own refusals speak of the request only (malformed JSON, body too large).
  return new AppError(code, error instanceof Error ? error.message : undefined);
}

function fromZod(error: unknown): AppError {
  const issues = error instanceof z.ZodError ? error.issues : [];
  const fields = issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  const first = fields[0];
  return new AppError(
    'VALIDATION_FAILED',
    first ? `${first.field || 'The body'}: ${first.message}` : undefined,
    { fields },
  );
}

function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode < 500 ? error.statusCode : undefined;
  }
  return undefined;
}

/** The problem+json body of an error. */
export function problemOf(error: AppError, requestId: string): ProblemDetails {
  return {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? ERRORS[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(Object.keys(error.details).length > 0 ? { details: error.details } : {}),
    requestId,
  };
}

/**
 * How long to wait (RFC 9110 10.2.3) and, where a quota is used up, which one
 * (draft-ietf-httpapi-ratelimit-headers).
 */
export function patienceHeaders({ details }: AppError): Record<string, string> {
  const { policy, limit, windowSeconds, retryAfterSeconds = 2 } = details;
  const wait = { 'retry-after': String(retryAfterSeconds) };
  if (policy === undefined) return wait;
  return {
    ...wait,
    'ratelimit-policy': `"${policy}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=0;t=${retryAfterSeconds}`,
  };
}

function sendProblem(reply: FastifyReply, error: AppError, requestId: string): void {
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (error.status === 429 || error.status === 503) void reply.headers(patienceHeaders(error));
  void reply
    .status(error.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(problemOf(error, requestId));
}

/** Answers what Fastify refuses before any route, a malformed URL, in the shape of every other refusal. */
export function refuseMalformed(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, toAppError(error) ?? new AppError('INTERNAL'), request.id);
}

/** Answers every refusal over REST as problem+json and logs what it masks once, with the request's id. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    // GraphQL errors are rendered by Apollo Server.
    if (host.getType<string>() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    let known = toAppError(error);
    if (!known) {
      this.logger.error({ err: error, requestId: request.id }, 'Unexpected error');
      known = new AppError('INTERNAL');
    } else if (known.status >= 500) {
      this.logger.warn({ err: known, requestId: request.id }, 'A part is not available');
    }
    if (!reply.sent) sendProblem(reply, known, request.id);
  }
}
