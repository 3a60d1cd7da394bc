import { hash } from 'node:crypto';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DemandControl } from './demand-control/demand-control';
import type { JsonObject } from './execution/result-tree';
import type { Variables } from './execution/run';
import type { ShapedResult } from './execution/stock-shaper';
import type { FederatedGateway, KnownQuery } from './federated-gateway';
import type { OperationWatch } from './metrics/operation-watch';
import { resultBody } from './result-text';
import type { FetchContext } from './subgraph-fetches';
import type { TrustedDocuments } from './trusted-documents/trusted-documents';

/** What the plugins of one request share: the viewer's context and the request to log about. */
export type GatewayContext = FetchContext & { readonly request: FastifyRequest };

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** The type of an answer, as Apollo Server chooses it, for what most clients say that they take. */
export const ANSWERED_AS: ReadonlyMap<string, string> = new Map([
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/json, */*', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_TYPE],
  ['application/graphql-response+json, application/json', GRAPHQL_TYPE],
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
  ['application/graphql-response+json,application/json;q=0.9', GRAPHQL_TYPE],
]);

/** A well-formed request for an operation, by its text. */
interface Asked {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Variables | undefined;
  readonly answeredAs: string;
}

/** Undefined for whatever Apollo Server might judge otherwise than by operation and variables. */
function askedBy({ method, headers, body }: FastifyRequest): Asked | undefined {
  const answeredAs = ANSWERED_AS.get(headers.accept ?? '');
  const showsPlan = headers['apollo-query-plan-experimental'] !== undefined;
  if (method !== 'POST' || answeredAs === undefined || showsPlan || !isRecord(body))
    return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string') return undefined;
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined;
  if (!isAbsent(variables) && !isRecord(variables)) return undefined;
  if (!isAbsent(extensions) && (!isRecord(extensions) || extensions.persistedQuery))
    return undefined;
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    answeredAs,
  };
}

const isAbsent = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface KnownQueriesParts {
  readonly gateway: FederatedGateway;
  readonly demand: DemandControl;
  readonly documents: TrustedDocuments | null;
  readonly watch: OperationWatch;
  /** Who asks. Errors are those of the request as such. */
  readonly contextOf: (request: FastifyRequest) => Promise<GatewayContext>;
}

/**
 * Answers queries whose text Apollo Server has parsed and validated before, without its pipeline. Everything that depends
 * on who asks, and on the variables, is judged here by the same parts as there. Whatever is not plainly answered (a
 * refusal, an error, another kind of operation, a header that says something special) is left to Apollo Server, with what
 * was found by then.
 */
export class KnownQueries {
  readonly #handedOver = new WeakMap<FastifyRequest, () => GatewayContext>();

  constructor(private readonly parts: KnownQueriesParts) {}

  /** For Apollo Server: who asks, and what was found for them already. */
  async contextOf(request: FastifyRequest): Promise<GatewayContext> {
    return this.#handedOver.get(request)?.() ?? this.parts.contextOf(request);
  }

  /** What is sent as the answer; undefined for what is left to Apollo Server. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<string | Buffer | undefined> {
    const startedAt = performance.now();
    const asked = askedBy(request);
    if (!asked) return undefined;
    let context: GatewayContext;
    try {
      context = await this.parts.contextOf(request);
    } catch (error) {
      return this.#handOver(request, () => {
        throw error;
      });
    }
    const known = this.#known(asked, context.viewer);
    const cost = known && this.#charge(known, asked.variables, context);
    if (!known || cost === undefined) return this.#handOver(request, () => context);
    request.operationName = known.name ?? '(query)';
    request.isQuery = true;
    const answer = await known.answer(context).catch((error: unknown) => ({ error }));
    if ('error' in answer || !isPlain(answer.result)) {
      const result = (): ShapedResult => {
        if ('error' in answer) throw answer.error;
        return answer.result;
      };
      return this.#handOver(request, () => ({ ...context, found: { startedAt, cost, result } }));
    }
    this.parts.watch.ended({
      name: known.name,
      type: 'query',
      outcome: 'ok',
      startedAt,
      requestId: context.requestId,
      queryHash: () => hash('sha256', asked.query),
    });
    void reply.headers({ 'content-type': asked.answeredAs, ...answer.headers });
    return this.#bodyOf(answer.result, cost);
  }

  #known({ query, operationName, variables }: Asked, viewer: Viewer | null) {
    const { gateway, documents } = this.parts;
    const known = gateway.knownQuery(query, operationName, variables, viewer);
    return known && documents && !documents.has(known.asked.document) ? undefined : known;
  }

  /** Undefined for what is refused: nothing was taken, and it will be refused again. */
  #charge(
    { asked: { document, operation } }: KnownQuery,
    variables: Variables | undefined,
    context: GatewayContext,
  ): number | undefined {
    const { demand } = this.parts;
    const cost = demand.estimate(document, operation, variables);
    try {
      demand.charge(context, cost);
      return cost;
    } catch {
      return undefined;
    }
  }

  #bodyOf({ data }: PlainResult, cost: number): string | Buffer {
    const extensions = this.parts.demand.extensions(cost);
    return resultBody(extensions ? { data, extensions } : { data });
  }

  #handOver(request: FastifyRequest, context: () => GatewayContext): undefined {
    this.#handedOver.set(request, context);
  }
}

/** Nothing to tell but data. */
interface PlainResult {
  readonly data: JsonObject;
}

const isPlain = (result: ShapedResult): result is PlainResult =>
  !!result.data && !result.errors && !result.extensions;
