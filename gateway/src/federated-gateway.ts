import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { audienceOf } from './audience';
import type { DenialReports } from './authorisation/denial-reports';
import { cacheKey } from './caching/cacheable';
import type { Caches } from './caching/caches';
import type { Keep } from './caching/response-cache';
import { type AskedOperation, Graph, type KnownOperation } from './execution/graph';
import { loadSupergraph } from './execution/loaded-supergraph';
import type { PlannedOperation } from './execution/planned-operation';
import type { Variables } from './execution/run';
import type { Sharing } from './execution/shared-runs';
import type { ShapedResult } from './execution/stock-shaper';
import type { GatewayMetrics } from './metrics/gateway-metrics';
import type { FetchContext, SubgraphFetches } from './subgraph-fetches';
import { subscribeTo } from './subscriptions/subscribe';
import type { SupergraphFile } from './supergraph-file';
import { setSpanAttribute } from './tracing/span-attribute';

type GatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type LoadResult = Awaited<ReturnType<GatewayInterface['load']>>;
type Executor = NonNullable<LoadResult['executor']>;
type ExecutorContext = Parameters<Executor>[0];
type Listener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];

/** Clients may keep what the gateway may, if they ask each time whether it still holds. */
const KEPT_BY_CLIENTS = 'private, no-cache';

/** What came of an operation, and what its client is told beside it. */
export interface Answer {
  readonly result: ShapedResult;
  readonly headers: Readonly<Record<string, string>>;
}

/** A query that is ready to be answered. */
export interface KnownQuery {
  readonly asked: AskedOperation;
  readonly name: string | null;
  answer(context: FetchContext): Promise<Answer>;
}

type StockArguments = Parameters<typeof executeQueryPlan>;

/**
 * The gateway behind Apollo Server: loads supergraphs, plans with @apollo/query-planner and runs the plans.
 * What the compiled executor does not do (names that objects inherit) runs in the stock one.
 */
export class FederatedGateway implements GatewayInterface {
  readonly #graphs = new WeakMap<GraphQLSchema, Graph>();
  readonly #listeners = new Set<Listener>();
  #graph: Graph | undefined;

  constructor(
    private readonly supergraph: SupergraphFile,
    private readonly fetches: SubgraphFetches,
    private readonly options: {
      /** Shows the plan to those who ask for it with Sandbox's header. */
      readonly showsPlans: boolean;
      readonly sharing: Sharing;
    },
    private readonly metrics: GatewayMetrics,
    private readonly denials: DenialReports,
    /** Null where every query is run. */
    private readonly caches: Caches | null,
  ) {}

