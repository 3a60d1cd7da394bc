import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { placesFilledBy } from '../execution/plan-compiler';
import { fragmentsOf } from '../fragments';

/** Interfaces of which no subgraph has a type: all that is known of them are interface objects. */
export function typelessInterfaces(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const types = Object.values(schema.getTypeMap());
  return new Set(
    types.filter((type) => isInterfaceType(type) && schema.getPossibleTypes(type).length === 0),
  );
}

/** A field that is asked of an interface without types, and where its answer would stand. */
interface Asked {
  readonly type: string;
  readonly field: string;
  readonly place: string;
}

/** Whatever is asked without a condition: the rest may be planned away. */
function* askedOf(
  typeless: ReadonlySet<GraphQLNamedType>,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Generator<Asked> {
  const fragments = fragmentsOf(document);
  const root = schema.getRootType(operation.operation);
  if (root) yield* within(operation.selectionSet, root, '');

  function* within(
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    prefix: string,
  ): Generator<Asked> {
    for (const selection of set.selections) {
      if (selection.directives?.length) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        const type = fragment && schema.getType(fragment.typeCondition.name.value);
        if (type) yield* within(fragment.selectionSet, type, prefix);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const named = selection.typeCondition?.name.value;
        const type = named === undefined ? parent : schema.getType(named);
        if (type) yield* within(selection.selectionSet, type, prefix);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const { name, alias = name, selectionSet } = selection;
        const field = parent.getFields()[name.value];
        // Undefined of `__typename`, which is known without asking.
        if (!field) continue;
        const place = `${prefix}.${alias.value}`;
        if (typeless.has(parent)) yield { type: parent.name, field: name.value, place };
        if (selectionSet) yield* within(selectionSet, getNamedType(field.type), place);
      }
    }
  }
}

/**
 * Refuses what the planner silently plans nothing for: a field of an interface without types, where no key leads to
 * the subgraph that tells of it. To answer null would be to say that there is no object, though nobody was asked.
 */
export function refuseUnanswerable(
  schema: GraphQLSchema,
  typeless: ReadonlySet<GraphQLNamedType>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  plan: QueryPlan,
): void {
  if (typeless.size === 0) return;
  const filled = placesFilledBy(plan);
  for (const { type, field, place } of askedOf(typeless, schema, document, operation)) {
    if (!filled.has(place)) throw unanswerable(`"${type}.${field}"`);
  }
}

/**
 * Where the planner fails over a field of an interface without types instead (one that has fields itself, in a
 * subgraph to which no key leads), the refusal in place of its failure; undefined where that has another reason.
 */
export function refusalOfUnplannable(
  schema: GraphQLSchema,
  typeless: ReadonlySet<GraphQLNamedType>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): GraphQLError | undefined {
  if (typeless.size === 0) return undefined;
  const [asked] = askedOf(typeless, schema, document, operation);
  return asked && unanswerable(`all that is asked of "${asked.type}"`);
}

function unanswerable(what: string): GraphQLError {
  return new GraphQLError(`No service can be asked for ${what} here.`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}
