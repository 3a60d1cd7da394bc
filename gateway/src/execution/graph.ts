import { hash } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { BoundedMap } from '@ai-finops/service-kit/bounded-map';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import type { Schema } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  type VariableDefinitionNode,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { AuthorisationRules } from '../authorisation/authorisation-rules';
import { filterOperation } from '../authorisation/operation-filter';
import { Refusals } from '../authorisation/refusals';
import { isMet, type Requirement, refusalOf } from '../authorisation/requirement';
import { CacheHints } from '../caching/cache-hints';
import { cachePolicyOf, entityPolicyOf } from '../caching/cache-policy';
import { type Cacheable, subgraphsOf } from '../caching/cacheable';
import type { Planner } from '../planning/planner';
import type { Restore } from '../planning/restoring';
import type { LoadedSupergraph } from './loaded-supergraph';
import { NotCompilable } from './plan-compiler';
import { type OperationSource, PlannedOperation } from './planned-operation';
import { PlannedSubscription } from './planned-subscription';
import type { Variables } from './run';
import { SharedRuns } from './shared-runs';

/** Characters of operations and of their plans that are kept ready; those used last stay. */
const CHARACTERS_KEPT = 32 * 1024 * 1024;

/** Of the operations of the graph before, how many are made ready for a new one, and for how long at most. */
const WARMED = 200;
const WARMED_FOR_MS = 3_000;

/** An operation of a document. */
export interface AskedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** An operation as it came from clients before, with its plan. */
export interface KnownOperation {
  /** As the client wrote it; undefined where the document has no operation of the name that was given. */
  readonly asked: AskedOperation | undefined;
  readonly plan: QueryPlan;
  /** What was planned: the client's document, but for names that would be in the planner's way. */
  readonly document: DocumentNode;
  /** From the answer to that one to the client's; undefined where they are the same. */
  readonly restore: Restore | undefined;
  readonly variableDefinitions: readonly VariableDefinitionNode[];
  /** Runs of it that requests share. */
  readonly shared: SharedRuns;
  /** Undefined for what only the stock executor can run. */
  readonly planned: PlannedOperation | undefined;
  /** Where the events come from, when that is what it asks for. */
  readonly subscription: PlannedSubscription | undefined;
  /** What viewers with these rights are refused. */
  readonly refusals: Refusals | undefined;
  /** Undefined where every answer has to be found anew. */
  readonly cacheable: Cacheable | undefined;
}

/** An operation by its text, with a plan for each set of its demands that viewers did not meet. */
interface Prepared {
  readonly query: string;
  /** As the client gives it. */
  readonly operationName: string | undefined;
  readonly demands: readonly Requirement[];
  readonly byRights: Map<string, PreparedFor>;
  weight: number;
}

interface PreparedFor {
  readonly known: KnownOperation;
  /** Somebody with these rights. */
  readonly viewer: Viewer | null;
}

/**
 * One supergraph: its schemas, its planner and the operations made ready for it. It never changes: a
 * changed supergraph is another graph, and requests under way end on the one that they began with.
 */
export class Graph {
  /** What clients may ask. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  /** With what is @inaccessible to clients but exchanged with subgraphs. */
  readonly supergraphSchema: GraphQLSchema;
  readonly subgraphs: readonly string[];
  readonly #planner: Planner;
  readonly #rules: AuthorisationRules;
  readonly #hints: CacheHints;
  readonly #digest: string;
  readonly #operations = new BoundedMap<string, Prepared>(CHARACTERS_KEPT);

  constructor(
    loaded: LoadedSupergraph,
    /** Told how long each planning took. */
    private readonly planned: (seconds: number) => void = () => undefined,
  ) {
    const { supergraph } = loaded;
    this.apiSchema = loaded.apiSchema;
    this.schema = loaded.schema;
    this.supergraphSchema = loaded.supergraphSchema;
    this.#rules = new AuthorisationRules(supergraph.schema, this.schema);
    this.#hints = new CacheHints(supergraph.schema);
    this.#digest = hash('sha256', loaded.sdl, 'base64url');
    this.#planner = loaded.planner;
    this.subgraphs = [...supergraph.subgraphsMetadata()].map(({ name }) => name);
  }

  /**
   * Makes ready what was asked of the graph before, the latest first, while that one still serves; else all
   * of it would be planned at once, with clients waiting. What cannot be asked any more is left out.
   */
  async warm(before: Graph): Promise<void> {
    const until = performance.now() + WARMED_FOR_MS;
    for (const { query, operationName, byRights } of before.#operations.latest(WARMED)) {
      const document = parse(query, { noLocation: true });
      const valid = validate(this.schema, document).length === 0;
      for (const { viewer } of valid ? byRights.values() : []) {
        await othersTurn();
        if (performance.now() > until) return;
        try {
          this.prepare(query, document, operationName, viewer);
        } catch {
          // Whoever asks it is told why it has no plan any more.
        }
      }
    }
  }

  /**
   * An operation that was prepared before for viewers with the same rights: it was valid then, and so it is now.
   * Undefined for any other.
   */
  prepared(
    query: string,
    operationName: string | undefined,
    viewer: Viewer | null,
  ): KnownOperation | undefined {
    const prepared = this.#operations.get(keyOf(query, operationName));
    // One name and text may look like another name and text, as long as nobody has found that operation in it.
    if (!prepared || prepared.operationName !== operationName) return undefined;
    return prepared.byRights.get(rightsOf(prepared.demands, viewer))?.known;
  }

