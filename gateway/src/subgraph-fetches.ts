import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Context as TraceContext } from '@opentelemetry/api';
import type { SendToSubgraph, SubgraphAnswer } from './execution/run';
import { failedPaths } from './failed-paths';
import type { GatewayLogger } from './logging';
import type { GatewayMetrics, WatchedSubgraph } from './metrics/gateway-metrics';
import { NotAsked, SubgraphGuard } from './resilience/subgraph-guard';
import { serviceFault } from './service-fault';
import { FetchRefused, SubgraphClient } from './subgraph-client';
import type { ConnectedSubgraph } from './subgraphs';
import type { Tracing } from './tracing/tracing';

/** For whom a fetch is made, and within which trace. */
export type FetchContext = RequestContext & { readonly trace?: TraceContext | undefined };

type ProcessOptions = GraphQLDataSourceProcessOptions<FetchContext>;

/** One operation for one subgraph, as JSON text; the parts are needed only when it fails. */
interface Fetch {
  readonly subgraph: string;
  readonly isQuery: boolean;
  readonly body: string;
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

const guarded = (subgraph: ConnectedSubgraph, secret: string): GuardedSubgraph => ({
  client: new SubgraphClient(subgraph, secret),
  guard: new SubgraphGuard({
    maxConcurrent: MAX_CONCURRENT,
    isFailure: (cause) => !(cause instanceof FetchRefused),
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
    return ({ subgraph, kind, query, head }, variables) => {
      const parts = () => ({ query, variables: JSON.parse(variables) as Record<string, unknown> });
      const body = `${head}${variables}}`;
      return this.#send({ subgraph, isQuery: kind === 'query', body, parts }, context);
    };
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
    return this.#send({ subgraph, isQuery, body, parts }, context);
  }

  async #send(fetch: Fetch, context: FetchContext): Promise<SubgraphAnswer> {
    const { subgraph } = fetch;
    const started = performance.now();
    const span = context.trace && this.tracing?.startFetch(context.trace, subgraph);
    const ended = (outcome: string): void => {
      this.metrics.fetchEnded(subgraph, outcome, (performance.now() - started) / 1_000);
      span?.end(outcome);
    };
    try {
      const there = this.#subgraphs.get(subgraph);
      if (!there) throw new Error('It is not configured.');
      const answer = await there.guard.run(fetch.isQuery, () =>
        there.client.post(fetch.body, context, span?.headers),
      );
      ended('ok');
      return answer;
    } catch (cause) {
      return this.#failed(fetch, context, cause, ended);
    }
  }

  #failed(
    { subgraph, parts }: Fetch,
    { requestId }: FetchContext,
    cause: unknown,
    ended: (outcome: string) => void,
  ): SubgraphAnswer {
    const { message, code, details } = serviceFault(subgraph, cause);
    ended(code);
    const fields = { err: cause, subgraph, code, requestId };
    // One line for each fetch that an open circuit stops would drown the one that says why it is open.
    if (cause instanceof NotAsked) this.logger.debug(fields, message);
    else this.logger.warn(fields, message);
    const { query, variables } = parts();
    const extensions = { code, ...details };
    const errors = failedPaths(query, variables).map((path) => ({ message, path, extensions }));
    return { data: null, errors };
  }
}
