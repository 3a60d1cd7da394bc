import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { CachePolicy } from '../caching/cache-policy';
import { compileEntityFetch } from './entity-fetch';
import { compileRootFetch } from './fetch-step';
import { compileMerge, mergeAnything } from './merging';
import { isInherited, type Place, type PlanPath } from './result-tree';
import type { Step, Variables } from './run';
import { placesOf, type SelectionTree, selectionTreeOf } from './selection-tree';

/** The value of a Boolean variable that the operation decides by. */
export type Condition = (name: string, variables: Variables) => boolean;

/** A plan that only the stock executor can run: arguments from context, `__proto__` as a name. */
export class NotCompilable extends Error {}

interface PlacedFetch {
  readonly node: FetchNode;
  readonly path: PlanPath;
  readonly tree: SelectionTree;
}

function* fetchesOf(node: PlanNode, path: PlanPath = []): Generator<PlacedFetch> {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) yield* fetchesOf(child, path);
      break;
    case 'Flatten':
      yield* fetchesOf(node.node, [...path, ...node.path.map(String)]);
      break;
    case 'Condition':
      if (node.ifClause) yield* fetchesOf(node.ifClause, path);
      if (node.elseClause) yield* fetchesOf(node.elseClause, path);
      break;
    case 'Fetch': {
      const tree = selectionTreeOf(node.operation);
      yield { node, path, tree: node.requires ? (tree.get('_entities') ?? new Map()) : tree };
      break;
    }
    default:
      throw new NotCompilable(`There is no way to run ${node.kind}.`);
  }
}

/** Where a fetch stands, as one text, lists left out. */
const prefixOf = (path: PlanPath): string =>
  path
    .filter((step) => step !== '@')
    .map((step) => `.${step}`)
    .join('');

/** A plan's nodes in their order. The source of a subscription is a fetch that its events answer, one after another. */
function stepsOf({ node }: QueryPlan): readonly PlanNode[] {
  if (!node) return [];
  return node.kind === 'Subscription' ? [node.primary, node.rest ?? []].flat() : [node];
}

/** The places of what an entity fetch needs of the objects at a place. */
function* placesOfInputs(
  inputs: readonly QueryPlanSelectionNode[],
  prefix: string,
): Generator<string> {
  for (const input of inputs) {
    const place = input.kind === 'Field' ? `${prefix}.${input.alias ?? input.name}` : prefix;
    if (input.kind === 'Field') yield place;
    if (input.selections) yield* placesOfInputs(input.selections, place);
  }
}

/** Every place of the result that a plan has a fetch for; lists do not show. */
export function placesFilledBy(plan: QueryPlan): ReadonlySet<string> {
  const fetches = stepsOf(plan).flatMap((node) => [...fetchesOf(node)]);
  return new Set(fetches.flatMap(({ tree, path }) => [...placesOf(tree, prefixOf(path))]));
}

/**
 * What fetches have in common that may share their answers: the subgraph, and the operation but for its
 * name. Undefined unless all that is fetched are leaves: what hangs on an object at one place may be
 * completed otherwise than at another.
 */
function likenessOf({ node, tree }: PlacedFetch): string | undefined {
  if (!node.requires || node.inputRewrites || node.outputRewrites) return undefined;
  if ([...tree.values()].some((below) => below !== null)) return undefined;
  const { operation, operationName, serviceName } = node;
  const unnamed = operationName ? operation.replace(operationName, '') : operation;
  return `${serviceName} ${unnamed}`;
}

/** Compiles the plan of an operation into steps that write straight into the result. */
export class PlanCompiler {
  readonly #fetches = new Map<FetchNode, PlacedFetch>();
  /** How many fetches fill each place. */
  readonly #writers = new Map<string, number>();
  /** Fetches that ask the same of one subgraph at different places. */
  readonly #alike = new Map<string, PlacedFetch[]>();
  /** Where several objects may have in common what they were answered: entities that are one and the same. */
  readonly #common = new Set<string>();
  readonly #places = new Map<string, Place>();
  readonly #inputs = new Map<string, object>();
  #rewritesOutput = false;

  constructor(
    private readonly supergraphSchema: GraphQLSchema,
    private readonly condition: Condition,
    /** Fetches of a query that ask the same may share what they are told. */
    private readonly isQuery: boolean,
    /** How long what a fetch tells of an entity may be kept. */
    private readonly keeps: (node: FetchNode) => CachePolicy | undefined = () => undefined,
  ) {}