  /** Plans and compiles what a viewer may see of a validated operation, once for its text and their rights. */
  prepare(
    query: string,
    document: DocumentNode,
    operationName: string | undefined,
    viewer: Viewer | null,
  ): KnownOperation {
    const key = keyOf(query, operationName);
    const prepared = this.#operations.get(key) ?? this.#survey(query, document, operationName);
    const rights = rightsOf(prepared.demands, viewer);
    const before = prepared.byRights.get(rights);
    if (before) return before.known;
    const known = this.#plan(key, document, operationName, viewer);
    prepared.byRights.set(rights, { known, viewer });
    // What else is made of an operation grows with its plan: fragments are spread there.
    prepared.weight += JSON.stringify(known.plan).length;
    this.#operations.set(key, prepared, prepared.weight);
    return known;
  }

  /** What an operation demands of its viewers. */
  #survey(query: string, document: DocumentNode, operationName: string | undefined): Prepared {
    const demands = new Set<Requirement>();
    const operation = getOperationAST(document, operationName);
    if (operation) {
      filterOperation(this.schema, this.#rules, document, operation, (requirement) => {
        demands.add(requirement);
        return undefined;
      });
    }
    const weight = query.length;
    return { query, operationName, demands: [...demands], byRights: new Map(), weight };
  }

  #plan(
    key: string,
    given: DocumentNode,
    operationName: string | undefined,
    viewer: Viewer | null,
  ): KnownOperation {
    const started = performance.now();
    const { document, operation, restore } = this.#planner.plannable(given, operationName);
    const definition = operation ?? undefined;
    const allowed = definition && this.#filter(document, definition, viewer);
    const plan = this.#planner.plan(allowed ? allowed.document : document, operationName);
    const refusals = allowed?.refusals;
    const planned = definition
      ? this.#compiled({ document, operation: definition, plan, refusals, restore })
      : undefined;
    const asked = getOperationAST(given, operationName);
    const known = {
      asked: asked ? { document: given, operation: asked } : undefined,
      plan,
      document,
      restore,
      variableDefinitions: definition?.variableDefinitions ?? [],
      shared: new SharedRuns(),
      planned,
      subscription:
        planned && plan.node?.kind === 'Subscription'
          ? new PlannedSubscription(plan.node.primary, planned)
          : undefined,
      refusals,
      // Whoever is refused something gets errors, and those are never kept.
      cacheable:
        definition && !refusals ? this.#cacheable(key, document, definition, plan) : undefined,
    };
    this.planned((performance.now() - started) / 1_000);
    return known;
  }

  #cacheable(
    key: string,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    plan: QueryPlan,
  ): Cacheable | undefined {
    const policy = cachePolicyOf(this.schema, this.#hints, document, operation);
    if (!policy) return undefined;
    const id = hash('sha256', `${this.#digest}\n${key}`, 'base64url');
    return { id, policy, subgraphs: subgraphsOf(plan) };
  }

  #filter(document: DocumentNode, operation: OperationDefinitionNode, viewer: Viewer | null) {
    const filtered = filterOperation(this.schema, this.#rules, document, operation, (requirement) =>
      refusalOf(requirement, viewer),
    );
    const name = operation.name?.value;
    const refusals =
      filtered.refused.length > 0 ? new Refusals(this.schema, filtered, name) : undefined;
    return { document: filtered.document, refusals };
  }

  /** What is wrong with the variables that an operation came with. */
  wrongVariables(known: KnownOperation, variables: Variables | undefined): readonly GraphQLError[] {
    const { variableDefinitions } = known;
    if (variableDefinitions.length === 0) return [];
    return getVariableValues(this.schema, variableDefinitions, variables ?? {}).errors ?? [];
  }

  #compiled(
    source: Pick<OperationSource, 'document' | 'operation' | 'plan' | 'refusals' | 'restore'>,
  ): PlannedOperation | undefined {
    try {
      const keeps = ({ operation }: FetchNode) =>
        entityPolicyOf(this.supergraphSchema, this.#hints, operation);
      return new PlannedOperation({ ...this.#schemas, ...source, keeps });
    } catch (error) {
      if (error instanceof NotCompilable) return undefined;
      throw error;
    }
  }

  get #schemas(): Pick<Graph, 'schema' | 'apiSchema' | 'supergraphSchema'> {
    const { schema, apiSchema, supergraphSchema } = this;
    return { schema, apiSchema, supergraphSchema };
  }
}

const keyOf = (query: string, operationName: string | undefined): string =>
  operationName === undefined ? query : `${operationName}\n${query}`;

/** Which of the demands a viewer does not meet, and for whom that is told; empty when all are met. */
function rightsOf(demands: readonly Requirement[], viewer: Viewer | null): string {
  let unmet = '';
  for (const [index, demand] of demands.entries()) {
    if (!isMet(demand, viewer)) unmet += `${index},`;
  }
  return unmet && `${viewer ? 'signed in' : 'nobody'} ${unmet}`;
}
