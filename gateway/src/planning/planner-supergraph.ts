import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { type FieldsType, hasFields, namedType, SupergraphTypes, textOf } from './supergraph-types';

/** What @requires asks of a field that takes arguments. */
export interface RequiredCall {
  readonly field: string;
  readonly arguments: readonly ConstArgumentNode[];
}

/** A supergraph as the planner has to see it, so that its plans are right. */
export interface PlannerSupergraph {
  /** Undefined when it may see it as it is. */
  readonly document: DocumentNode | undefined;
  /** Fields that only the planner knows, each for one way of calling a field of a subgraph. */
  readonly calls: ReadonlyMap<string, RequiredCall>;
  /** Paths of what a field of a subgraph requires and no key of its type has, by `subgraph Type.field`. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of all fields that the planner selects of its own accord. */
  readonly selects: ReadonlySet<string>;
}

const fieldSetOf = (text: string): SelectionSetNode => {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  return (operation as OperationDefinitionNode).selectionSet;
};

const isFalse = ({ arguments: given = [] }: ConstDirectiveNode, argument: string): boolean =>
  given.some(
    ({ name, value }) => name.value === argument && value.kind === Kind.BOOLEAN && !value.value,
  );

/** The leaves of a field set, by their names from its type on. */
function* pathsOf({ selections }: SelectionSetNode, prefix = ''): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    const path = selection.kind === Kind.FIELD ? `${prefix}${selection.name.value}` : prefix;
    const below = selection.kind === Kind.FIELD ? `${path}.` : prefix;
    if (selection.selectionSet) yield* pathsOf(selection.selectionSet, below);
    else yield path;
  }
}

/**
 * Corrects what the planner takes amiss:
 *
 * - It leaves a subgraph for what @requires names and comes back by the first key of the type, even one that is
 *   not resolvable there. Such keys are left out where the subgraph has others.
 * - It takes a required `price(currency: "EUR")` and a client's `price`, or another required one, for the same.
 *   Each way of calling a field that takes arguments becomes a field of its own, without arguments.
 */
export function plannerSupergraph(given: DocumentNode): PlannerSupergraph {
  const correction = new Correction(given);
  const document = correction.corrected();
  const { calls, needs, selects } = correction;
  return { document, calls, needs, selects };
}

class Correction {
  readonly calls = new Map<string, RequiredCall>();
  readonly needs = new Map<string, Set<string>>();
  readonly selects = new Set<string>(['__typename']);
  readonly #types: SupergraphTypes;
  /** Names in `calls`, by how the field is called. */
  readonly #names = new Map<string, string>();
  /** Names in `calls`, by the types that get such fields. */
  readonly #added = new Map<string, Set<string>>();
  /** Paths of what is in resolvable keys, by value of `join__Graph` and type. */
  readonly #keyPaths = new Map<string, readonly string[]>();
  #dropsKeys = false;

  constructor(private readonly given: DocumentNode) {
    this.#types = new SupergraphTypes(given);
  }

  corrected(): DocumentNode | undefined {
    const definitions = this.given.definitions.map((definition) =>
      hasFields(definition) ? this.#type(definition) : definition,
    );
    if (!this.#dropsKeys && this.calls.size === 0) return undefined;
    return {
      kind: Kind.DOCUMENT,
      definitions: definitions.map((definition) =>
        hasFields(definition) ? this.#withCalls(definition) : definition,
      ),
    };
  }

  #type(type: FieldsType): FieldsType {
    return {
      ...type,
      directives: this.#keys(type.name.value, type.directives ?? []),
      fields: (type.fields ?? []).map((field) => this.#field(type.name.value, field)),
    };
  }

  #keys(type: string, directives: readonly ConstDirectiveNode[]): readonly ConstDirectiveNode[] {
    const keys = directives.filter(
      (directive) => directive.name.value === 'join__type' && textOf(directive, 'key'),
    );
    const graphs = new Set<string | undefined>();
    for (const key of keys) {
      const fields = fieldSetOf(textOf(key, 'key') ?? '');
      this.#willSelect(fields);
      if (isFalse(key, 'resolvable')) continue;
      const graph = textOf(key, 'graph');
      graphs.add(graph);
      const place = `${graph} ${type}`;
      this.#keyPaths.set(place, [...(this.#keyPaths.get(place) ?? []), ...pathsOf(fields)]);
    }
    const kept = directives.filter(
      (one) => !isFalse(one, 'resolvable') || !graphs.has(textOf(one, 'graph')),
    );
    if (kept.length < directives.length) this.#dropsKeys = true;
    return kept;
  }

