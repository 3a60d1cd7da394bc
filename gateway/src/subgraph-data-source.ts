import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import { isPublicCode } from './error-format';
import { failedPaths } from './failed-paths';
import type { GatewayLogger } from './logging';
import { serviceFault } from './service-fault';
import type { ConnectedSubgraph } from './subgraphs';

type ProcessOptions = GraphQLDataSourceProcessOptions<RequestContext>;
type FetchResult = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Refusals of a fetch as such: the gateway's plan and the subgraph's schema do not fit each other. */
const OUR_OWN_FAULTS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as { data?: unknown; errors?: unknown };
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isObject))) return false;
  return errors !== undefined || (isObject(data) && !Array.isArray(data)) || data === null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Fetches from one subgraph over its keep-alive connections, each time with a fresh internal token that
 * says who asks. A fetch that fails becomes errors at the paths it should have filled, so that the rest of
 * the answer survives. Nothing is ever sent twice.
 */
export class SubgraphDataSource implements GraphQLDataSource<RequestContext> {
  constructor(
    private readonly subgraph: ConnectedSubgraph,
    private readonly internalTokenSecret: string,
    private readonly logger: GatewayLogger,
  ) {}

  async process(options: ProcessOptions): Promise<FetchResult> {
    if (!('incomingRequestContext' in options)) {
      throw new Error('The gateway never introspects its subgraphs.');
    }
    const { context } = options.incomingRequestContext;
    try {
      return await this.fetch(options.request, context);
    } catch (cause) {
      return this.failed(options.request, context, cause);
    }
  }

  private async fetch(
    request: ProcessOptions['request'],
    context: RequestContext,
  ): Promise<Answer> {
    const { name, pool, basePath, timeoutMs } = this.subgraph;
    const { query, variables, operationName } = request;
    const { statusCode, headers, body } = await pool.request({
      method: 'POST',
      path: `${basePath}/graphql`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-request-id': context.requestId,
        [INTERNAL_TOKEN_HEADER]: signInternalToken(this.internalTokenSecret, name, context),
      },
      body: JSON.stringify({ query, variables, operationName }),
      // The pool's own timeouts start again with every byte; this one is for the whole fetch.
      signal: AbortSignal.timeout(timeoutMs),
    });
    const type = String(headers['content-type'] ?? '');
    // 401 and 403 speak of the gateway's credential; what the viewer may not do is said in an answer.
    if (statusCode === 401 || statusCode === 403 || !/^application\/(\S+\+)?json\b/.test(type)) {
      await body.dump();
      throw new Error(`It answered ${statusCode} with "${type}".`);
    }
    const answer: unknown = await body.json();
    if (!isAnswer(answer))
      throw new Error(`It answered ${statusCode} with JSON that is no result.`);
    if (answer.errors?.some((error) => OUR_OWN_FAULTS.has(error.extensions?.code))) {
      throw new Error(`It refused the fetch: ${answer.errors.map((e) => e.message).join(' ')}`);
    }
    // A subgraph that masks everything is broken as a whole: say so instead of a bare INTERNAL.
    if (statusCode >= 500 && !answer.errors?.some((e) => isPublicCode(e.extensions?.code))) {
      throw new Error(`It answered ${statusCode}.`);
    }
    return answer;
  }

  private failed(
    { query, variables }: ProcessOptions['request'],
    { requestId }: RequestContext,
    cause: unknown,
  ): FetchResult {
    const { name } = this.subgraph;
    const { message, code, details } = serviceFault(name, cause);
    this.logger.warn({ err: cause, subgraph: name, code, requestId }, message);
    const paths = failedPaths(query ?? '', variables);
    const extensions = { code, ...details };
    return { data: null, errors: paths.map((path) => ({ message, path, extensions })) };
  }
}
