import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLLeafType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { isInherited, type JsonObject } from './result-tree';

/**
 * Turns the merged result into the client's answer. Throws `IRREGULAR` on anything but a result in good
 * order (a null that must go up, a value of another type, a type that nobody knows): what to say then is for
 * the stock shaper to work out.
 */
export type Shape = (result: JsonObject) => JsonObject;

export const IRREGULAR = new Error('The result is not in good order.');

/** An operation beyond this many functions is shaped by the stock shaper. */
const MAX_FUNCTIONS = 2_000;

export interface ShapeSource {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A response name with every selection of it. */
interface Field {
  readonly name: string;
  readonly node: FieldNode;
  readonly below: SelectionSetNode[];
}

/** Tests on a value that is not of its type; the expressions speak of `value`. */
const LEAF_TESTS: Readonly<Record<string, string>> = {
  String: `typeof value !== 'string'`,
  ID: `typeof value !== 'string' && !Number.isSafeInteger(value)`,
  Int: '(value | 0) !== value',
  Float: '!Number.isFinite(value)',
  Boolean: `typeof value !== 'boolean'`,
};

/**
 * Generates the shaper of an operation for one outcome of its @skip and @include conditions. One function
 * stands for each selection of each object type, so that every read meets one hidden class and every answer
 * is built as one literal in the order that the operation asks for. Undefined when that would be too much.
 */
export function compileShape(
  source: ShapeSource,
  isMet: (variable: string) => boolean,
): Shape | undefined {
  const { schema, operation } = source;
  const root = schema.getRootType(operation.operation);
  if (!root) return undefined;
  try {
    return new ShapeCompiler(source, isMet).compile(root, operation.selectionSet);
  } catch (error) {
    if (error instanceof NotShapeable) return undefined;
    throw error;
  }
}

/** Introspection, or a name that objects inherit. */
class NotShapeable extends Error {}

class ShapeCompiler {
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #selectionIds = new Map<SelectionSetNode, number>();
  readonly #enums: ReadonlySet<string>[] = [];
  readonly #enumNames = new Map<GraphQLNamedType, string>();

  constructor(
    private readonly source: ShapeSource,
    private readonly isMet: (variable: string) => boolean,
  ) {}

  compile(root: GraphQLObjectType, selectionSet: SelectionSetNode): Shape | undefined {
    const main = this.#object(root, [selectionSet], true);
    if (this.#names.size > MAX_FUNCTIONS) return undefined;
    const enums = this.#enums.map((_, index) => `const enum${index} = enums[${index}];`);
    const body = ['"use strict";', ...enums, ...this.#functions, `return ${main};`].join('\n');
    // Names come from a validated operation and from the schema, and are written as string literals.
    return new Function('IRREGULAR', 'enums', body)(IRREGULAR, this.#enums) as Shape;
  }

  /** Declares a function once for a type and the selections under it; `write` gives its statements. */
  #declare(key: string, below: readonly SelectionSetNode[], write: () => string): string {
    const ids = below.map((set) => {
      const id = this.#selectionIds.get(set) ?? this.#selectionIds.size;
      this.#selectionIds.set(set, id);
      return id;
    });
    const full = `${key}(${ids.join()})`;
    const known = this.#names.get(full);
    if (known) return known;
    const name = `shape${this.#names.size}`;
    this.#names.set(full, name);
    if (this.#names.size > MAX_FUNCTIONS) return name;
    this.#functions.push(`function ${name}(value) {\n${write()}\n}`);
    return name;
  }

  #object(type: GraphQLObjectType, below: readonly SelectionSetNode[], isRoot = false): string {
    return this.#declare(type.name, below, () => {
      const fields = this.#fieldsOf(type, below);
      const literal = JSON.stringify(type.name);
      const lines = [
        `if (typeof value !== 'object') throw IRREGULAR;`,
        `if (value.__typename !== ${literal} && value.__typename !== undefined) throw IRREGULAR;`,
      ];
      lines.push('const object = value;');
      const members = fields.map((field, index) => {
        const property = JSON.stringify(field.name);
        if (field.node.name.value === '__typename') {
          if (!isRoot && field.name !== '__typename') {
            lines.push(
              `if (object[${property}] !== ${literal} && object[${property}] != null) throw IRREGULAR;`,
            );
          }
          return `${property}: ${literal}`;
        }
        const definition = type.getFields()[field.node.name.value];
        if (!definition || isInherited(field.name)) throw new NotShapeable();
        lines.push(`let v${index} = object[${property}];`);
        lines.push(this.#complete(`v${index}`, definition.type, field.below));
        return `${property}: v${index}`;
      });
      return [...lines, `return { ${members.join(', ')} };`].join('\n');
    });
  }

  /** Statements that complete a variable in place. */
  #complete(variable: string, type: GraphQLOutputType, below: readonly SelectionSetNode[]): string {
    const nullable = isNonNullType(type) ? type.ofType : type;
    const none = isNonNullType(type) ? 'throw IRREGULAR' : `${variable} = null`;
    if (isLeafType(nullable)) {
      const wrong = this.#leafTest(nullable)?.replaceAll('value', variable);
      if (wrong === undefined) return `if (${variable} == null) ${none};`;
      return `if (${wrong}) { if (${variable} == null) ${none}; else throw IRREGULAR; }`;
    }
    const shape = this.#shapeOf(nullable, below);
    return `if (${variable} == null) ${none}; else ${variable} = ${shape}(${variable});`;
  }

