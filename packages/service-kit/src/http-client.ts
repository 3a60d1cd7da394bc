import { request } from 'undici';
import { AppError, isErrorCode } from './errors';
import { originHeaders } from './request-origin';

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
export async function requestJson<Result>(
  url: string,
  question: JsonRequest = {},
): Promise<Result> {
  const { method = 'GET', headers = {}, body, timeoutMs = 5_000 } = question;
  const { host } = new URL(url);
  let status: number;
  let text: string;
  try {
    // Not fetch, whose streams and header objects take several times the processor's time of this.
    const response = await request(url, {
      method,
      headers: {
        accept: 'application/json',
        // One id and one origin for everything that one request of a client leads to.
        ...originHeaders(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.statusCode;
    // The time is over, or the connection breaks, in the middle of an answer too.
    text = await response.body.text();
  } catch (cause) {
    if ((cause as { name?: unknown }).name === 'TimeoutError') {
      throw new AppError('TIMEOUT', undefined, {}, { cause });
    }
    throw unavailable(host, cause);
  }
  if (status === 204) return undefined as Result;
  const answer = parsed(text);
  if (status < 300 && answer !== undefined) return answer as Result;
  if (isProblem(answer)) throw new AppError(answer.code, answer.detail, answer.details ?? {});
  throw unavailable(`${host} answered ${status}${answer === undefined ? ' without JSON' : ''}`);
}

const unavailable = (what: string, cause?: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', undefined, {}, { cause: new Error(what, { cause }) });

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(
  value: unknown,
): value is { code: AppError['code']; detail?: string; details?: Record<string, unknown> } {
  return typeof value === 'object' && value !== null && 'code' in value && isErrorCode(value.code);
}