  #field(type: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => {
      const requires = directive.name.value === 'join__field' && textOf(directive, 'requires');
      if (!requires) return directive;
      const fields = this.#fieldSet(type, fieldSetOf(requires));
      this.#willSelect(fields);
      const graph = textOf(directive, 'graph') ?? '';
      const keys = this.#keyPaths.get(`${graph} ${type}`);
      const needed = [...pathsOf(fields)].filter((path) => !keys?.includes(path));
      const place = `${this.#types.subgraph(graph)} ${type}.${field.name.value}`;
      this.needs.set(place, new Set(needed));
      return withText(directive, 'requires', stripIgnoredCharacters(print(fields)).slice(1, -1));
    });
    return { ...field, ...(directives ? { directives } : {}) };
  }

  #willSelect(fields: SelectionSetNode): void {
    visit(fields, {
      Field: ({ name }) => {
        this.selects.add(name.value);
      },
    });
  }

  #fieldSet(type: string, { selections }: SelectionSetNode): SelectionSetNode {
    return {
      kind: Kind.SELECTION_SET,
      selections: selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          const within = selection.typeCondition?.name.value ?? type;
          const selectionSet = this.#fieldSet(within, selection.selectionSet);
          return { ...selection, selectionSet };
        }
        const definition = this.#types.field(type, selection.name.value);
        const below = definition ? namedType(definition.type) : '';
        const nested = selection.selectionSet
          ? { selectionSet: this.#fieldSet(below, selection.selectionSet) }
          : {};
        if (!definition?.arguments?.length) return { ...selection, ...nested };
        const name = this.#call(type, selection);
        return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, ...nested };
      }),
    };
  }

  /** The name of the field that stands for this call; the type gets it. */
  #call(type: string, { name: { value: field }, arguments: given = [] }: FieldNode): string {
    const call = `${field} ${given.map(print).sort().join(' ')}`;
    let name = this.#names.get(call);
    if (name === undefined) {
      name = this.#unused(field);
      this.#names.set(call, name);
      this.calls.set(name, { field, arguments: given as readonly ConstArgumentNode[] });
    }
    for (const one of this.#types.withImplementing(type)) {
      const added = this.#added.get(one) ?? new Set();
      this.#added.set(one, added.add(name));
    }
    return name;
  }

  #unused(field: string): string {
    for (let number = this.calls.size + 1; ; number += 1) {
      const name = `${field}_required_${number}`;
      const taken = [...this.#types.all].some(({ name: { value } }) =>
        this.#types.field(value, name),
      );
      if (!taken) return name;
    }
  }

  #withCalls(type: FieldsType): FieldsType {
    const added = [...(this.#added.get(type.name.value) ?? [])].flatMap((name) => {
      const called = this.calls.get(name)?.field;
      const field = type.fields?.find((one) => one.name.value === called);
      if (!field) return [];
      const directives = (field.directives ?? []).filter(
        (directive) => directive.name.value === 'join__field',
      );
      const named = { kind: Kind.NAME, value: name } as const;
      return [{ ...field, name: named, arguments: [], directives }];
    });
    return added.length > 0 ? { ...type, fields: [...(type.fields ?? []), ...added] } : type;
  }
}

function withText(directive: ConstDirectiveNode, argument: string, text: string) {
  return {
    ...directive,
    arguments: directive.arguments?.map((one) =>
      one.name.value === argument
        ? { ...one, value: { kind: Kind.STRING, value: text } as const }
        : one,
    ),
  } as ConstDirectiveNode;
}