  compile(plan: QueryPlan): Step {
    const nodes = stepsOf(plan);
    if (nodes.length === 0) return () => undefined;
    for (const one of nodes) for (const fetch of fetchesOf(one)) this.#survey(fetch);
    return sequence(nodes.map((one) => this.#step(one, [])));
  }

  #survey(fetch: PlacedFetch): void {
    this.#fetches.set(fetch.node, fetch);
    if (fetch.node.contextRewrites) throw new NotCompilable('Arguments from context are not run.');
    if (fetch.node.outputRewrites) this.#rewritesOutput = true;
    const likeness = likenessOf(fetch);
    if (likeness !== undefined && this.isQuery) {
      const alike = this.#alike.get(likeness) ?? [];
      alike.push(fetch);
      this.#alike.set(likeness, alike);
    }
    const prefix = prefixOf(fetch.path);
    for (const [name, below] of fetch.path.length > 0 ? fetch.tree : []) {
      if (below) this.#common.add(`${prefix}.${name}`);
    }
    for (const place of placesOf(fetch.tree, prefix)) {
      if (isInherited(place.slice(place.lastIndexOf('.') + 1))) throw new NotCompilable(place);
      this.#writers.set(place, (this.#writers.get(place) ?? 0) + 1);
    }
  }

  #step(node: PlanNode, path: PlanPath): Step {
    switch (node.kind) {
      case 'Sequence':
        return sequence(node.nodes.map((child) => this.#step(child, path)));
      case 'Parallel':
        return parallel(node.nodes.map((child) => this.#step(child, path)));
      case 'Flatten':
        return this.#step(node.node, [...path, ...node.path.map(String)]);
      case 'Condition': {
        const { condition } = node;
        const met = node.ifClause && this.#step(node.ifClause, path);
        const unmet = node.elseClause && this.#step(node.elseClause, path);
        return (run) => (this.condition(condition, run.variables) ? met : unmet)?.(run);
      }
      case 'Fetch':
        return this.#fetch(node);
      default:
        throw new NotCompilable(`There is no way to run ${node.kind}.`);
    }
  }

  #fetch(node: FetchNode): Step {
    const fetch = this.#fetches.get(node);
    if (!fetch) throw new NotCompilable('A fetch was overlooked.');
    const { path, tree } = fetch;
    const prefix = prefixOf(path);
    // Rewritten names are not those of the selections: then everything is merged as it comes.
    const merge = this.#rewritesOutput
      ? mergeAnything
      : compileMerge(tree, (name) => (this.#writers.get(`${prefix}.${name}`) ?? 0) > 1);
    const place = this.#place(path);
    const options = { node, place, merge, supergraphSchema: this.supergraphSchema };
    const { requires } = node;
    if (!requires) return compileRootFetch(options);
    const alike = this.#alike.get(likenessOf(fetch) ?? '');
    const sharedBy = alike && alike.length > 1 ? alike : undefined;
    const inputs = this.#inputsOf(node, requires, place);
    return compileEntityFetch({ ...options, requires, sharedBy, inputs, keeps: this.keeps(node) });
  }

  #place(path: PlanPath): Place {
    const key = path.join('.');
    const known = this.#places.get(key);
    if (known) return known;
    const ways = path.map((_, index) => prefixOf(path.slice(0, index + 1)));
    const place = {
      path,
      // Lists are had in common as a whole: two of them never share an element.
      mayRepeat: ways.map(
        (way, index) => path[index] !== '@' && (this.#rewritesOutput || this.#common.has(way)),
      ),
      isSettled: ways.every((way) => way === '' || this.#isSettled(way)),
    };
    this.#places.set(key, place);
    return place;
  }

  /** Nothing is written there but by the one fetch that must have been answered before anything else can be. */
  #isSettled(place: string): boolean {
    return !this.#rewritesOutput && this.#writers.get(place) === 1;
  }

  /** The same for all entity fetches that take the same of the same objects. */
  #inputsOf(
    { inputRewrites }: FetchNode,
    requires: readonly QueryPlanSelectionNode[],
    { path, isSettled }: Place,
  ): object | undefined {
    if (inputRewrites || !isSettled) return undefined;
    const places = [...placesOfInputs(requires, prefixOf(path))];
    if (!places.every((place) => this.#isSettled(place))) return undefined;
    const key = `${path.join('.')} ${JSON.stringify(requires)}`;
    const known = this.#inputs.get(key) ?? {};
    this.#inputs.set(key, known);
    return known;
  }
}

function sequence(steps: readonly Step[]): Step {
  const [first] = steps;
  if (first && steps.length === 1) return first;
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

/** Starts all, whichever of them throws: what is under way must be waited for, or its failure ends the process. */
function parallel(steps: readonly Step[]): Step {
  return (run) => {
    const running: Promise<void>[] = [];
    for (const step of steps) {
      try {
        const started = step(run);
        if (started) running.push(started);
      } catch (error) {
        running.push(Promise.reject(error));
      }
    }
    if (running.length < 2) return running[0];
    return Promise.all(running).then(() => undefined);
  };
}