  #shapeOf(type: GraphQLOutputType, below: readonly SelectionSetNode[]): string {
    if (isListType(type)) {
      return this.#declare(String(type), below, () =>
        [
          'if (!Array.isArray(value)) throw IRREGULAR;',
          'const list = [];',
          'for (let index = 0; index < value.length; index += 1) {',
          'let element = value[index];',
          this.#complete('element', type.ofType, below),
          'list.push(element);',
          '}',
          'return list;',
        ].join('\n'),
      );
    }
    if (isObjectType(type)) return this.#object(type, below);
    if (!isAbstractType(type)) throw new NotShapeable();
    return this.#declare(type.name, below, () => {
      const { schema } = this.source;
      const cases = schema
        .getPossibleTypes(type)
        .map(
          (possible) =>
            `case ${JSON.stringify(possible.name)}: return ${this.#object(possible, below)}(value);`,
        );
      return ['switch (value.__typename) {', ...cases, 'default: throw IRREGULAR;', '}'].join('\n');
    });
  }

  #leafTest(type: GraphQLLeafType): string | undefined {
    if (!isEnumType(type)) return isSpecifiedScalarType(type) ? LEAF_TESTS[type.name] : undefined;
    let name = this.#enumNames.get(type);
    if (!name) {
      name = `enum${this.#enums.length}`;
      this.#enums.push(new Set(type.getValues().map((value) => value.name)));
      this.#enumNames.set(type, name);
    }
    return `!${name}.has(value)`;
  }

  #fieldsOf(type: GraphQLObjectType, below: readonly SelectionSetNode[]): Field[] {
    const fields = new Map<string, Field>();
    for (const { selections } of below) this.#collect(type, selections, fields);
    return [...fields.values()];
  }

  #collect(
    type: GraphQLObjectType,
    selections: readonly SelectionNode[],
    fields: Map<string, Field>,
  ): void {
    for (const selection of selections) {
      if (!this.#included(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const field = fields.get(name) ?? { name, node: selection, below: [] };
        fields.set(name, field);
        if (selection.selectionSet) field.below.push(selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.source.fragments.get(selection.name.value)
          : selection;
      if (fragment && this.#applies(type, fragment.typeCondition)) {
        this.#collect(type, fragment.selectionSet.selections, fields);
      }
    }
  }

  #included({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true;
      const condition = given?.[0]?.value;
      const met =
        condition?.kind === Kind.VARIABLE
          ? this.isMet(condition.name.value)
          : condition?.kind === Kind.BOOLEAN && condition.value;
      return met === (name.value === 'include');
    });
  }

  #applies(
    type: GraphQLObjectType,
    condition: FragmentDefinitionNode['typeCondition'] | undefined,
  ) {
    if (!condition) return true;
    const { schema } = this.source;
    const conditional = typeFromAST(schema, condition);
    if (!conditional || !isCompositeType(conditional)) return false;
    return (
      conditional === type || (isAbstractType(conditional) && schema.isSubType(conditional, type))
    );
  }
}
