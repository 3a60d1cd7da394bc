import { isDeepStrictEqual } from 'node:util';
import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
} from 'graphql';
import { AuthorisationRules } from '../../src/authorisation/authorisation-rules';
import type { Refusals } from '../../src/authorisation/refusals';
import { NotCompilable } from '../../src/execution/plan-compiler';
import { PlannedOperation } from '../../src/execution/planned-operation';
import type { JsonObject } from '../../src/execution/result-tree';
import type { SubgraphAnswer } from '../../src/execution/run';
import { resultBody } from '../../src/result-text';
import { hash } from './dice';
import { FakeSubgraph, type Faults } from './fake-subgraph';
import type { RandomOperation } from './random-operation';
import { subgraphSdl } from './sdl';
import type { World } from './world';

/** An answer in a form in which two can be compared. */
export interface Comparable {
  readonly data?: unknown;
  readonly errors?: readonly string[];
  readonly extensions?: unknown;
  /** The whole request failed. */
  readonly failed?: true;
  readonly mutations?: readonly string[];
}

/** How two answers compare; `misplaced` when only the indices in the paths of errors differ. */
export type Verdict = 'same' | 'misplaced' | 'different';

/**
 * Where an entity is left out of a fetch for want of its inputs, the stock executor tells the errors of those
 * behind it at the wrong index: then the indices are not compared.
 */
export function compare(ours: Comparable, stock: Comparable): Verdict {
  if (isDeepStrictEqual(ours, stock)) return 'same';
  const { errors = [], ...rest } = ours;
  const { errors: others = [], ...otherRest } = stock;
  const withoutIndices = (texts: readonly string[]) =>
    texts.map((text) => text.replace(/(?<=[[,])\d+(?=[\],])/g, '#')).sort();
  return isDeepStrictEqual(rest, otherRest) &&
    isDeepStrictEqual(withoutIndices(errors), withoutIndices(others))
    ? 'misplaced'
    : 'different';
}

interface Waiting {
  readonly order: number;
  readonly answer: () => Promise<void>;
}

/** Answers one call at a time in an order that follows from what is asked, whoever asks. */
class Calls {
  readonly #waiting: Waiting[] = [];

  ask(order: number, answer: () => Promise<SubgraphAnswer>): Promise<SubgraphAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, answer: () => answer().then(resolve, reject) });
    });
  }

  async settle<Result>(result: Promise<Result>): Promise<Result> {
    let done = false;
    const ended = result.then(
      () => (done = true),
      () => (done = true),
    );
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#waiting.sort((a, b) => a.order - b.order);
      await this.#waiting.shift()?.answer();
    }
    await ended;
    return result;
  }
}

/** A composed world with its subgraphs, in which operations are run both ways. */
export class Contest {
  /** Answers so far that were told by the bytes of a subgraph. */
  verbatim = 0;
  readonly schema: GraphQLSchema;
  readonly rules: AuthorisationRules;
  readonly #supergraph: Supergraph;
  readonly #supergraphSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #subgraphs: ReadonlyMap<string, FakeSubgraph>;

