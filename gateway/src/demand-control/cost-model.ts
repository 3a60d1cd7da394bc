import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** What one field costs and how many items it may bring, as the SDL says it. */
export interface FieldCost {
  /** Of each item of the field, its own selections not included. */
  readonly weight: number;
  /** Name of the type without lists and non-null. */
  readonly type: string;
  readonly isList: boolean;
  /** Weights of arguments, added when they are given. */
  readonly argumentWeights: ReadonlyMap<string, number>;
  /** From `@listSize`; null without one. */
  readonly listSize: ListSize | null;
}

export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments that say how many items are asked for, with the default that the SDL gives each. */
  readonly slicingArguments: ReadonlyMap<string, number | null>;
  /** Fields of the answer that have that many items; empty when the field itself is the list. */
  readonly sizedFields: ReadonlySet<string>;
}

/** Weights without a `@cost`: composite types 1, leaves 0, a mutation 10 (as Apollo Router counts them). */
const COMPOSITE_WEIGHT = 1;
const MUTATION_WEIGHT = 10;

const COMPOSITES: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
]);

/** The costs of a graph, read from the `@cost` and `@listSize` directives of its supergraph. */
export class CostModel {
  readonly #fields = new Map<string, FieldCost>();
  readonly #rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

  constructor(supergraph: DocumentNode | string) {
    const document = typeof supergraph === 'string' ? parse(supergraph) : supergraph;
    const weights = typeWeights(document);
    for (const definition of document.definitions) {
      if (definition.kind === Kind.SCHEMA_DEFINITION) {
        for (const { operation, type } of definition.operationTypes) {
          this.#rootTypes[operation] = type.name.value;
        }
      }
    }
    for (const definition of document.definitions) {
      if (
        definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
        definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
      ) {
        continue;
      }
      const owner = definition.name.value;
      const surcharge = owner === this.#rootTypes.mutation ? MUTATION_WEIGHT : 0;
      for (const field of definition.fields ?? []) {
        this.#fields.set(`${owner}.${field.name.value}`, fieldCost(field, weights, surcharge));
      }
    }
  }

  /** Name of the root type of an operation. */
  rootType(operation: 'query' | 'mutation' | 'subscription'): string {
    return this.#rootTypes[operation];
  }

  /** Undefined for fields that no type declares: introspection. */
  field(type: string, name: string): FieldCost | undefined {
    return this.#fields.get(`${type}.${name}`);
  }
}

function typeWeights(document: DocumentNode): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name) continue;
    const given = weightOf('directives' in definition ? definition.directives : undefined);
    const usual = COMPOSITES.has(definition.kind) ? COMPOSITE_WEIGHT : 0;
    weights.set(definition.name.value, given ?? usual);
  }
  return weights;
}

function fieldCost(
  field: FieldDefinitionNode,
  weights: ReadonlyMap<string, number>,
  surcharge: number,
): FieldCost {
  const { name: type, isList } = namedType(field.type);
  const argumentWeights = new Map<string, number>();
  for (const argument of field.arguments ?? []) {
    const weight = weightOf(argument.directives);
    if (weight) argumentWeights.set(argument.name.value, weight);
  }
  return {
    weight: (weightOf(field.directives) ?? weights.get(type) ?? 0) + surcharge,
    type,
    isList,
    argumentWeights,
    listSize: listSizeOf(field),
  };
}

function namedType(type: TypeNode): { readonly name: string; readonly isList: boolean } {
  let isList = false;
  let inner = type;
  while (inner.kind !== Kind.NAMED_TYPE) {
    isList ||= inner.kind === Kind.LIST_TYPE;
    inner = inner.type;
  }
  return { name: inner.name.value, isList };
}

function argumentsOf(
  directives: readonly DirectiveNode[] | undefined,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const directive = directives?.find((candidate) => candidate.name.value === name);
  return (
    directive &&
    Object.fromEntries(
      (directive.arguments ?? []).map(({ name: { value }, value: node }) => [
        value,
        valueFromASTUntyped(node),
      ]),
    )
  );
}

function weightOf(directives: readonly DirectiveNode[] | undefined): number | undefined {
  const weight = argumentsOf(directives, 'cost')?.weight;
  return typeof weight === 'number' ? weight : undefined;
}

function listSizeOf(field: FieldDefinitionNode): ListSize | null {
  const given = argumentsOf(field.directives, 'listSize');
  if (!given) return null;
  const names = Array.isArray(given.slicingArguments) ? given.slicingArguments.map(String) : [];
  const declared = new Map((field.arguments ?? []).map((node) => [node.name.value, node]));
  return {
    assumedSize: typeof given.assumedSize === 'number' ? given.assumedSize : null,
    slicingArguments: new Map(names.map((name) => [name, defaultOf(declared.get(name))])),
    sizedFields: new Set(Array.isArray(given.sizedFields) ? given.sizedFields.map(String) : []),
  };
}

function defaultOf(argument: InputValueDefinitionNode | undefined): number | null {
  return argument?.defaultValue?.kind === Kind.INT ? Number(argument.defaultValue.value) : null;
}