  /** The graph that new requests are answered from. */
  get graph(): Graph {
    if (!this.#graph) throw new Error('The supergraph is not loaded yet.');
    return this.#graph;
  }

  onSchemaLoadOrUpdate(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async load(): Promise<LoadResult> {
    await this.supergraph.serve((supergraphSdl) => this.#serve(supergraphSdl));
    return { executor: (request) => this.#execute(request) };
  }

  async stop(): Promise<void> {
    this.supergraph.stop();
  }

  /** Rejects before anything has changed when the supergraph cannot be served. */
  async #serve(supergraphSdl: string): Promise<void> {
    const loaded = await loadSupergraph(supergraphSdl);
    const graph = new Graph(loaded, (seconds) => this.metrics.planned(seconds));
    this.fetches.requireAll(graph.subgraphs);
    if (this.#graph) await graph.warm(this.#graph);
    this.#graphs.set(graph.schema, graph);
    this.#graph = graph;
    for (const listener of this.#listeners) {
      listener({ apiSchema: graph.schema, coreSupergraphSdl: supergraphSdl });
    }
  }

  /**
   * A query that was asked before, if it can be answered without Apollo Server: its text is valid, its viewer is refused
   * nothing of it, and the variables fit.
   */
  knownQuery(
    query: string,
    operationName: string | undefined,
    variables: Variables | undefined,
    viewer: Viewer | null,
  ): KnownQuery | undefined {
    const known = this.graph.prepared(query, operationName, viewer);
    if (!known || known.refusals || this.graph.wrongVariables(known, variables).length > 0) {
      return undefined;
    }
    const { asked, planned } = known;
    if (!asked || planned?.kind !== 'query') return undefined;
    return {
      asked,
      name: planned.name ?? null,
      answer: (context) => this.#answer(known, planned, variables, context),
    };
  }

  async #execute(request: ExecutorContext): ReturnType<Executor> {
    // The graph whose schema the document was validated with, although another may have come since.
    const graph = this.#graphs.get(request.schema) ?? this.graph;
    const { operationName, variables } = request.request;
    const context = request.context as FetchContext;
    if (context.found) return context.found.result() as Awaited<ReturnType<Executor>>;
    const { source, document } = request;
    const known = graph.prepare(source, document, operationName ?? undefined, context.viewer);
    if (known.refusals) this.denials.tell(context, known.refusals.permissions);
    const wrong = graph.wrongVariables(known, variables);
    if (wrong.length > 0) return { errors: wrong };
    if (known.plan.node?.kind === 'Subscription') {
      const opened = await subscribeTo(known.subscription, variables, context, this.fetches);
      return opened as Awaited<ReturnType<Executor>>;
    }
    if (!known.planned) {
      const result = await this.#stock(graph, known, request);
      return this.#withPlan(result, known.plan, request) as Awaited<ReturnType<Executor>>;
    }
    const { result, headers } = await this.#answer(known, known.planned, variables, context);
    for (const [name, value] of Object.entries(headers)) {
      request.response?.http?.headers.set(name, value);
    }
    return this.#withPlan(result, known.plan, request) as Awaited<ReturnType<Executor>>;
  }

  /** From the cache where the operation and its answer allow. */
  async #answer(
    known: KnownOperation,
    planned: PlannedOperation,
    variables: Variables | undefined,
    context: FetchContext,
  ): Promise<Answer> {
    const { cacheable } = known;
    const find = (keep?: Keep) => this.#run(known, planned, variables, context, keep);
    const responses = this.caches?.responses;
    if (!cacheable || !responses?.serves(cacheable, context)) {
      return { result: await find(), headers: {} };
    }
    const { result, outcome, ageSeconds } = await responses.answer(
      cacheable,
      cacheKey(cacheable, context, variables),
      find,
    );
    setSpanAttribute(context.trace, 'ai_finops.cache', outcome);
    const age = outcome === 'hit' ? { age: String(ageSeconds) } : {};
    const headers = result.errors ? age : { 'cache-control': KEPT_BY_CLIENTS, ...age };
    return { result, headers };
  }

  async #run(
    known: KnownOperation,
    planned: PlannedOperation,
    variables: Variables | undefined,
    context: FetchContext,
    keep: Keep = () => undefined,
  ): Promise<ShapedResult> {
    const run = async () => {
      const send = this.fetches.senderFor(context);
      const result = await planned.run(
        variables,
        this.caches?.entities.before(send, context) ?? send,
      );
      keep(result);
      return result;
    };
    const { sharing } = this.options;
    if (sharing === 'off' || planned.kind !== 'query') return run();
    const key = `${audienceOf(context)}${JSON.stringify(variables)}`;
    return known.shared.join(key, sharing, run);
  }

  async #stock(
    graph: Graph,
    known: KnownOperation,
    request: ExecutorContext,
  ): Promise<ShapedResult> {
    const { document, plan, refusals, restore } = known;
    const { operationName, variables } = request.request;
    const operationContext = buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      ...(operationName ? { operationName } : {}),
    });
    const answer = (await executeQueryPlan(
      plan,
      this.fetches.dataSources() as unknown as StockArguments[1],
      request as unknown as StockArguments[2],
      operationContext,
      graph.supergraphSchema,
      graph.apiSchema,
    )) as ShapedResult;
    const told = refusals ? this.#withRefusals(graph, known, answer, variables) : answer;
    return restore ? restore(told) : told;
  }

  #withRefusals(
    graph: Graph,
    { refusals, variableDefinitions }: KnownOperation,
    { data, errors = [] }: ShapedResult,
    variables: Variables | undefined,
  ): ShapedResult {
    const coerced = getVariableValues(graph.schema, variableDefinitions, variables ?? {}).coerced;
    // It has let nulls go up, with nothing left to see where from.
    const refused = refusals?.takeOutOf(data ?? {}, coerced ?? {}, true) ?? [];
    return { data: data ?? null, errors: [...errors, ...refused] };
  }

  #withPlan(result: ShapedResult, plan: QueryPlan, { request }: ExecutorContext): object {
    const headers = request.http?.headers;
    if (!this.options.showsPlans || !headers?.get('apollo-query-plan-experimental')) return result;
    const format = headers.get('apollo-query-plan-experimental-format') ?? 'prettified';
    const shown = format === 'internal' ? plan : plan.node ? prettyFormatQueryPlan(plan) : true;
    return { ...result, extensions: { ...result.extensions, __queryPlanExperimental: shown } };
  }
}