  private constructor(world: World, supergraphSdl: string) {
    this.#supergraph = Supergraph.build(supergraphSdl, {
      supportedFeatures: null,
      validateSupergraph: false,
    });
    this.#supergraphSchema = this.#supergraph.schema.toGraphQLJSSchema();
    this.schema = this.#supergraph.apiSchema().toGraphQLJSSchema();
    this.rules = new AuthorisationRules(this.#supergraph.schema, this.schema);
    this.#planner = new QueryPlanner(this.#supergraph);
    this.#subgraphs = new Map(
      world.subgraphs.map((name) => [name, new FakeSubgraph(world, name)] as const),
    );
  }

  /** Undefined for a world whose subgraphs do not compose. */
  static compose(world: World, changed = (sdl: string) => sdl): Contest | undefined {
    const services = world.subgraphs.map((name) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(subgraphSdl(world, name)),
    }));
    const { supergraphSdl } = composeServices(services);
    return supergraphSdl === undefined ? undefined : new Contest(world, changed(supergraphSdl));
  }

  /** Undefined where an assertion of @apollo/query-planner fails: then neither executor has a plan to run. */
  plan({ query }: Pick<RandomOperation, 'query'>): QueryPlan | undefined {
    const operation = operationFromDocument(this.#supergraph.apiSchema(), parse(query));
    try {
      return this.#planner.buildQueryPlan(operation);
    } catch (error) {
      if (/^We should have an edge from .* for __typename$/.test((error as Error).message)) return;
      throw error;
    }
  }

  async stock(
    { query, variables }: RandomOperation,
    plan: QueryPlan,
    faults: Faults,
  ): Promise<Comparable> {
    const calls = new Calls();
    const document = parse(query);
    const service = (name: string) => ({
      process: ({ request }: { request: { query?: string; variables?: unknown } }) =>
        calls.ask(hash(name, request.query), () =>
          this.#answer(name, request.query ?? '', JSON.stringify(request.variables), faults),
        ),
    });
    const serviceMap = Object.fromEntries(
      [...this.#subgraphs.keys()].map((name) => [name, service(name)]),
    );
    type Args = Parameters<typeof executeQueryPlan>;
    const requestContext = { request: { query, variables }, metrics: {} } as unknown as Args[2];
    return this.#comparable(() =>
      calls.settle(
        executeQueryPlan(
          plan,
          serviceMap as unknown as Args[1],
          requestContext,
          buildOperationContext({ schema: this.schema, operationDocument: document }),
          this.#supergraphSchema,
          this.#supergraph.apiSchema(),
        ),
      ),
    );
  }

  /** Undefined where ours leaves the operation to the stock executor. */
  async ours(
    { query, variables }: RandomOperation,
    plan: QueryPlan,
    faults: Faults,
    refusals?: Refusals,
  ): Promise<Comparable | undefined> {
    const document = parse(query);
    const definition = getOperationAST(document);
    if (!definition) throw new Error('There is no operation.');
    let operation: PlannedOperation;
    try {
      operation = new PlannedOperation({
        document,
        operation: definition,
        plan,
        apiSchema: this.#supergraph.apiSchema(),
        schema: this.schema,
        supergraphSchema: this.#supergraphSchema,
        refusals,
      });
    } catch (error) {
      if (error instanceof NotCompilable) return undefined;
      throw error;
    }
    const run = (readFrom: (answer: SubgraphAnswer) => SubgraphAnswer) => {
      const calls = new Calls();
      return calls.settle(
        operation.run(variables, ({ subgraph, query: text }, given) =>
          calls.ask(hash(subgraph, text), async () =>
            readFrom(await this.#answer(subgraph, text, given, faults)),
          ),
        ),
      );
    };
    return this.#comparable(async () => {
      const result = await run((answer) => ({
        ...answer,
        bytes: Buffer.from(JSON.stringify(answer)),
      }));
      const text = textOf(result);
      // Ours end with a line.
      if (!text.endsWith('\n')) {
        this.verbatim += 1;
        // Names have an order, which is the one of the operation, though the stock executor has another.
        expect(`${text}\n`).toBe(textOf(await run((answer) => answer)));
      }
      return result;
    });
  }

  #answer(name: string, query: string, variables: string, faults: Faults): Promise<SubgraphAnswer> {
    const subgraph = this.#subgraphs.get(name);
    if (!subgraph) throw new Error(`There is no subgraph ${name}.`);
    return subgraph.answer(query, JSON.parse(variables) as JsonObject, faults);
  }

  async #comparable(
    run: () => Promise<{ data?: unknown; errors?: readonly unknown[]; extensions?: unknown }>,
  ): Promise<Comparable> {
    const subgraphs = [...this.#subgraphs.values()];
    for (const { mutations } of subgraphs) mutations.length = 0;
    let result: unknown;
    try {
      result = await run();
    } catch {
      return { failed: true };
    }
    // As it goes out: by the bytes of a subgraph where these tell it.
    const { data, errors, extensions } = JSON.parse(textOf(result)) as {
      data?: unknown;
      errors?: readonly unknown[];
      extensions?: unknown;
    };
    return {
      ...(data === undefined ? {} : { data }),
      // In any order: GraphQL gives them none, and equal representations are sent once.
      ...(errors ? { errors: errors.map(asText).sort() } : {}),
      ...(extensions === undefined ? {} : { extensions }),
      mutations: subgraphs.flatMap(({ name, mutations }) => mutations.map((m) => `${name}.${m}`)),
    };
  }
}

/** What is sent: bytes of a subgraph where these are the answer. */
const textOf = (result: unknown): string => String(resultBody(result as FormattedExecutionResult));

/** Messages of faults within the gateway are masked before anyone sees them. */
function asText(error: unknown): string {
  const { message, path, extensions } = (
    error instanceof GraphQLError ? error.toJSON() : error
  ) as { message: string; path?: unknown; extensions?: { code?: unknown } };
  return JSON.stringify({ message: extensions?.code ? message : 'Masked.', path, extensions });
}
