import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import { SUBSCRIPTION_PATH } from '@ai-finops/service-kit/subscription-path';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { Dispatcher } from 'undici';
import { isPublicCode } from './error-format';
import type { SubgraphAnswer } from './execution/run';
import { HeldBytes } from './held-bytes';
import { type ConnectedSubgraph, MAX_RESPONSE_BYTES } from './subgraphs';
import { readEvents } from './subscriptions/event-reader';

/** Refusals of a fetch as such: the gateway's plan and the subgraph's schema do not fit each other. */
const OUR_OWN_FAULTS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

const EVENT_STREAM = 'text/event-stream';
const JSON_TYPE = /^application\/(\S+\+)?json\b/;
/** An internal token lives for 30 s; a request that takes longer than this signs another. */
const TOKEN_REUSE_MS = 10_000;

/** The subgraph is well, but this fetch does not fit its schema. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';
}

interface SignedToken {
  readonly token: string;
  readonly signedAt: number;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isAnswer(value: unknown): value is SubgraphAnswer {
  if (!isObject(value)) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isObject))) return false;
  return errors !== undefined || (isObject(data) && !Array.isArray(data)) || data === null;
}

/** The result that is told by a JSON text. Error FetchRefused, and others for what is none. */
function answerIn(text: string, status: number): SubgraphAnswer {
  const answer: unknown = JSON.parse(text);
  if (!isAnswer(answer)) throw new Error(`It answered ${status} with JSON that is no result.`);
  if (answer.errors?.some((error) => OUR_OWN_FAULTS.has(error.extensions?.code))) {
    throw new FetchRefused(
      `It refused the fetch: ${answer.errors.map((e) => e.message).join(' ')}`,
    );
  }
  return answer;
}

/** A whole HTTP answer. */
interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
}

/** Of all subgraphs together. */
const heldBytes = new HeldBytes();

/**
 * Gathers one answer. The pool's own timeouts start again with every byte; the time given here is for the
 * whole exchange, waiting for a connection included.
 */
class Gatherer implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  readonly #held = heldBytes.hold();
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #type = '';
  #failure: Error | undefined;

  constructor(
    timeoutMs: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.#timer = setTimeout(() => {
      this.#fail(new DOMException('It took too long.', 'TimeoutError'));
    }, timeoutMs).unref();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData['headers'],
  ): void {
    this.#status = status;
    this.#type = header(headers, 'content-type');
    const length = Number(header(headers, 'content-length'));
    if (length > MAX_RESPONSE_BYTES) this.#fail(new Error(`It answers with ${length} bytes.`));
    // 401 and 403 speak of the gateway's credential; what the viewer may not do is said in an answer.
    else if (status === 401 || status === 403 || !JSON_TYPE.test(this.#type)) {
      this.#fail(new Error(`It answered ${status} with "${this.#type}".`));
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#held.add(chunk.length)) this.#fail(new Error('Too much arrives at once.'));
    else if (!this.#failure) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#held.release();
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.resolve({ status: this.#status, type: this.#type, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.#letGo();
    this.reject(this.#failure ?? error);
  }

  #fail(error: Error): void {
    clearTimeout(this.#timer);
    this.#failure = error;
    this.#letGo();
    this.reject(error);
    this.#controller?.abort(error);
  }

  #letGo(): void {
    this.#chunks.length = 0;
    this.#held.release();
  }
}

/**
 * Asks one subgraph over its keep-alive connections, with an internal token that says who asks, signed once
 * for the fetches of a request.
 */
export class SubgraphClient {
  readonly #tokens = new WeakMap<RequestContext, SignedToken>();
  readonly #path: string;

  constructor(
    readonly subgraph: ConnectedSubgraph,
    private readonly internalTokenSecret: string,
  ) {
    this.#path = `${subgraph.basePath}/graphql`;
  }

  /**
   * Posts the JSON text of a GraphQL request; tells the bytes of its answer when they are asked for. Rejects with what
   * went wrong when there is no usable answer.
   */
  async post(
    body: string,
    context: RequestContext,
    headers: readonly string[] = [],
    tellsBytes = false,
  ): Promise<SubgraphAnswer> {
    const { pool, timeoutMs } = this.subgraph;
    const { status, bytes } = await new Promise<HttpAnswer>((resolve, reject) => {
      const request: Dispatcher.DispatchOptions = {
        method: 'POST',
        path: this.#path,
        headers: this.#headers('application/json', context, headers),
        body,
      };
      pool.dispatch(request, new Gatherer(timeoutMs, resolve, reject));
    });
    const answer = answerIn(bytes.toString(), status);
    // A subgraph that masks everything is broken as a whole: say so instead of a bare INTERNAL.
    if (status >= 500 && !answer.errors?.some((e) => isPublicCode(e.extensions?.code))) {
      throw new Error(`It answered ${status}.`);
    }
    return tellsBytes ? { ...answer, bytes } : answer;
  }

  /**
   * Posts the JSON text of a GraphQL request for a subscription; answers with its events once they are open.
   * Rejects with what went wrong before, the events with what does later.
   */
  async subscribe(
    body: string,
    context: RequestContext,
    headers: readonly string[] = [],
    signal?: AbortSignal,
  ): Promise<AsyncIterable<SubgraphAnswer>> {
    const answer = await this.subgraph.events.request({
      method: 'POST',
      path: `${this.subgraph.basePath}${SUBSCRIPTION_PATH}`,
      headers: this.#headers(EVENT_STREAM, context, headers),
      body,
      ...(signal ? { signal } : {}),
    });
    const { statusCode: status } = answer;
    const type = header(answer.headers, 'content-type');
    if (status !== 200 || !type.startsWith(EVENT_STREAM)) {
      answer.body.destroy();
      throw new Error(`It answered ${status} with "${type}".`);
    }
    return answersIn(readEvents(answer.body.setEncoding('utf8')), status);
  }

  #headers(accept: string, context: RequestContext, more: readonly string[]): string[] {
    return [
      'content-type',
      'application/json',
      'accept',
      accept,
      'x-request-id',
      context.requestId,
      INTERNAL_TOKEN_HEADER,
      this.#token(context),
      ...more,
    ];
  }

  #token(context: RequestContext): string {
    const now = performance.now();
    const known = this.#tokens.get(context);
    if (known && now - known.signedAt < TOKEN_REUSE_MS) return known.token;
    const token = signInternalToken(this.internalTokenSecret, this.subgraph.name, context);
    this.#tokens.set(context, { token, signedAt: now });
    return token;
  }
}

async function* answersIn(
  events: AsyncIterable<string>,
  status: number,
): AsyncGenerator<SubgraphAnswer, void> {
  for await (const text of events) yield answerIn(text, status);
}
