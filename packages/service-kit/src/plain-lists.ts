import {
  type DocumentNode,
  extendSchema,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type NameNode,
  parse,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What is thrown for a value that only graphql-js can tell, or complain of, as it should be. */
export const IRREGULAR = new Error('Not a plain list.');

type Complete = (value: unknown) => unknown;

/** A list that was left out of a document: its selections, and the fragments that they speak of. */
interface LeftOut {
  readonly node: FieldNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const SCALAR = 'PlainList';
const hidden = (name: string): string => `__plain_${name}`;

/**
 * Lists of objects that are nothing but values: no field below has a resolver. graphql-jit makes an array and an object
 * for every value of every row, for the error that it may have to tell. In the documents that it is given here such a list
 * is a single value of a scalar, which a function completes that was generated for its selections. What is not as it
 * should be is {@link IRREGULAR}.
 */
export class PlainLists {
  /** Has such a value beside each list. */
  readonly schema: GraphQLSchema;
  /** By the names of the fields that stand for them, which graphql-jit does not copy. */
  readonly #leftOut = new WeakMap<NameNode, LeftOut>();
  readonly #complete = new WeakMap<NameNode, Complete>();

  constructor(private readonly original: GraphQLSchema) {
    // A copy of all types: fields can be added to it without anybody's seeing them.
    const document = parse(`scalar ${SCALAR}`);
    this.schema = extendSchema(original, document, { assumeValid: true, assumeValidSDL: true });
    const scalar = new GraphQLScalarType({ name: SCALAR, serialize: (value) => value });
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      const fields = type.getFields();
      for (const field of Object.values(fields).filter(isListOfObjects)) {
        fields[hidden(field.name)] = {
          ...field,
          name: hidden(field.name),
          args: [],
          type: isNonNullType(field.type) ? new GraphQLNonNull(scalar) : scalar,
          resolve: (parent, _args, _context, info) => this.#completed(parent, field, info),
        };
      }
    }
  }

  /**
   * The same document with values in place of its plain lists, for the schema from here; undefined for one without them,
   * and for one that asks what there is in the schema.
   */
  leaveOut(document: DocumentNode): DocumentNode | undefined {
    const fragments = fragmentsOf(document);
    const isPlain = (field: GraphQLField<unknown, unknown>, node: FieldNode): boolean =>
      isListOfObjects(field) &&
      (node.arguments ?? []).length === 0 &&
      new Selections(fragments).arePlain(getNamedType(field.type) as GraphQLObjectType, [node]);
    const plain = new Map<string, boolean>();
    let introspects = false;
    // Selections of the same name come together in one object: all of them are left out, or none.
    this.#eachField(document, (field, node) => {
      const name = responseName(node);
      plain.set(name, (plain.get(name) ?? true) && field !== null && isPlain(field, node));
      introspects ||= field?.name === '__schema' || field?.name === '__type';
      return undefined;
    });
    if (introspects || ![...plain.values()].includes(true)) return undefined;
    return this.#eachField(document, (_field, node) => {
      if (!plain.get(responseName(node))) return undefined;
      const { selectionSet: _, ...leaf } = node;
      const name: NameNode = { kind: Kind.NAME, value: hidden(node.name.value) };
      const alias: NameNode = { kind: Kind.NAME, value: responseName(node) };
      this.#leftOut.set(name, { node, fragments });
      return { ...leaf, name, alias };
    });
  }

  /** `visitor` is told each field with selections, and null for one that not only objects have. */
  #eachField(
    document: DocumentNode,
    visitor: (
      field: GraphQLField<unknown, unknown> | null,
      node: FieldNode,
    ) => FieldNode | undefined,
  ): DocumentNode {
    const info = new TypeInfo(this.original);
    return visit(
      document,
      visitWithTypeInfo(info, {
        Field(node) {
          if (!node.selectionSet) return undefined;
          const field = isObjectType(info.getParentType()) ? info.getFieldDef() : null;
          return visitor(field ?? null, node);
        },
      }),
    );
  }

  #completed(
    parent: unknown,
    field: GraphQLField<unknown, unknown>,
    { fieldNodes }: GraphQLResolveInfo,
  ): unknown {
    const value = (parent as Record<string, unknown>)[field.name];
    const [first] = fieldNodes;
    if (!first) throw IRREGULAR;
    let complete = this.#complete.get(first.name);
    if (!complete) {
      complete = this.#compile(field, fieldNodes);
      this.#complete.set(first.name, complete);
    }
    try {
      return complete(value);
    } catch {
      throw IRREGULAR;
    }
  }

  #compile({ type }: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): Complete {
    const leftOut = nodes.flatMap(({ name }) => this.#leftOut.get(name) ?? []);
    const [first] = leftOut;
    if (!first || leftOut.length !== nodes.length) throw IRREGULAR;
    const selections = new Selections(first.fragments);
    const originals = leftOut.map(({ node }) => node);
    return new Generator(selections).compile(type, originals);
  }
}

