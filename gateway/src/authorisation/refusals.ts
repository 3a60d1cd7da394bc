import {
  type DirectiveNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type { JsonObject } from '../execution/result-tree';
import type { Variables } from '../execution/run';
import type { Refused, Step } from './operation-filter';

type Path = readonly (string | number)[];

/** Of one answer no more refusals are told: lists could multiply them without end. */
const MOST_TOLD = 100;

/** The fields that were taken out of an operation, to be told where they are missing in its answers. */
export class Refusals {
  /** The permissions that were missing. */
  readonly permissions: ReadonlySet<string>;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly refused: readonly Refused[],
  ) {
    const named = refused.map(({ error }) => error.details.permission);
    this.permissions = new Set(named.filter((name) => typeof name === 'string'));
  }

  /**
   * An error for every place where a refused field is missing in what came from the subgraphs. `everywhere`
   * also tells of a field whose place is not there to be seen, as after nulls have gone up.
   */
  errorsIn(data: JsonObject, variables: Variables, everywhere = false): GraphQLError[] {
    const errors = new Map<string, GraphQLError>();
    const tell = (path: Path, { error: { message, code, details } }: Refused): void => {
      const key = path.join('\n');
      if (errors.has(key) || errors.size >= MOST_TOLD) return;
      errors.set(key, new GraphQLError(message, { path, extensions: { code, ...details } }));
    };
    for (const one of this.refused) {
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
  #isOf({ __typename }: JsonObject, { parent }: Step): boolean {
    const type = typeof __typename === 'string' ? this.schema.getType(__typename) : undefined;
    // An interface's name comes from a subgraph that knows the interface as an object.
    if (!isObjectType(type) || type === parent) return true;
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
