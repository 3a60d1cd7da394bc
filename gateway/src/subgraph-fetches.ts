import type { AppError } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Context as TraceContext } from '@opentelemetry/api';
import type { SendToSubgraph, SubgraphAnswer, SubgraphOperation } from './execution/run';
import { failedPaths } from './failed-paths';
import type { Found } from './found';
import type { GatewayLogger } from './logging';
import type { GatewayMetrics, WatchedSubgraph } from './metrics/gateway-metrics';
import { NotAsked, SubgraphGuard } from './resilience/subgraph-guard';
import { serviceFault } from './service-fault';
import { FetchRefused, SubgraphClient } from './subgraph-client';
import type { ConnectedSubgraph } from './subgraphs';
import type { Subscription } from './subscriptions/subscription';
import type { Tracing } from './tracing/tracing';

/** For whom a fetch is made, and within which trace. */
export type FetchContext = RequestContext & {
  readonly trace?: TraceContext | undefined;
  /** What the request may open: it takes events. */
  readonly subscription?: Subscription | undefined;
  /** What was found for the request already. */
  readonly found?: Found;
};

type ProcessOptions = GraphQLDataSourceProcessOptions<FetchContext>;

/** One operation for one subgraph, as JSON text; the parts are needed only when it fails. */
interface Fetch {
  readonly subgraph: string;
  readonly isQuery: boolean;
  readonly body: string;
  /** The bytes of its answer may be those of the client's. */
  readonly tellsBytes: boolean;
  parts(): { readonly query: string; readonly variables: Record<string, unknown> };
}

interface GuardedSubgraph {
  readonly client: SubgraphClient;
  readonly guard: SubgraphGuard;
}

/** Fetches of one subgraph under way at once: four for each of its connections. */
const MAX_CONCURRENT = 512;

/** Faults of a connection: the subgraph is gone, restarting, or closed an idle connection meanwhile. */
const CONNECTION_FAULTS: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
]);

const codeOf = (cause: unknown): unknown => (cause as { code?: unknown } | null)?.code;

/** The client has left before its subscription was open. */
const isAbort = (cause: unknown): boolean => (cause as { name?: unknown }).name === 'AbortError';

const guarded = (subgraph: ConnectedSubgraph, secret: string): GuardedSubgraph => ({
  client: new SubgraphClient(subgraph, secret),
  guard: new SubgraphGuard({
    maxConcurrent: MAX_CONCURRENT,
    isFailure: (cause) => !(cause instanceof FetchRefused) && !isAbort(cause),
    mayRepeat: (cause) => CONNECTION_FAULTS.has(codeOf(cause)),
    beforeProbe: () => subgraph.renew(),
  }),
});

/**
 * All fetches of all requests, guarded, measured and traced. One that fails becomes errors at the paths it
 * should have filled, so that the rest of the answer survives.
 */
export class SubgraphFetches {
  readonly #subgraphs: ReadonlyMap<string, GuardedSubgraph>;

