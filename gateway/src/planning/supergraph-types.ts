import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';

export type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** True for definitions of objects and interfaces. */
export const hasFields = (node: DocumentNode['definitions'][number]): node is FieldsType =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

/** The text or enum value of a directive's argument. */
export function textOf(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** The types of a supergraph, as its text defines them. */
export class SupergraphTypes {
  readonly #types: ReadonlyMap<string, FieldsType>;
  readonly #implementing = new Map<string, string[]>();
  readonly #subgraphs = new Map<string, string>();

  constructor(document: DocumentNode) {
    const types = document.definitions.filter(hasFields);
    this.#types = new Map(types.map((type) => [type.name.value, type]));
    for (const { name, interfaces } of types) {
      for (const above of interfaces ?? []) {
        const known = this.#implementing.get(above.name.value) ?? [];
        this.#implementing.set(above.name.value, [...known, name.value]);
      }
    }
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.ENUM_TYPE_DEFINITION) continue;
      for (const { name, directives } of definition.values ?? []) {
        const graph = directives?.find((directive) => directive.name.value === 'join__graph');
        const subgraph = graph && textOf(graph, 'name');
        if (subgraph !== undefined) this.#subgraphs.set(name.value, subgraph);
      }
    }
  }

  get all(): Iterable<FieldsType> {
    return this.#types.values();
  }

  field(type: string, name: string): FieldDefinitionNode | undefined {
    return this.#types.get(type)?.fields?.find((field) => field.name.value === name);
  }

  /** A type, and those that implement it. */
  withImplementing(type: string): readonly string[] {
    return [type, ...(this.#implementing.get(type) ?? [])];
  }

  /** The name of the subgraph that a value of `join__Graph` stands for. */
  subgraph(graph: string): string {
    return this.#subgraphs.get(graph) ?? graph;
  }
}
