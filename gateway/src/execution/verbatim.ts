import { isUtf8 } from 'node:buffer';
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
import { type AnsweredOperation, ResponseFields } from './response-fields';
import type { JsonObject } from './result-tree';
import type { SubgraphAnswer } from './run';

/**
 * True for the data of one subgraph that are the client's answer as they are: every object has the names that were
 * asked for, in their order, and no others, and every value is of its type. Whatever else comes is shaped.
 */
export type IsAnswer = (data: JsonObject) => boolean;

/** Generates the test for one outcome of the @skip and @include conditions; undefined when that would be too much. */
export function compileIsAnswer(
  source: AnsweredOperation,
  isMet: (variable: string) => boolean,
): IsAnswer | undefined {
  const { schema, operation } = source;
  const root = schema.getRootType(operation.operation);
  return root ? new Compiler(source, isMet).compile(root, operation.selectionSet) : undefined;
}

class Compiler {
  readonly #functions = new GeneratedFunctions();
  readonly #fields: ResponseFields;

  constructor(
    private readonly source: AnsweredOperation,
    isMet: (variable: string) => boolean,
  ) {
    this.#fields = new ResponseFields(source, isMet);
  }

  compile(root: GraphQLObjectType, selectionSet: SelectionSetNode): IsAnswer | undefined {
    return this.#functions.build(this.#object(root, [selectionSet]));
  }

  #object(type: GraphQLObjectType, below: readonly SelectionSetNode[]): string {
    return this.#functions.declare(type.name, below, () => {
      const fields = this.#fields.of(type, below);
      const cases = fields.map(({ name, node, below: inner }, index) => {
        const property = JSON.stringify(name);
        const { type: given } = type.getFields()[node.name.value] ?? {};
        const wrong = given
          ? this.#wrong(given, inner)
          : // `__typename`: what introspects is never told by one fetch.
            `value !== ${JSON.stringify(type.name)}`;
        return `case ${index}: if (name !== ${property}) return false;
          value = object[${property}]; if (${wrong}) return false; break;`;
      });
      return `if (typeof value !== 'object' || Array.isArray(value)) return false;
        const object = value; let at = 0;
        for (const name in object) {
          switch (at) { ${cases.join('\n')} default: return false; }
          at += 1;
        }
        return at === ${fields.length};`;
    });
  }

  /** An expression that says of `value` that it is not of the type. */
  #wrong(type: GraphQLOutputType, below: readonly SelectionSetNode[]): string {
    const nullable = isNonNullType(type) ? type.ofType : type;
    const test = this.#test(nullable, below);
    if (isNonNullType(type))
      return test === undefined ? 'value === null' : `value === null || ${test}`;
    return test === undefined ? 'false' : `value !== null && (${test})`;
  }

  #test(type: GraphQLOutputType, below: readonly SelectionSetNode[]): string | undefined {
    if (isLeafType(type)) return this.#functions.leafTest(type, 'value');
    return `!${this.#composite(type, below)}(value)`;
  }

  #composite(type: GraphQLOutputType, below: readonly SelectionSetNode[]): string {
    if (isObjectType(type)) return this.#object(type, below);
    return this.#functions.declare(String(type), below, () => {
      if (isListType(type)) {
        return `if (!Array.isArray(value)) return false;
          const list = value;
          for (let index = 0; index < list.length; index += 1) {
            value = list[index]; if (${this.#wrong(type.ofType, below)}) return false;
          }
          return true;`;
      }
      const possible = isAbstractType(type) ? this.source.schema.getPossibleTypes(type) : [];
      const cases = possible.map(
        (one) => `case ${JSON.stringify(one.name)}: return ${this.#object(one, below)}(value);`,
      );
      return `switch (value.__typename) { ${cases.join('\n')} default: return false; }`;
    });
  }
}

const BEFORE_DATA = Buffer.from('{"data":{');

/** The text of an answer that tells its data and nothing else; undefined for any other. */
export function textOfDataAlone(answer: SubgraphAnswer): Buffer | undefined {
  const { data, bytes } = answer;
  const alone = data && bytes && Object.keys(answer).length === 2;
  const asOurs = alone && bytes.subarray(0, BEFORE_DATA.length).equals(BEFORE_DATA);
  return asOurs && isUtf8(bytes) ? bytes : undefined;
}
