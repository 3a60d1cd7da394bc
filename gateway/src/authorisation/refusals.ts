import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { ResponseFields } from '../execution/response-fields';
import type { JsonObject } from '../execution/result-tree';
import type { Variables } from '../execution/run';
import type { Filtered, Refused, Step } from './operation-filter';

type Path = readonly (string | number)[];

/** Of one answer no more refusals are told: lists could multiply them without end. */
const MOST_TOLD = 100;

/** What was asked of an object and may be read, for the variables of one request. */
interface Allowed {
  readonly fields: ResponseFields;
  readonly below: readonly SelectionSetNode[];
}

/** The fields that were taken out of an operation, to be told where they are missing in its answers. */
export class Refusals {
  /** The permissions that were missing. */
  readonly permissions: ReadonlySet<string>;
  readonly #refused: readonly Refused[];
  /** What is left of the operation; nothing when that is undefined. */
  readonly #left: OperationDefinitionNode | undefined;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    private readonly schema: GraphQLSchema,
    { refused, document }: Filtered,
    operationName: string | undefined,
  ) {
    this.#refused = refused;
    const named = refused.map(({ error }) => error.details.permission);
    this.permissions = new Set(named.filter((name) => typeof name === 'string'));
    this.#left = document && (getOperationAST(document, operationName) ?? undefined);
    for (const definition of document?.definitions ?? []) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  /**
   * An error for every place where a refused field is missing in what came from the subgraphs. One that is
   * there all the same, because other fields were found by it as a key or as what they require, becomes
   * null. `everywhere` also tells of a field whose place is not there to be seen, as after nulls have gone up.
   */
  errorsIn(data: JsonObject, variables: Variables, everywhere = false): GraphQLError[] {
    const errors = new Map<string, GraphQLError>();
    const tell = (path: Path, { error: { message, code, details } }: Refused): void => {
      const key = path.join('\n');
      if (errors.has(key) || errors.size >= MOST_TOLD) return;
      errors.set(key, new GraphQLError(message, { path, extensions: { code, ...details } }));
    };
    const allowed: Allowed = {
      fields: new ResponseFields(
        { schema: this.schema, fragments: this.#fragments },
        (name) => variables[name] === true,
      ),
      below: this.#left ? [this.#left.selectionSet] : [],
    };
    for (const one of this.#refused) {
      if (!one.conditions.every((condition) => isMet(condition, variables))) continue;
      const before = errors.size;
      this.#places(data, one.steps, allowed, [], (path) => tell(path, one));
      if (everywhere && errors.size === before) {
        tell(
          one.steps.map(({ name }) => name),
          one,
        );
      }
    }
    return [...errors.values()];
  }

  #places(
    value: unknown,
    steps: readonly Step[],
    allowed: Allowed,
    path: Path,
    found: (path: Path) => void,
  ): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        this.#places(item, steps, allowed, [...path, index], found);
      }
      return;
    }
    const [step, ...rest] = steps;
    if (!step || typeof value !== 'object' || value === null) return;
    const object = value as JsonObject;
    if (!this.#isOf(object, step)) return;
    const next = [...path, step.name];
    const kept = this.#keptOf(object, step, allowed);
    if (rest.length > 0) {
      const below = { fields: allowed.fields, below: kept?.below ?? [] };
      this.#places(object[step.name], rest, below, next, found);
      return;
    }
    if (!kept) object[step.name] = null;
    if (object[step.name] === undefined || object[step.name] === null) found(next);
  }

  /** The field of this name that may be read of the object, for another selection asks for it too. */
  #keptOf(object: JsonObject, { name, parent }: Step, { fields, below }: Allowed) {
    const type = this.#typeOf(object) ?? (isObjectType(parent) ? parent : undefined);
    return type && fields.of(type, below).find((field) => field.name === name);
  }

  #typeOf({ __typename }: JsonObject): GraphQLObjectType | undefined {
    const type = typeof __typename === 'string' ? this.schema.getType(__typename) : undefined;
    // An interface's name comes from a subgraph that knows the interface as an object.
    return isObjectType(type) ? type : undefined;
  }

  /** Whether the field was asked of this object: where types differ, it says its own. */
  #isOf(object: JsonObject, { parent }: Step): boolean {
    const type = this.#typeOf(object);
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
