import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { GeneratedFunctions } from './generated-functions';
import { isIntrospection } from './introspection';
import { type AnsweredOperation, ResponseFields } from './response-fields';
import { isInherited, type JsonObject } from './result-tree';

/**
 * Turns the merged result into the client's answer. Throws `IRREGULAR` on anything but a result in good
 * order (a null that must go up, a value of another type, a type that nobody knows): what to say then is for
 * the stock shaper to work out.
 */
export type Shape = (result: JsonObject) => JsonObject;

export const IRREGULAR = new Error('The result is not in good order.');

/**
 * Generates the shaper of an operation for one outcome of its @skip and @include conditions. One function
 * stands for each selection of each object type, so that every read meets one hidden class and every answer
 * is built as one literal in the order that the operation asks for. Undefined when that would be too much.
 */
export function compileShape(
  source: AnsweredOperation,
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

/** A name that objects inherit. */
class NotShapeable extends Error {}

class ShapeCompiler {
  readonly #functions = new GeneratedFunctions();
  readonly #fields: ResponseFields;

  constructor(
    private readonly source: AnsweredOperation,
    isMet: (variable: string) => boolean,
  ) {
    this.#fields = new ResponseFields(source, isMet);
  }

  compile(root: GraphQLObjectType, selectionSet: SelectionSetNode): Shape | undefined {
    return this.#functions.build(this.#object(root, [selectionSet], true), { IRREGULAR });
  }

  #object(type: GraphQLObjectType, below: readonly SelectionSetNode[], isRoot = false): string {
    return this.#functions.declare(type.name, below, () => {
      const fields = this.#fields.of(type, below);
      const literal = JSON.stringify(type.name);
      const lines = [
        `if (typeof value !== 'object') throw IRREGULAR;`,
        `if (value.__typename !== ${literal} && value.__typename !== undefined) throw IRREGULAR;`,
      ];
      lines.push('const object = value;');
      const members = fields.map((field, index) => {
        const property = JSON.stringify(field.name);
        if (field.node.name.value === '__typename') {
          if (!isRoot) {
            // A subgraph that does not say the type it was asked for is irregular, though there be one only.
            lines.push(
              `if (object[${property}] !== ${literal} && (object[${property}] != null || object.__typename === undefined)) throw IRREGULAR;`,
            );
          }
          return `${property}: ${literal}`;
        }
        if (isRoot && isIntrospection(field.node.name.value))
          return `${property}: object[${property}]`;
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
      const wrong = this.#functions.leafTest(nullable, variable);
      if (wrong === undefined) return `if (${variable} == null) ${none};`;
      return `if (${wrong}) { if (${variable} == null) ${none}; else throw IRREGULAR; }`;
    }
    const shape = this.#shapeOf(nullable, below);
    return `if (${variable} == null) ${none}; else ${variable} = ${shape}(${variable});`;
  }

  #shapeOf(type: GraphQLOutputType, below: readonly SelectionSetNode[]): string {
    if (isListType(type)) {
      return this.#functions.declare(String(type), below, () =>
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
    return this.#functions.declare(type.name, below, () => {
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
}
