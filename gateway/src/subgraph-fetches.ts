import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { SendToSubgraph, SubgraphAnswer } from './execution/run';
import { failedPaths } from './failed-paths';
import type { GatewayLogger } from './logging';
import { serviceFault } from './service-fault';
import { SubgraphClient } from './subgraph-client';
import type { ConnectedSubgraph } from './subgraphs';

type ProcessOptions = GraphQLDataSourceProcessOptions<RequestContext>;

/**
 * All fetches of all requests. One that fails becomes errors at the paths it should have filled, so that the
 * rest of the answer survives.
 */
export class SubgraphFetches {
  readonly #clients: ReadonlyMap<string, SubgraphClient>;

  constructor(
    subgraphs: readonly ConnectedSubgraph[],
    internalTokenSecret: string,
    private readonly logger: GatewayLogger,
  ) {
    this.#clients = new Map(
      subgraphs.map((subgraph) => [
        subgraph.name,
        new SubgraphClient(subgraph, internalTokenSecret),
      ]),
    );
  }

  /** Error for a supergraph that names a subgraph which nobody configured. */
  requireAll(names: readonly string[]): void {
    const unknown = names.find((name) => !this.#clients.has(name));
    if (unknown === undefined) return;
    throw new Error(`The supergraph names an unknown subgraph: ${unknown}.`);
  }

  /** How the executor sends the fetches of one request. */
  senderFor(context: RequestContext): SendToSubgraph {
    return ({ subgraph, query, head }, variables) =>
      this.#send(subgraph, `${head}${variables}}`, context, () => ({
        query,
        variables: JSON.parse(variables) as Record<string, unknown>,
      }));
  }

  /** How the stock executor sends them. */
  dataSources(): Record<string, GraphQLDataSource<RequestContext>> {
    const sources = [...this.#clients.keys()].map((name) => [
      name,
      { process: (options: ProcessOptions) => this.#process(name, options) },
    ]);
    return Object.fromEntries(sources);
  }

  #process(name: string, options: ProcessOptions): Promise<SubgraphAnswer> {
    if (!('incomingRequestContext' in options)) {
      throw new Error('The gateway never introspects its subgraphs.');
    }
    const { query = '', variables = {}, operationName } = options.request;
    const body = JSON.stringify({ query, variables, operationName });
    const { context } = options.incomingRequestContext;
    return this.#send(name, body, context, () => ({ query, variables }));
  }

  async #send(
    name: string,
    body: string,
    context: RequestContext,
    fetch: () => { readonly query: string; readonly variables: Record<string, unknown> },
  ): Promise<SubgraphAnswer> {
    const client = this.#clients.get(name);
    try {
      if (!client) throw new Error('It is not configured.');
      return await client.post(body, context);
    } catch (cause) {
      const { message, code, details } = serviceFault(name, cause);
      const { requestId } = context;
      this.logger.warn({ err: cause, subgraph: name, code, requestId }, message);
      const { query, variables } = fetch();
      const extensions = { code, ...details };
      const errors = failedPaths(query, variables).map((path) => ({ message, path, extensions }));
      return { data: null, errors };
    }
  }
}
