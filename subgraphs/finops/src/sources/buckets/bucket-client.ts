import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { AppError } from '@ai-finops/service-kit/errors';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher, request } from 'undici';
import { errorCode } from '../../error-code';
import { isPublicAddress, NOT_PUBLIC, publicLookup } from './public-address';

const TIMES = {
  connect: { timeout: 10_000 },
  headersTimeout: 30_000,
  /** Of silence within a body. */
  bodyTimeout: 60_000,
} as const;

/** A refusal says more in a few lines; whatever is longer is not read. */
const REFUSAL_BYTES = 16_384;

/** Names what the store found wrong, such as `NoSuchBucket`; never the rest, which may repeat what was signed. */
const FAULT = /<Code>([A-Za-z]{1,64})<\/Code>/;

/**
 * What asks stores of objects, wherever administrators say they are: public hosts over TLS, and those that
 * SOURCE_ALLOWED_HOSTS opens. Redirects are not followed, and of what a host answers instead of an object no more
 * is told than its status and the name of the fault.
 */
export class BucketClient implements OnApplicationShutdown {
  readonly #public = new Agent({ ...TIMES, connect: { ...TIMES.connect, lookup: publicLookup } });
  readonly #allowed = new Agent(TIMES);

  readonly #allowedHosts: ReadonlySet<string>;

  constructor(allowedHosts: readonly string[]) {
    this.#allowedHosts = new Set(allowedHosts.map((host) => host.toLowerCase()));
  }

  /** Error SOURCE_ADDRESS_REFUSED for what is plainly none to ask; names are looked up when they are asked. */
  requireAllowed(url: URL): void {
    if (this.#isAllowed(url)) return;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol === 'https:' && (isIP(host) === 0 || isPublicAddress(host))) return;
    throw refused(url);
  }

  /** As {@link get}, for a short answer. Error SOURCE_UNREADABLE also for a long one. */
  async text(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    maxBytes: number,
  ): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await this.get(url, headers, signal)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw new AppError('SOURCE_UNREADABLE');
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  /**
   * The body of a successful answer. Errors SOURCE_ADDRESS_REFUSED, SOURCE_ACCESS_DENIED, SOURCE_NOT_FOUND,
   * SOURCE_CHANGED, SOURCE_UNREACHABLE, this one also while the body is read.
   */
  async get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Readable> {
    this.requireAllowed(url);
    const dispatcher = this.#isAllowed(url) ? this.#allowed : this.#public;
    let response: Dispatcher.ResponseData;
    try {
      response = await request(url, { headers, signal, dispatcher });
    } catch (cause) {
      signal.throwIfAborted();
      throw errorCode(cause) === NOT_PUBLIC ? refused(url) : unreachable(url, cause);
    }
    const { statusCode, body } = response;
    if (statusCode === 200) {
      return Readable.from(chunksOf(url, body, signal), { objectMode: false });
    }
    throw statusFault(url, statusCode, await faultIn(body));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#public.destroy(), this.#allowed.destroy()]);
  }

  #isAllowed({ hostname, host }: URL): boolean {
    return this.#allowedHosts.has(hostname) || this.#allowedHosts.has(host);
  }
}

async function* chunksOf(
  url: URL,
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(url, cause);
  }
}

const refused = ({ host }: URL): AppError =>
  new AppError(
    'SOURCE_ADDRESS_REFUSED',
    `${host} is not a public host with TLS; SOURCE_ALLOWED_HOSTS opens others.`,
    { host },
  );

function unreachable({ host }: URL, cause: unknown): AppError {
  const code = errorCode(cause);
  return new AppError(
    'SOURCE_UNREACHABLE',
    `${host} cannot be reached${code ? ` (${code})` : ''}.`,
    { host },
    { cause },
  );
}

async function faultIn(body: Dispatcher.ResponseData['body']): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += String(chunk);
      if (text.length > REFUSAL_BYTES) break;
    }
  } catch {
    // The status says enough.
  }
  return FAULT.exec(text)?.[1] ?? '';
}

/** Refusals that another time or another setting of the store may mend, by status. */
function statusFault({ host }: URL, status: number, fault: string): AppError {
  const answered = `${host} answered ${status}${fault && ` ${fault}`}`;
  const details = { host, status, ...(fault && { fault }) };
  if (status === 401 || status === 403) {
    return new AppError('SOURCE_ACCESS_DENIED', `${answered}: check the credentials.`, details);
  }
  if (status === 404) return new AppError('SOURCE_NOT_FOUND', `${answered}.`, details);
  if (status === 412) {
    return new AppError('SOURCE_CHANGED', 'A file was replaced while it was read.', details);
  }
  if (status >= 300 && status < 400) {
    return new AppError(
      'SOURCE_NOT_FOUND',
      `${answered}: the bucket is elsewhere, check its region and address.`,
      details,
    );
  }
  if (status >= 500 || status === 429 || status === 408) {
    return new AppError('SOURCE_UNREACHABLE', `${answered}.`, details);
  }
  // Malformed credentials, or those for another region, are a malformed request.
  const code = status === 400 ? 'SOURCE_ACCESS_DENIED' : 'SOURCE_UNREADABLE';
  return new AppError(code, `${answered}.`, details);
}
