import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments';
import type { CacheHints } from './cache-hints';

/** How long the answer to an operation may be kept, and for whom. */
export interface CachePolicy {
  /** Seconds, more than 0. */
  readonly maxAge: number;
  readonly scope: 'PUBLIC' | 'PRIVATE';
}

/**
 * What the hints say of an operation, by the rules of Apollo Server (caching/overview of its documentation): what
 * leads to objects may not be kept unless a hint on it or on its type says so, nor may a root field; other fields are
 * kept as long as what they are part of. The least maxAge of all counts, and PRIVATE once it is said anywhere. Apollo
 * Server asks the types that come up in an answer; here, before there is one, an interface or union is as strict as the
 * strictest of its types, and what @skip and @include leave out counts too. Undefined for what may not be kept.
 */
export function cachePolicyOf(
  schema: GraphQLSchema,
  hints: CacheHints,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CachePolicy | undefined {
  const root = schema.getQueryType();
  if (operation.operation !== 'query' || !root || hints.isEmpty) return undefined;
  const reader = new PolicyReader(schema, hints, document, root);
  reader.read(operation.selectionSet, root);
  return reader.policy;
}

/**
 * What the hints say of the entities that a fetch asks a subgraph for: as of an operation, but that their type has to say
 * how long, for they are no part of anything here.
 */
export function entityPolicyOf(
  schema: GraphQLSchema,
  hints: CacheHints,
  fetch: string,
): CachePolicy | undefined {
  const root = schema.getQueryType();
  if (!root || hints.isEmpty) return undefined;
  const document = parse(fetch);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined;
  const reader = new PolicyReader(schema, hints, document, root);
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind === Kind.FIELD) reader.entities(selection.selectionSet);
  }
  return reader.policy;
}

class PolicyReader {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #met = new Set<string>();
  #maxAge: number | undefined;
  #scope: CachePolicy['scope'] = 'PUBLIC';

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly hints: CacheHints,
    document: DocumentNode,
    private readonly root: GraphQLObjectType,
  ) {
    this.#fragments = fragmentsOf(document);
  }

  get policy(): CachePolicy | undefined {
    return this.#maxAge ? { maxAge: this.#maxAge, scope: this.#scope } : undefined;
  }

  /** Fragments, each on the type of some of the entities. */
  entities(set: SelectionSetNode | undefined): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) continue;
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.#fragments.get(selection.name.value);
      const name = fragment?.typeCondition?.name.value ?? '';
      const { maxAge = 0, scope } = this.hints.ofType(name) ?? {};
      this.#restrictTo(maxAge, scope);
      if (fragment) this.#on(name, fragment.selectionSet, this.root);
    }
  }

  read(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          this.#field(selection, parent);
          break;
        case Kind.INLINE_FRAGMENT:
          this.#on(selection.typeCondition?.name.value, selection.selectionSet, parent);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = this.#fragments.get(selection.name.value);
          // A fragment says the same wherever it is spread.
          if (!fragment || this.#met.has(selection.name.value)) break;
          this.#met.add(selection.name.value);
          this.#on(fragment.typeCondition.name.value, fragment.selectionSet, parent);
        }
      }
    }
  }

  #on(condition: string | undefined, set: SelectionSetNode, parent: GraphQLCompositeType): void {
    const type = condition === undefined ? parent : this.schema.getType(condition);
    if (isCompositeType(type)) this.read(set, type);
  }

  #field({ name, selectionSet }: FieldNode, parent: GraphQLCompositeType): void {
    const holders = isObjectType(parent) ? [parent] : this.schema.getPossibleTypes(parent);
    for (const holder of holders) this.#restrict(holder, name.value);
    const field = 'getFields' in parent ? parent.getFields()[name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (selectionSet && isCompositeType(type)) this.read(selectionSet, type);
  }

  #restrict(holder: GraphQLObjectType, name: string): void {
    const field = holder.getFields()[name];
    // __typename, and introspection, which is never kept.
    if (!field) return;
    const type = getNamedType(field.type);
    const isObject = isCompositeType(type);
    const ofType = isObject ? this.hints.ofType(type.name) : undefined;
    const ofField = this.hints.ofField(holder.name, name);
    const inherits = ofType?.inheritMaxAge || ofField?.inheritMaxAge;
    const maxAge = ofField?.maxAge ?? ofType?.maxAge;
    const scope = ofField?.scope ?? ofType?.scope;
    const mustSay = holder === this.root || (isObject && !inherits);
    this.#restrictTo(maxAge ?? (mustSay ? 0 : undefined), scope);
  }

  #restrictTo(most: number | undefined, scope: CachePolicy['scope'] | undefined): void {
    if (most !== undefined) this.#maxAge = Math.min(this.#maxAge ?? most, most);
    if (scope === 'PRIVATE') this.#scope = 'PRIVATE';
  }
}
