import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { NotCompilable } from './plan-compiler';
import { isInherited, type JsonObject } from './result-tree';
import type { Variables } from './run';

/** Whether a field of a query tells of the schema: no subgraph is asked for it. */
export const isIntrospection = (field: string): boolean =>
  field === '__schema' || field === '__type';

/** What came of introspection, by response names. */
export interface Introspected {
  readonly data: JsonObject;
  readonly errors: readonly GraphQLError[];
}

/** Answers what an operation asks of the schema itself; undefined when that is nothing. Error NotCompilable. */
export function compileIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ((variables: Variables) => Introspected) | undefined {
  const selectionSet = introspectionIn(operation.selectionSet, fragments);
  refuseBelow(operation.selectionSet, fragments);
  if (selectionSet.selections.length === 0) return undefined;
  const definitions = [{ ...operation, selectionSet }, ...fragments.values()];
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return (variableValues) => {
    const { data, errors = [] } = executeSync({ schema, document, variableValues });
    return { data: { ...data }, errors };
  };
}

function introspectionIn(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  return {
    kind: Kind.SELECTION_SET,
    selections: selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) {
        if (!isIntrospection(selection.name.value)) return [];
        const name = selection.alias?.value ?? selection.name.value;
        if (isInherited(name)) throw new NotCompilable(name);
        return [selection];
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) return [];
      const selectionSet = introspectionIn(fragment.selectionSet, fragments);
      if (selectionSet.selections.length === 0) return [];
      const { directives = [] } = selection;
      const condition = fragment.typeCondition;
      const typeCondition = condition ? { typeCondition: condition } : {};
      return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet, ...typeCondition }];
    }),
  };
}

/** A query within a query (or a mutation) may introspect as well; its answer would stand elsewhere. */
function refuseBelow(
  root: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const visited = new Set<SelectionSetNode>();
  const search = (set: SelectionSetNode, depth: number): void => {
    if (depth > 0 && visited.has(set)) return;
    if (depth > 0) visited.add(set);
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const within =
          selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (within) search(within.selectionSet, depth);
        continue;
      }
      const { name, selectionSet } = selection;
      const introspects = isIntrospection(name.value);
      if (introspects && depth > 0) throw new NotCompilable(name.value);
      if (selectionSet && !introspects) search(selectionSet, depth + 1);
    }
  };
  search(root, 0);
}
