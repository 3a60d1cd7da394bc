import type { AppError } from '@ai-finops/service-kit/errors';
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments';
import type { AuthorisationRules } from './authorisation-rules';
import type { Requirement } from './requirement';

/** A step towards a field that was refused: its response name, and the type on which it was asked for. */
export interface Step {
  readonly name: string;
  readonly parent: GraphQLCompositeType;
}

/** A field that was taken out of an operation. */
export interface Refused {
  readonly steps: readonly Step[];
  /** @skip and @include on the way to it. */
  readonly conditions: readonly DirectiveNode[];
  readonly error: AppError;
}

/** What is left of an operation. */
export interface Filtered {
  /** Undefined when nothing is. */
  readonly document: DocumentNode | undefined;
  readonly refused: readonly Refused[];
}

/** What somebody lacks to meet a requirement. */
export type Refuse = (requirement: Requirement) => AppError | undefined;

/** Of one operation no more are told: fragments within fragments could multiply them. */
const MOST_REFUSED = 1_000;

/** Stands where an object stays of which nothing may be read. */
const TYPENAME: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

interface Part {
  /** Undefined when nothing is left. */
  readonly set: SelectionSetNode | undefined;
  readonly refused: readonly Refused[];
}

/**
 * Takes out of an operation of a validated document whatever its reader may not see, with all that is under
 * it. Objects of which nothing may be read stay, so that it can be told whether they are there.
 */
export function filterOperation(
  schema: GraphQLSchema,
  rules: AuthorisationRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  refuse: Refuse,
): Filtered {
  const root = schema.getRootType(operation.operation);
  if (!root || rules.isEmpty) return { document, refused: [] };
  const filter = new OperationFilter(schema, rules, document, refuse);
  const { set, refused } = filter.whole(operation.selectionSet, root);
  if (refused.length === 0) return { document, refused };
  if (!set) return { document: undefined, refused };
  const definitions = [{ ...operation, selectionSet: set }, ...filter.fragments()];
  return { document: { ...document, definitions }, refused };
}

class OperationFilter {
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #parts = new Map<string, Part>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly rules: AuthorisationRules,
    document: DocumentNode,
    private readonly refuse: Refuse,
  ) {
    this.#definitions = fragmentsOf(document);
  }

  /** What is left of the fragments that were met. */
  *fragments(): Generator<FragmentDefinitionNode> {
    for (const [name, { set }] of this.#parts) {
      const definition = this.#definitions.get(name);
      if (definition && set) yield { ...definition, selectionSet: set };
    }
  }

  whole(set: SelectionSetNode, root: GraphQLObjectType): Part {
    return this.selections(set, root, this.#first(this.rules.ofType(root.name)));
  }

  /** `refusal` is of the type itself: then nothing of it may be read but its name. */
  selections(set: SelectionSetNode, parent: GraphQLCompositeType, refusal?: AppError): Part {
    const kept: SelectionNode[] = [];
    const refused: Refused[] = [];
    for (const selection of set.selections) {
      const { node, refused: more } = this.#selection(selection, parent, refusal);
      if (node) kept.push(node);
      for (const one of more) if (refused.length < MOST_REFUSED) refused.push(one);
    }
    if (kept.length === 0) return { set: undefined, refused };
    return { set: refused.length === 0 ? set : { ...set, selections: kept }, refused };
  }

  #selection(
    selection: SelectionNode,
    parent: GraphQLCompositeType,
    refusal: AppError | undefined,
  ): { readonly node: SelectionNode | undefined; readonly refused: readonly Refused[] } {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent, refusal);
    const part =
      selection.kind === Kind.INLINE_FRAGMENT
        ? this.#fragment(selection.typeCondition?.name.value, selection.selectionSet, parent)
        : this.#spread(selection.name.value, parent);
    const refused = under(part.refused, selection);
    if (!part.set) return { node: undefined, refused };
    const node =
      selection.kind === Kind.INLINE_FRAGMENT
        ? { ...selection, selectionSet: part.set }
        : selection;
    return { node, refused };
  }

  #field(
    node: FieldNode,
    parent: GraphQLCompositeType,
    refusal: AppError | undefined,
  ): { readonly node: FieldNode | undefined; readonly refused: readonly Refused[] } {
    const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
    // __typename, and introspection.
    if (!field) return { node, refused: [] };
    const step = { name: node.alias?.value ?? node.name.value, parent };
    const error = refusal ?? this.#first(this.rules.ofField(parent, field));
    if (error) {
      const conditions = node.directives ?? [];
      return { node: undefined, refused: [{ steps: [step], conditions, error }] };
    }
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return { node, refused: [] };
    const { set, refused } = this.selections(node.selectionSet, type);
    const selectionSet = set ?? { kind: Kind.SELECTION_SET, selections: [TYPENAME] };
    return { node: { ...node, selectionSet }, refused: under(refused, node, step) };
  }

  #spread(name: string, parent: GraphQLCompositeType): Part {
    const known = this.#parts.get(name);
    if (known) return known;
    const definition = this.#definitions.get(name);
    if (!definition) return { set: undefined, refused: [] };
    const { typeCondition, selectionSet } = definition;
    const part = this.#fragment(typeCondition.name.value, selectionSet, parent);
    this.#parts.set(name, part);
    return part;
  }

  #fragment(
    condition: string | undefined,
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
  ): Part {
    const type = condition === undefined ? parent : this.schema.getType(condition);
    if (!isCompositeType(type)) return { set: undefined, refused: [] };
    return this.selections(set, type, this.#first(this.rules.ofType(type.name)));
  }

  #first(requirements: readonly Requirement[]): AppError | undefined {
    for (const requirement of requirements) {
      const error = this.refuse(requirement);
      if (error) return error;
    }
    return undefined;
  }
}

/** What was refused within a field or fragment, seen from outside of it. */
function under(
  refused: readonly Refused[],
  { directives = [] }: SelectionNode,
  step?: Step,
): readonly Refused[] {
  if (refused.length === 0 || (!step && directives.length === 0)) return refused;
  return refused.map(({ steps, conditions, error }) => ({
    steps: step ? [step, ...steps] : steps,
    conditions: [...directives, ...conditions],
    error,
  }));
}
