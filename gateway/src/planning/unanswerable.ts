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
  const root = schema.getRootType(operation.operation);
  if (typeless.size === 0 || !root) return;
  const fragments = fragmentsOf(document);
  const filled = placesFilledBy(plan);
  const search = (set: SelectionSetNode, parent: GraphQLNamedType, prefix: string): void => {
    for (const selection of set.selections) {
      // What a condition decides about may be planned away.
      if (selection.directives?.length) continue;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        const type = fragment && schema.getType(fragment.typeCondition.name.value);
        if (type) search(fragment.selectionSet, type, prefix);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const named = selection.typeCondition?.name.value;
        const type = named === undefined ? parent : schema.getType(named);
        if (type) search(selection.selectionSet, type, prefix);
      } else if (isObjectType(parent) || isInterfaceType(parent)) {
        const { name, alias = name, selectionSet } = selection;
        const field = parent.getFields()[name.value];
        // Undefined of `__typename`, which is known without asking.
        if (!field) continue;
        const place = `${prefix}.${alias.value}`;
        if (typeless.has(parent) && !filled.has(place)) throw unanswerable(parent.name, name.value);
        if (selectionSet) search(selectionSet, getNamedType(field.type), place);
      }
    }
  };
  search(operation.selectionSet, root, '');
}

function unanswerable(type: string, field: string): GraphQLError {
  return new GraphQLError(`No service can be asked for "${type}.${field}" here.`, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}
