import { BoundedMap } from '@ai-finops/service-kit/bounded-map';
import type { Schema } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Refusals } from '../authorisation/refusals';
import type { CachePolicy } from '../caching/cache-policy';
import { fragmentsOf } from '../fragments';
import type { Restore } from '../planning/restoring';
import { tellAs } from '../result-text';
import { compileIntrospection, type Introspected } from './introspection';
import { PlanCompiler } from './plan-compiler';
import type { JsonObject } from './result-tree';
import type { Run, SendToSubgraph, Step, Variables } from './run';
import { compileShape, IRREGULAR, type Shape } from './shaper';
import { type ShapedResult, StockShaper } from './stock-shaper';
import { compileIsAnswer, type IsAnswer, textOfDataAlone } from './verbatim';

/** What is to be run: one operation of a validated document, and its plan. */
export interface OperationSource {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  readonly apiSchema: Schema;
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  /** What the plan leaves out of the operation, because the viewer may not see it. */
  readonly refusals?: Refusals | undefined;
  /** What makes the client's answer of the one to this document. */
  readonly restore?: Restore | undefined;
  /** How long what a fetch of a query tells of an entity may be kept. */
  readonly keeps?: ((node: FetchNode) => CachePolicy | undefined) | undefined;
}

/** How answers are told for one outcome of the conditions; each undefined where that is left to others. */
interface Shapes {
  readonly shape: Shape | undefined;
  readonly isAnswer: IsAnswer | undefined;
}

/** Outcomes of an operation's conditions whose shapers are kept. */
const SHAPES_KEPT = 16;

const NOTHING: Variables = Object.freeze({});

/** An operation made ready once and run as often as it is asked. */
export class PlannedOperation {
  readonly kind: OperationDefinitionNode['operation'];
  readonly name: string | undefined;
  readonly #source: OperationSource;
  readonly #step: Step;
  readonly #conditions: readonly string[];
  readonly #defaults: ReadonlyMap<string, unknown>;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #introspect: ((variables: Variables) => Introspected) | undefined;
  readonly #shapes = new BoundedMap<string, Shapes>(SHAPES_KEPT);
  /** One fetch tells all, under the names that were asked for. */
  readonly #isOneFetch: boolean;
  readonly #stockShaper: StockShaper;

  /** Error NotCompilable for what only the stock executor can run. */
  constructor(source: OperationSource) {
    const { document, operation, plan, apiSchema, supergraphSchema } = source;
    this.#source = source;
    this.kind = operation.operation;
    this.name = operation.name?.value;
    this.#defaults = booleanDefaults(operation);
    this.#fragments = fragmentsOf(document);
    this.#introspect = compileIntrospection(source.schema, operation, this.#fragments);
    this.#isOneFetch = this.kind === 'query' && !this.#introspect && isOneFetch(source);
    this.#conditions = conditionVariables(operation, this.#fragments);
    this.#step = new PlanCompiler(
      supergraphSchema,
      (name, variables) => this.#isMet(name, variables),
      this.kind === 'query',
      this.kind === 'query' ? source.keeps : undefined,
    ).compile(plan);
    this.#stockShaper = new StockShaper(apiSchema, document, this.name);
  }

  /** Runs the plan and shapes the answer; the variables must have been found right. */
  async run(variables: Variables | undefined, send: SendToSubgraph): Promise<ShapedResult> {
    const run: Run = {
      variables: variables ?? NOTHING,
      send,
      data: {},
      errors: [],
      shared: new Map(),
      represented: new Map(),
    };
    await this.#step(run);
    if (this.#introspect) {
      const { data, errors } = this.#introspect(run.variables);
      Object.assign(run.data, data);
      run.errors.push(...errors);
    }
    const { refusals, restore } = this.#source;
    if (refusals) run.errors.push(...refusals.takeOutOf(run.data, this.#known(run.variables)));
    const result = this.#shaped(run);
    return restore ? restore(result) : result;
  }

  #shaped(run: Run): ShapedResult {
    const { shape, isAnswer } = this.#shapesFor(run.variables);
    const { data: told } = run.atRoot ?? {};
    const text = this.#isOneFetch && run.atRoot && textOfDataAlone(run.atRoot);
    if (text && told && isAnswer?.(told)) {
      tellAs(told, text);
      return { data: told };
    }
    if (shape) {
      const data = inGoodOrder(shape, run.data);
      if (data) return run.errors.length > 0 ? { errors: run.errors, data } : { data };
    }
    return this.#stockShaper.shape(run.data, run.variables, run.errors);
  }

  #shapesFor(variables: Variables): Shapes {
    const outcome = this.#conditions.map((name) => String(this.#value(name, variables))).join();
    let known = this.#shapes.get(outcome);
    if (!known) {
      // A condition that is null was let through by validation, for it has a default; the stock shaper refuses it.
      const met = this.#conditions.every(
        (name) => typeof this.#value(name, variables) === 'boolean',
      );
      const source = { ...this.#source, fragments: this.#fragments };
      const isMet = (name: string): boolean => this.#isMet(name, variables);
      known = {
        shape: met ? compileShape(source, isMet) : undefined,
        isAnswer: met && this.#isOneFetch ? compileIsAnswer(source, isMet) : undefined,
      };
      this.#shapes.set(outcome, known);
    }
    return known;
  }

  /** The variables, and the defaults that conditions may stand on. */
  #known(variables: Variables): Variables {
    return { ...Object.fromEntries(this.#defaults), ...variables };
  }

  #value(name: string, variables: Variables): unknown {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return given === undefined ? this.#defaults.get(name) : given;
  }

  #isMet(name: string, variables: Variables): boolean {
    const value = this.#value(name, variables);
    if (typeof value !== 'boolean') throw new Error(`The condition $${name} is not a Boolean.`);
    return value;
  }
}

function isOneFetch({ plan: { node }, refusals, restore }: OperationSource): boolean {
  return node?.kind === 'Fetch' && !node.requires && !node.outputRewrites && !refusals && !restore;
}

function inGoodOrder(shape: Shape, result: JsonObject): JsonObject | undefined {
  try {
    return shape(result);
  } catch (error) {
    if (error === IRREGULAR) return undefined;
    throw error;
  }
}

/** Variables that @skip and @include decide by, in the operation and the fragments that it uses. */
function conditionVariables(
  { selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  const names = new Set<string>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    visit(set, {
      Directive({ name, arguments: given }) {
        const value = given?.[0]?.value;
        const conditional = name.value === 'skip' || name.value === 'include';
        if (conditional && value?.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || visited.has(name.value)) return;
        visited.add(name.value);
        collect(fragment.selectionSet);
      },
    });
  };
  collect(selectionSet);
  return [...names].sort();
}

function booleanDefaults({ variableDefinitions }: OperationDefinitionNode): Map<string, unknown> {
  return new Map(
    (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value]] : [],
    ),
  );
}
