import { AppError, isErrorCode } from './errors';

export interface JsonRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/**
 * A JSON request to another service of the platform. A refusal that it answers (problem+json) becomes
 * the same AppError here. Errors SERVICE_UNAVAILABLE when it cannot be reached, TIMEOUT when it is slow.
 * Answers undefined for 204.
 */
export async function requestJson<Result>(url: string, request: JsonRequest = {}): Promise<Result> {
  const { method = 'GET', headers = {}, body, timeoutMs = 5_000 } = request;
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    const { host } = new URL(url);
    if ((cause as { name?: unknown }).name === 'TimeoutError') {
      throw new AppError('TIMEOUT', undefined, {}, { cause });
    }
    throw new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: new Error(host, { cause }) });
  }
  if (response.ok) {
    return response.status === 204 ? (undefined as Result) : ((await response.json()) as Result);
  }
  const problem: unknown = await response.json().catch(() => undefined);
  if (isProblem(problem)) throw new AppError(problem.code, problem.detail, problem.details ?? {});
  throw new AppError(
    'SERVICE_UNAVAILABLE',
    undefined,
    {},
    {
      cause: new Error(`${new URL(url).host} answered ${response.status}`),
    },
  );
}

function isProblem(
  value: unknown,
): value is { code: AppError['code']; detail?: string; details?: Record<string, unknown> } {
  return typeof value === 'object' && value !== null && 'code' in value && isErrorCode(value.code);
}
