import {
  type GraphQLLeafType,
  type GraphQLNamedType,
  isEnumType,
  isSpecifiedScalarType,
  type SelectionSetNode,
} from 'graphql';

/** An operation beyond this many functions is left to what needs none. */
const MAX_FUNCTIONS = 2_000;

/** Tests on a value that is not of its type; the expressions speak of `value`. */
const LEAF_TESTS: Readonly<Record<string, string>> = {
  String: `typeof value !== 'string'`,
  ID: `typeof value !== 'string' && !Number.isSafeInteger(value)`,
  Int: '(value | 0) !== value',
  Float: '!Number.isFinite(value)',
  Boolean: `typeof value !== 'boolean'`,
};

/**
 * Functions of a value, generated once for a type and the selections under it. Names come from a validated operation and
 * from the schema, and are to be written as string literals.
 */
export class GeneratedFunctions {
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #selectionIds = new Map<SelectionSetNode, number>();
  readonly #enums: ReadonlySet<string>[] = [];
  readonly #enumNames = new Map<GraphQLNamedType, string>();

  /** Answers the name of the function; `write` gives its statements. */
  declare(key: string, below: readonly SelectionSetNode[], write: () => string): string {
    const ids = below.map((set) => {
      const id = this.#selectionIds.get(set) ?? this.#selectionIds.size;
      this.#selectionIds.set(set, id);
      return id;
    });
    const full = `${key}(${ids.join()})`;
    const known = this.#names.get(full);
    if (known) return known;
    const name = `of${this.#names.size}`;
    this.#names.set(full, name);
    if (this.#names.size > MAX_FUNCTIONS) return name;
    this.#functions.push(`function ${name}(value) {\n${write()}\n}`);
    return name;
  }

  /** An expression that says of `variable` that it is no value of a type; undefined where any value is. */
  leafTest(type: GraphQLLeafType, variable: string): string | undefined {
    if (!isEnumType(type)) {
      return isSpecifiedScalarType(type)
        ? LEAF_TESTS[type.name]?.replaceAll('value', variable)
        : undefined;
    }
    let name = this.#enumNames.get(type);
    if (!name) {
      name = `enum${this.#enums.length}`;
      this.#enums.push(new Set(type.getValues().map(({ name: value }) => value)));
      this.#enumNames.set(type, name);
    }
    return `!${name}.has(${variable})`;
  }

  /** The function of this name; `known` is what they speak of besides. Undefined when there are too many. */
  build<Result>(main: string, known: Readonly<Record<string, unknown>> = {}): Result | undefined {
    if (this.#names.size > MAX_FUNCTIONS) return undefined;
    const enums = this.#enums.map((_, index) => `const enum${index} = enums[${index}];`);
    const body = ['"use strict";', ...enums, ...this.#functions, `return ${main};`].join('\n');
    const build = new Function('enums', ...Object.keys(known), body);
    return build(this.#enums, ...Object.values(known)) as Result;
  }
}
