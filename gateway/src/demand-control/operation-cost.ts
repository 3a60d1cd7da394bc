import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { fragmentsOf } from '../fragments';
import type { CostModel, FieldCost } from './cost-model';

export type Variables = Readonly<Record<string, unknown>>;

/** Items of a list about which neither the SDL nor the operation says anything. */
const UNKNOWN_LIST_SIZE = 10;

/** How many items the fields that a connection sizes have, while its selections are counted. */
interface Sized {
  readonly fields: ReadonlySet<string>;
  readonly size: number;
  /** Fragments counted under this sizing: each once, however often it is spread. */
  readonly fragments: Map<string, number>;
}

/**
 * The static cost of one operation: the sum of its fields' weights, each times the number of items that
 * its lists may bring (the method of the IBM GraphQL Cost Directives specification). An upper bound for
 * every answer: selections on different types of a union are added, not compared.
 */
export class OperationCost {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variableDefaults: Variables;
  /** Of an operation without variables. */
  #constant: number | undefined;

  constructor(
    private readonly model: CostModel,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    this.#fragments = fragmentsOf(document);
    this.#variableDefaults = Object.fromEntries(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, plain(defaultValue, {})]] : [],
      ),
    );
  }

  /** The cost with these variables, as the client sent them. */
  estimate(variables: Variables = {}): number {
    if (this.operation.variableDefinitions?.length) return this.#count(variables);
    this.#constant ??= this.#count({});
    return this.#constant;
  }

  #count(variables: Variables): number {
    const given = { ...this.#variableDefaults, ...variables };
    const { operation, selectionSet } = this.operation;
    const unsized: Sized = { fields: new Set(), size: 1, fragments: new Map() };
    return new Count(this.model, this.#fragments, given, unsized).of(
      selectionSet,
      this.model.rootType(operation),
      unsized,
    );
  }
}

class Count {
  constructor(
    private readonly model: CostModel,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Variables,
    private readonly unsized: Sized,
  ) {}

  of(selectionSet: SelectionSetNode, type: string, sized: Sized): number {
    let sum = 0;
    for (const selection of selectionSet.selections) {
      if (this.#isLeftOut(selection.directives)) continue;
      if (selection.kind === Kind.FIELD) sum += this.#field(selection, type, sized);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const inner = selection.typeCondition?.name.value ?? type;
        sum += this.of(selection.selectionSet, inner, sized);
      } else sum += this.#fragment(selection.name.value, sized);
    }
    return sum;
  }

  #fragment(name: string, sized: Sized): number {
    const known = sized.fragments.get(name);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return 0;
    // Validation refuses a fragment within itself; here it must only end.
    sized.fragments.set(name, 0);
    const cost = this.of(fragment.selectionSet, fragment.typeCondition.name.value, sized);
    sized.fragments.set(name, cost);
    return cost;
  }

  #field(node: FieldNode, type: string, sized: Sized): number {
    const name = node.name.value;
    const field = this.model.field(type, name);
    if (!field) return 0;
    const asked = this.#askedSize(node, field);
    const items = sized.fields.has(name) ? sized.size : listItems(field, asked);
    const inner = node.selectionSet
      ? this.of(node.selectionSet, field.type, this.#sizedBy(field, asked))
      : 0;
    return this.#argumentsOf(node, field) + items * (field.weight + inner);
  }

  #sizedBy(field: FieldCost, asked: number | null): Sized {
    const fields = field.listSize?.sizedFields;
    if (!fields?.size) return this.unsized;
    return { fields, size: asked ?? UNKNOWN_LIST_SIZE, fragments: new Map() };
  }

  /** The size that slicing arguments ask for, else the one that the SDL assumes; null when neither says. */
  #askedSize(node: FieldNode, { listSize }: FieldCost): number | null {
    if (!listSize) return null;
    const sizes: number[] = [];
    for (const [name, usual] of listSize.slicingArguments) {
      const argument = node.arguments?.find((candidate) => candidate.name.value === name);
      const value = argument ? plain(argument.value, this.variables) : undefined;
      const size = value === undefined ? usual : value;
      if (typeof size === 'number' && Number.isFinite(size)) sizes.push(Math.max(0, size));
    }
    return sizes.length > 0 ? Math.max(...sizes) : listSize.assumedSize;
  }

  #argumentsOf(node: FieldNode, { argumentWeights }: FieldCost): number {
    if (argumentWeights.size === 0) return 0;
    return (node.arguments ?? []).reduce(
      (sum, { name }) => sum + (argumentWeights.get(name.value) ?? 0),
      0,
    );
  }

  #isLeftOut(directives: readonly DirectiveNode[] | undefined): boolean {
    return (directives ?? []).some((directive) => {
      const condition = directive.arguments?.find(({ name }) => name.value === 'if');
      const value = condition && plain(condition.value, this.variables);
      return directive.name.value === 'skip'
        ? value === true
        : directive.name.value === 'include' && value === false;
    });
  }
}

function listItems({ isList, listSize }: FieldCost, asked: number | null): number {
  if (!isList) return 1;
  return listSize && listSize.sizedFields.size === 0
    ? (asked ?? UNKNOWN_LIST_SIZE)
    : UNKNOWN_LIST_SIZE;
}

/** The value of a scalar literal or a variable; undefined for anything else. */
function plain(node: ValueNode, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
  if (node.kind === Kind.BOOLEAN) return node.value;
  return node.kind === Kind.NULL ? null : undefined;
}