const responseName = ({ alias, name }: FieldNode): string => (alias ?? name).value;

function isListOfObjects({ type, resolve }: GraphQLField<unknown, unknown>): boolean {
  return !resolve && isListType(getNullableType(type)) && isObjectType(getNamedType(type));
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
}

/** Reads selections of objects that are plain: without conditions, and of exactly their type. */
class Selections {
  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  /** True when the type's selections need nothing but its values. */
  arePlain(type: GraphQLObjectType, nodes: readonly FieldNode[]): boolean {
    const fields = type.isTypeOf ? undefined : this.of(type, nodes);
    if (!fields) return false;
    return [...fields.values()].every((below) => {
      const [first] = below;
      const field = first && type.getFields()[first.name.value];
      if (first?.name.value === '__typename') return true;
      if (!field || field.resolve) return false;
      const named = getNamedType(field.type);
      return isLeafType(named) || (isObjectType(named) && this.arePlain(named, below));
    });
  }

  /** The fields below by their names in the answer, in their order; undefined for what is not plain. */
  of(type: GraphQLObjectType, nodes: readonly FieldNode[]): Map<string, FieldNode[]> | undefined {
    const fields = new Map<string, FieldNode[]>();
    const isPlain = nodes.every(
      ({ selectionSet }) => selectionSet && this.#collect(type, selectionSet, fields),
    );
    return isPlain ? fields : undefined;
  }

  #collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
  ): boolean {
    return selections.every((selection) => {
      if (selection.directives?.length) return false;
      if (selection.kind === Kind.FIELD) {
        const name = responseName(selection);
        fields.set(name, [...(fields.get(name) ?? []), selection]);
        return true;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value ?? type.name;
      return (
        fragment !== undefined &&
        condition === type.name &&
        this.#collect(type, fragment.selectionSet, fields)
      );
    });
  }
}

/** Values of these types that are told as they are; the expressions speak of `value`. */
const AS_THEY_ARE: Readonly<Record<string, string>> = {
  String: `typeof value === 'string'`,
  ID: `typeof value === 'string'`,
  Int: '(value | 0) === value',
  Boolean: `typeof value === 'boolean'`,
};

/** Writes functions that complete values. Names come from a validated operation and are written as string literals. */
class Generator {
  readonly #functions: string[] = [];
  readonly #leaves: GraphQLLeafType[] = [];

  constructor(private readonly selections: Selections) {}

  compile(type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
    const main = this.#declare(type, nodes);
    const body = ['"use strict";', ...this.#functions, `return ${main};`].join('\n');
    return new Function('serialize', 'IRREGULAR', body)(
      this.#leaves.map((leaf) => (value: unknown) => serialized(leaf, value)),
      IRREGULAR,
    ) as Complete;
  }

  #declare(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    const absent = isNonNullType(type) ? 'throw IRREGULAR' : 'return null';
    const body = this.#body(getNullableType(type), nodes);
    const name = `of${this.#functions.length}`;
    this.#functions.push(
      `function ${name}(value) { if (value === null || value === undefined) ${absent}; ${body} }`,
    );
    return name;
  }

  #body(type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    if (isLeafType(type)) return this.#leaf(type);
    if (isListType(type)) {
      const item = this.#declare(type.ofType, nodes);
      return `if (!Array.isArray(value)) throw IRREGULAR;
        const list = new Array(value.length);
        for (let at = 0; at < list.length; at += 1) list[at] = ${item}(value[at]);
        return list;`;
    }
    return this.#object(type as GraphQLObjectType, nodes);
  }

  #leaf(type: GraphQLLeafType): string {
    const index = this.#leaves.push(type) - 1;
    const asItIs = AS_THEY_ARE[type.name];
    return `${asItIs ? `if (${asItIs}) return value; ` : ''}return serialize[${index}](value);`;
  }

  #object(type: GraphQLObjectType, nodes: readonly FieldNode[]): string {
    const fields = [...(this.selections.of(type, nodes) ?? [])].map(([name, below]) => {
      const field = type.getFields()[below[0]?.name.value ?? ''];
      const told = field
        ? `${this.#declare(field.type, below)}(value[${JSON.stringify(field.name)}])`
        : JSON.stringify(type.name);
      return `${JSON.stringify(name)}: ${told}`;
    });
    // A promise, or an error in place of an object.
    return `if (typeof value !== 'object' || value instanceof Error || typeof value.then === 'function') throw IRREGULAR;
      return { ${fields.join(', ')} };`;
  }
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  const isValue = typeof value !== 'function' && !(value instanceof Error) && !isPromise(value);
  const result = isValue ? type.serialize(value) : undefined;
  if (result === undefined || result === null) throw IRREGULAR;
  return result;
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value;