  constructor(
    subgraphs: readonly ConnectedSubgraph[],
    internalTokenSecret: string,
    private readonly logger: GatewayLogger,
    private readonly metrics: GatewayMetrics,
    private readonly tracing: Tracing | null,
  ) {
    this.#subgraphs = new Map(
      subgraphs.map((subgraph) => [subgraph.name, guarded(subgraph, internalTokenSecret)]),
    );
  }

  /** How each subgraph stands, for the metrics. */
  watched(): readonly WatchedSubgraph[] {
    return [...this.#subgraphs].map(([name, { guard }]) => ({
      name,
      state: guard.state,
      underWay: guard.underWay,
      retries: guard.retries,
    }));
  }

  /** Error for a supergraph that names a subgraph which nobody configured. */
  requireAll(names: readonly string[]): void {
    const unknown = names.find((name) => !this.#subgraphs.has(name));
    if (unknown === undefined) return;
    throw new Error(`The supergraph names an unknown subgraph: ${unknown}.`);
  }

  /** How the executor sends the fetches of one request. */
  senderFor(context: FetchContext): SendToSubgraph {
    return ({ subgraph, kind, query, head }, variables, entities) => {
      const parts = () => ({ query, variables: JSON.parse(variables) as Record<string, unknown> });
      const body = `${head}${variables}}`;
      const isQuery = kind === 'query';
      // No client's answer is one about entities: its bytes would be held until the last one has come.
      const tellsBytes = isQuery && entities === undefined;
      return this.#send({ subgraph, isQuery, body, tellsBytes, parts }, context);
    };
  }

  /**
   * Opens the events of a subscription for as long as `signal` lets them go on. Errors TIMEOUT and
   * SERVICE_UNAVAILABLE, also while they are read.
   */
  async subscribe(
    { subgraph, head }: SubgraphOperation,
    variables: string,
    context: FetchContext,
    signal: AbortSignal,
  ): Promise<AsyncIterable<SubgraphAnswer>> {
    const { ended, headers } = this.#begin(subgraph, context);
    try {
      const { guard, client } = this.#subgraph(subgraph);
      const body = `${head}${variables}}`;
      const events = await guard.run(true, () => client.subscribe(body, context, headers, signal));
      ended('ok');
      return this.#withFaults(events, subgraph, context);
    } catch (cause) {
      const fault = this.#fault(subgraph, context, cause);
      ended(fault.code);
      throw fault;
    }
  }

  async *#withFaults(
    events: AsyncIterable<SubgraphAnswer>,
    subgraph: string,
    context: FetchContext,
  ): AsyncGenerator<SubgraphAnswer, void> {
    try {
      yield* events;
    } catch (cause) {
      throw this.#fault(subgraph, context, cause);
    }
  }

  /** How the stock executor sends them. */
  dataSources(): Record<string, GraphQLDataSource<FetchContext>> {
    const sources = [...this.#subgraphs.keys()].map((name) => [
      name,
      { process: (options: ProcessOptions) => this.#process(name, options) },
    ]);
    return Object.fromEntries(sources);
  }

  #process(subgraph: string, options: ProcessOptions): Promise<SubgraphAnswer> {
    if (!('incomingRequestContext' in options)) {
      throw new Error('The gateway never introspects its subgraphs.');
    }
    const { query = '', variables = {}, operationName } = options.request;
    const body = JSON.stringify({ query, variables, operationName });
    const isQuery = !query.trimStart().startsWith('mutation');
    const parts = () => ({ query, variables });
    const { context } = options.incomingRequestContext;
    return this.#send({ subgraph, isQuery, body, tellsBytes: false, parts }, context);
  }

  async #send(fetch: Fetch, context: FetchContext): Promise<SubgraphAnswer> {
    const { subgraph } = fetch;
    const { ended, headers } = this.#begin(subgraph, context);
    try {
      const { guard, client } = this.#subgraph(subgraph);
      const answer = await guard.run(fetch.isQuery, () =>
        client.post(fetch.body, context, headers, fetch.tellsBytes),
      );
      ended('ok');
      return answer;
    } catch (cause) {
      return this.#failed(fetch, context, cause, ended);
    }
  }

  #begin(subgraph: string, { trace }: FetchContext) {
    const started = performance.now();
    const span = trace && this.tracing?.startFetch(trace, subgraph);
    const ended = (outcome: string): void => {
      this.metrics.fetchEnded(subgraph, outcome, (performance.now() - started) / 1_000);
      span?.end(outcome);
    };
    return { ended, headers: span?.headers };
  }

  #subgraph(name: string): GuardedSubgraph {
    const there = this.#subgraphs.get(name);
    if (!there) throw new Error('It is not configured.');
    return there;
  }

  #failed(
    { subgraph, parts }: Fetch,
    context: FetchContext,
    cause: unknown,
    ended: (outcome: string) => void,
  ): SubgraphAnswer {
    const { message, code, details } = this.#fault(subgraph, context, cause);
    ended(code);
    const { query, variables } = parts();
    const extensions = { code, ...details };
    const errors = failedPaths(query, variables).map((path) => ({ message, path, extensions }));
    return { data: null, errors };
  }

  #fault(subgraph: string, { requestId }: FetchContext, cause: unknown): AppError {
    const fault = serviceFault(subgraph, cause);
    const { message, code } = fault;
    const fields = { err: cause, subgraph, code, requestId };
    // One line for each fetch that an open circuit stops would drown the one that says why it is open.
    if (cause instanceof NotAsked || isAbort(cause)) this.logger.debug(fields, message);
    else this.logger.warn(fields, message);
    return fault;
  }
}
