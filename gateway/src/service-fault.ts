import { AppError } from '@ai-finops/service-kit/errors';

const TIMEOUTS: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What a client is told when a service behind the gateway fails: which one, never where it is. The reason
 * stays in `cause`, for the log. Codes TIMEOUT, SERVICE_UNAVAILABLE.
 */
export function serviceFault(service: string, cause: unknown): AppError {
  const { name, code } = cause as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError' || TIMEOUTS.has(code)) {
    return new AppError(
      'TIMEOUT',
      `The ${service} service did not answer in time.`,
      { service },
      {
        cause,
      },
    );
  }
  return new AppError(
    'SERVICE_UNAVAILABLE',
    `The ${service} service is not available.`,
    { service },
    { cause },
  );
}
