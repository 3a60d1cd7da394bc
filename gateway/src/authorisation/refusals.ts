import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getOperationAST,
  isAbstractType,
  type OperationDefinitionNode,
} from 'graphql';
import { ResponseFields } from '../execution/response-fields';
import type { JsonObject } from '../execution/result-tree';
import type { Variables } from '../execution/run';
import { fragmentsOf } from '../fragments';
import { AllowedFields, objectTypeOf } from './allowed-fields';
import type { Filtered, Refused, Step } from './operation-filter';

type Path = readonly (string | number)[];

/** Of one answer no more refusals are told: lists could multiply them without end. */
const MOST_TOLD = 100;

/** The fields that were taken out of an operation, to be told where they are missing in its answers. */
export class Refusals {
  /** The permissions that were missing. */
  readonly permissions: ReadonlySet<string>;
  readonly #refused: readonly Refused[];
  /** What is left of the operation; nothing when that is undefined. */
  readonly #left: OperationDefinitionNode | undefined;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    private readonly schema: GraphQLSchema,
    { refused, document }: Filtered,
    operationName: string | undefined,
  ) {
    this.#refused = refused;
    const named = refused.map(({ error }) => error.details.permission);
    this.permissions = new Set(named.filter((name) => typeof name === 'string'));
    this.#left = document && (getOperationAST(document, operationName) ?? undefined);
    this.#fragments = document ? fragmentsOf(document) : new Map();
  }

  /**
   * Leaves of what came from the subgraphs what may be read, and tells an error for every place where a refused
   * field is missing. `everywhere` also tells of a field whose place is not there to be seen, as after nulls have
   * gone up.
   */
  takeOutOf(data: JsonObject, variables: Variables, everywhere = false): GraphQLError[] {
    const errors = new Map<string, GraphQLError>();
    const tell = (path: Path, { error: { message, code, details } }: Refused): void => {
      const key = path.join('\n');
      if (errors.has(key) || errors.size >= MOST_TOLD) return;
      errors.set(key, new GraphQLError(message, { path, extensions: { code, ...details } }));
    };
    this.#allowedFor(variables).keepIn(data);
    for (const one of this.#refused) {
      if (!one.conditions.every((condition) => isMet(condition, variables))) continue;
      const before = errors.size;
      this.#places(data, one.steps, [], (path) => tell(path, one));
      if (everywhere && errors.size === before) {
        tell(
          one.steps.map(({ name }) => name),
          one,
        );
      }
    }
    return [...errors.values()];
  }

  #allowedFor(variables: Variables): AllowedFields {
    const { schema } = this;
    const fields = new ResponseFields(
      { schema, fragments: this.#fragments },
      (name) => variables[name] === true,
    );
    const root = this.#left && schema.getRootType(this.#left.operation);
    const below = this.#left ? [this.#left.selectionSet] : [];
    return new AllowedFields(schema, fields, root ?? undefined, below);
  }

  #places(value: unknown, steps: readonly Step[], path: Path, found: (path: Path) => void): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        this.#places(item, steps, [...path, index], found);
      }
      return;
    }
    const [step, ...rest] = steps;
    if (!step || typeof value !== 'object' || value === null) return;
    const object = value as JsonObject;
    if (!this.#isOf(object, step)) return;
    const next = [...path, step.name];
    const below = object[step.name];
    if (rest.length > 0) this.#places(below, rest, next, found);
    else if (below === undefined || below === null) found(next);
  }

  /** Whether the field was asked of this object: where types differ, it says its own. */
  #isOf(object: JsonObject, { parent }: Step): boolean {
    const type = objectTypeOf(this.schema, object);
    if (!type || type === parent) return true;
    return isAbstractType(parent) && this.schema.getPossibleTypes(parent).some((t) => t === type);
  }
}

function isMet(directive: DirectiveNode, variables: Variables): boolean {
  const node = { directives: [directive] };
  if (directive.name.value === GraphQLSkipDirective.name) {
    return getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true;
  }
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}
